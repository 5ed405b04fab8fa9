# SPDX-License-Identifier: Apache-2.0
"""How arguments become bytes: the parameter styles, bodies and credentials of OpenAPI."""

import pytest
from conftest import module

BASE = "https://api.example.test/v1"
COLORS = ["blue", "black"]
POINT = {"R": 100, "G": 200}


def build(arguments, *parameters, path="/x", body=None, credential=None, base=BASE):
    spec = {"method": "POST", "path": path, "parameters": list(parameters), "body": body}
    credential = credential or module("credentials").Credential()
    return module("request").build(spec, arguments, base, credential)


def parameter(place, style, explode, **more):
    return {"argument": "a", "name": "c", "in": place, "style": style, "explode": explode, **more}


def refused(arguments, *parameters, **more):
    with pytest.raises(module("text").Refused) as raised:
        build(arguments, *parameters, **more)
    return str(raised.value)


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, COLORS, "blue,black"),
        ("simple", False, POINT, "R,100,G,200"),
        ("simple", True, POINT, "R=100,G=200"),
        ("label", False, "blue", ".blue"),
        ("label", False, COLORS, ".blue,black"),
        ("label", True, COLORS, ".blue.black"),
        ("label", False, POINT, ".R,100,G,200"),
        ("label", True, POINT, ".R=100.G=200"),
        ("matrix", False, "blue", ";c=blue"),
        ("matrix", False, COLORS, ";c=blue,black"),
        ("matrix", True, COLORS, ";c=blue;c=black"),
        ("matrix", False, POINT, ";c=R,100,G,200"),
        ("matrix", True, POINT, ";R=100;G=200"),
        ("simple", False, "v1.2", "v1.2"),
        ("simple", False, "a/b?c#d%2F", "a%2Fb%3Fc%23d%252F"),
        ("simple", False, 'é{c}"', "%C3%A9%7Bc%7D%22"),
        ("simple", False, 10.0, "10"),
        ("simple", False, 0.00001, "0.00001"),
        ("simple", False, True, "true"),
    ],
)
def test_path_styles(style, explode, value, expected):
    made = build({"a": value}, parameter("path", style, explode), path="/p/{c}/{d}")
    assert made.target == f"/v1/p/{expected}/%7Bd%7D"


@pytest.mark.parametrize("value", ["", ".", "..", "a/../b", "..\\b", [], {}])
def test_path_values_cannot_move_the_address(value):
    assert refused({"a": value}, parameter("path", "simple", False), path="/p/{c}")


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "blue", "c=blue"),
        ("form", True, "", "c="),
        ("form", True, COLORS, "c=blue&c=black"),
        ("form", False, COLORS, "c=blue,black"),
        ("form", False, ["a,b", "c"], "c=a%2Cb,c"),
        ("form", True, POINT, "R=100&G=200"),
        ("form", False, POINT, "c=R,100,G,200"),
        ("spaceDelimited", False, COLORS, "c=blue%20black"),
        ("pipeDelimited", False, COLORS, "c=blue%7Cblack"),
        ("pipeDelimited", True, COLORS, "c=blue&c=black"),
        ("deepObject", True, POINT, "c%5BR%5D=100&c%5BG%5D=200"),
        ("deepObject", True, {"a": {"b": [1, 2]}}, "c%5Ba%5D%5Bb%5D=1&c%5Ba%5D%5Bb%5D=2"),
        ("deepObject", True, {"a": [{"b": 1}]}, "c%5Ba%5D%5B0%5D%5Bb%5D=1"),
        ("form", True, [{"b": 1.0}], "c=%7B%22b%22%3A1%7D"),
        ("form", True, {"k": {"b": None}}, "k=%7B%22b%22%3Anull%7D"),
        ("form", True, "a b&c+d", "c=a%20b%26c%2Bd"),
        ("form", True, [], ""),
        ("form", True, None, ""),
    ],
)
def test_query_styles(style, explode, value, expected):
    made = build({"a": value}, parameter("query", style, explode))
    assert made.target == "/v1/x" + ("?" + expected if expected else "")


def test_reserved_characters_stay_where_they_are_allowed():
    rule = parameter("query", "form", True, allowReserved=True)
    made = build({"a": "/:?[]@!$'()*,;=%2F%zz&#+ é"}, rule)
    assert made.target == "/v1/x?c=/:?[]@!$'()*,;=%2F%25zz%26%23%2B%20%C3%A9"


def test_a_name_may_be_anything_in_a_query():
    rule = parameter("query", "form", True) | {"name": 'a"\\&=#\n{{}}'}
    assert build({"a": 1}, rule).target == "/v1/x?a%22%5C%26%3D%23%0A%7B%7B%7D%7D=1"


def test_literal_parts_of_an_address_are_kept():
    made = build({}, path="/a b;m=1/(x)?action=List", base=BASE + "/?key=1")
    assert (made.origin, made.target) == (
        "https://api.example.test",
        "/v1/a%20b;m=1/(x)?key=1&action=List",
    )


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [(False, COLORS, "blue,black"), (True, POINT, "R=100,G=200"), (False, "a%b é", "a%b é")],
)
def test_headers(explode, value, expected):
    assert build({"a": value}, parameter("header", "simple", explode)).headers == [("c", expected)]


@pytest.mark.parametrize("value", ["a\r\nX: y", "a\0", "a\x7f", "→", " a"])
def test_header_values_cannot_break_out(value):
    assert "'a'" in refused({"a": value}, parameter("header", "simple", False))


def test_framing_headers_are_refused():
    assert refused({"a": "1"}, parameter("header", "simple", False) | {"name": "Content-Length"})


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "x", "c=x"),
        (False, COLORS, "c=blue,black"),
        (True, COLORS, "c=blue; c=black"),
        (True, POINT, "R=100; G=200"),
        (False, POINT, "c=R,100,G,200"),
    ],
)
def test_cookies(explode, value, expected):
    made = build({"a": value}, parameter("cookie", "form", explode))
    assert made.headers == [("Cookie", expected)]


@pytest.mark.parametrize("value", ["a; b=c", "a,b", 'a"', "a\\", "a b", "a\n", "é", ["a,b"]])
def test_cookie_values_cannot_start_another(value):
    assert "cookie" in refused({"a": value}, parameter("cookie", "form", False))


def test_content_parameters_are_json():
    rules = [
        {"argument": "q", "name": "q", "in": "query", "contentType": "application/json"},
        {"argument": "h", "name": "h", "in": "header", "contentType": "application/json"},
    ]
    made = build({"q": {"a": [1.0]}, "h": ["é"]}, *rules)
    assert made.target == "/v1/x?q=%7B%22a%22%3A%5B1%5D%7D"
    assert made.headers == [("h", '["\\u00e9"]')]


def fields(content_type, *names, **encoding):
    listed = [{"argument": name, "name": name} for name in names]
    return {"contentType": content_type, "required": True, "fields": listed, "encoding": encoding}


def test_json_bodies():
    whole = {"contentType": "application/json", "required": True, "argument": "body"}
    assert build({"body": ["é", 1.0, None]}, body=whole).body == '["é",1,null]'.encode()
    made = build({"a": None, "b": 2}, body=fields("application/json", "a", "b", "c"))
    assert made.body == b'{"a":null,"b":2}'
    assert ("Content-Type", "application/json") in made.headers


def test_form_bodies():
    rules = {
        "deep": {"style": "deepObject", "explode": True},
        "flat": {"style": "form", "explode": False},
        "json": {"contentType": "application/json"},
        "raw": {"allowReserved": True},
    }
    names = ["text", "list", "object", "deep", "flat", "json", "raw", "none"]
    arguments = {
        "text": "a b&é",
        "list": COLORS,
        "object": {"k": "v w"},
        "deep": {"a": {"b": 1}},
        "flat": COLORS,
        "json": [1],
        "raw": "/:+",
        "none": None,
    }
    made = build(arguments, body=fields("application/x-www-form-urlencoded", *names, **rules))
    assert made.body == (
        b"text=a+b%26%C3%A9&list=blue&list=black&object=%7B%22k%22%3A%22v+w%22%7D"
        b"&deep%5Ba%5D%5Bb%5D=1&flat=blue,black&json=%5B1%5D&raw=/:%2B"
    )


def test_multipart_bodies():
    arguments = {
        "text": "é",
        "count": 2.0,
        "meta": {"k": True},
        "tags": ["a", "b"],
        "file": {"data": "aGk=", "filename": 'a"\r\nb.txt', "contentType": "text/plain"},
    }
    rules = {"file": {"binary": True}}
    made = build(arguments, body=fields("multipart/form-data", *arguments, **rules))
    content_type = dict(made.headers)["Content-Type"]
    boundary = content_type.removeprefix("multipart/form-data; boundary=").encode()
    head = b'Content-Disposition: form-data; name="'
    assert made.body.split(b"--" + boundary) == [
        b"",
        b"\r\n" + head + 'text"\r\n\r\né\r\n'.encode(),
        b"\r\n" + head + b'count"\r\n\r\n2\r\n',
        b"\r\n" + head + b'meta"\r\nContent-Type: application/json\r\n\r\n{"k":true}\r\n',
        b"\r\n" + head + b'tags"\r\n\r\na\r\n',
        b"\r\n" + head + b'tags"\r\n\r\nb\r\n',
        b"\r\n"
        + head
        + b'file"; filename="a%22%0D%0Ab.txt"\r\nContent-Type: text/plain\r\n\r\nhi\r\n',
        b"--\r\n",
    ]


def test_text_and_binary_bodies():
    def send(content_type, value):
        body = {"contentType": content_type, "required": True, "argument": "body"}
        return build({"body": value}, body=body)

    assert send("text/plain", "é").body == "é".encode()
    assert send("application/xml", "<a/>").body == b"<a/>"
    assert send("application/octet-stream", "aG k=").body == b"hi"
    assert send("image/*", "aGk=").headers == [("Content-Type", "application/octet-stream")]


def test_optional_bodies_may_be_left_out():
    body = {"contentType": "application/json", "required": False, "argument": "body"}
    assert build({}, body=body).body is None
    assert build({}, body=fields("application/json", "a")).body == b"{}"


def test_bad_values_are_refused():
    body = {"contentType": "application/octet-stream", "required": True, "argument": "body"}
    assert refused({"body": "***"}, body=body)
    assert refused({"a": "\ud800"}, parameter("query", "form", True))
    assert refused({"a": float("inf")}, parameter("query", "form", True))


def test_credentials_are_placed_and_replace_arguments():
    schemes = {
        "header": {"kind": "apiKey", "in": "header", "name": "C", "variables": ["H"]},
        "query": {"kind": "apiKey", "in": "query", "name": "q&", "variables": ["Q"]},
        "cookie": {"kind": "apiKey", "in": "cookie", "name": "sid", "variables": ["K"]},
        "login": {"kind": "basic", "variables": ["USER", "PASSWORD"]},
        "token": {"kind": "bearer", "variables": ["TOKEN"]},
        "other": {"kind": "unsupported", "reason": "not supported", "variables": []},
    }
    choose = module("credentials").choose
    security = [["token"], ["other"], [], ["header", "query", "cookie"], ["login"]]
    environ = {"H": "h", "Q": "a b", "K": "k", "USER": "u", "PASSWORD": "p"}
    credential = choose(security, schemes, environ)
    made = build({"a": "x"}, parameter("header", "simple", False), credential=credential)
    assert made.target == "/v1/x?q%26=a%20b"
    assert made.headers == [("C", "h"), ("Cookie", "sid=k")]
    login = choose(security, schemes, {"USER": "u", "PASSWORD": "p"})
    assert login.headers == [("Authorization", "Basic dTpw")]
    assert choose(security, schemes, {"TOKEN": "t"}).headers == [("Authorization", "Bearer t")]
    assert choose(security, schemes, {}).headers == []


def test_missing_credentials_are_named():
    credentials = module("credentials")
    schemes = {"login": {"kind": "basic", "variables": ["USER", "PASSWORD"]}}
    with pytest.raises(credentials.MissingCredentials, match="USER and PASSWORD"):
        credentials.choose([["login"]], schemes, {})
