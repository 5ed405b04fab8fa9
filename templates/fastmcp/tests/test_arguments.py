# SPDX-License-Identifier: Apache-2.0
"""The checks of arguments, and the results that come of answers."""

import time

import httpx2
import pytest
from conftest import module


def problems(schema, value):
    return module("arguments").Check(schema).problems(value)


def test_all_problems_are_found_at_once_with_their_places():
    schema = {
        "properties": {
            "limit": {"type": "integer", "maximum": 5},
            "tags": {"items": {"type": "string"}},
        },
        "required": ["id"],
        "additionalProperties": False,
    }
    found = problems(schema, {"limit": 999, "tags": ["a", 1], "bogus": 1})
    assert len(found) == 4
    assert all(any(place in text for text in found) for place in ("limit:", "tags[1]:", "'bogus'"))
    assert any("'id' is a required property" in text for text in found)


def test_no_more_than_ten_problems_are_listed():
    assert len(problems({"items": {"type": "string"}}, list(range(100)))) == 10


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"format": "date-time"}, "no date", True),
        ({"multipleOf": 0.01}, 0.07, True),
        ({"multipleOf": 0.01}, 0.075, False),
        ({"pattern": r"^\p{L}+$"}, "é", True),
        ({"pattern": r"^\p{L}+$"}, "1", False),
        ({"pattern": "("}, "anything", True),
        ({"patternProperties": {"^x-": {"type": "string"}}}, {"x-a": 1}, False),
        ({"patternProperties": {"^x-": {}}, "additionalProperties": False}, {"x-a": 1}, True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False),
        ({"uniqueItems": True}, [1, True, "1"], True),
        ({"$ref": "https://elsewhere.test/schema.json"}, 1, False),
        ({"properties": {"__proto__": {"type": "string"}}}, {"__proto__": 1}, False),
    ],
)
def test_schemas(schema, value, valid):
    assert (problems(schema, value) == []) is valid


def test_a_slow_pattern_does_not_stop_the_server():
    started = time.monotonic()
    problems({"items": {"pattern": "^(a+)+$"}}, ["a" * 40 + "b"] * 100)
    assert time.monotonic() - started < 3


def result(status=200, body=b"", content_type="application/json", schema=None):
    headers = httpx2.Headers({"Content-Type": content_type})
    answer = module("upstream").Answer(status, headers, body)
    request = module("request").HttpRequest("GET", "https://api.example.test", "/", [])
    credential = module("credentials").Credential(variables=["TOKEN"], secrets=["secret-token"])
    output = None
    if schema is not None:
        output = module("arguments").Check({"properties": {"result": schema, "unmatched": {}}})
    made = module("answer").result(answer, request, credential, output, {}, 100)
    return made.is_error, made.content[0].text, made.structured_content


def test_answers_become_results():
    number = {"type": "integer"}
    assert result(body=b'{"a": 1}') == (False, '{"a":1}', None)
    assert result(body=b"1", schema=number) == (False, '{"result":1}', {"result": 1})
    assert result(body=b'"x"', schema=number)[2] == {"unmatched": "x"}
    assert result(204) == (False, "Done: 204 No Content.", None)
    assert result(204, schema=number) == (False, "Done: 204 No Content.", {})
    assert result(body=b"a\x1b[0m\n", content_type="text/plain") == (False, "a[0m\n", None)
    assert "image/png" in result(body=b"\x89PNG", content_type="image/png", schema=number)[1]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, "arguments"),
        (401, "TOKEN"),
        (404, "ids"),
        (409, "409"),
        (429, "later"),
        (502, "later"),
    ],
)
def test_errors_say_what_to_do_and_hide_credentials(status, expected):
    is_error, text, structured = result(status, b"no: secret-token " + b"x" * 5000, "text/plain")
    first, _, quoted = text.partition("\n")
    assert (is_error, structured) == (True, None)
    assert expected in first
    assert "secret-token" not in text
    assert len(quoted) < 2100
