# SPDX-License-Identifier: Apache-2.0
"""Parameters on the wire, decoded by style and explode, and compared with their values."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from document import Parameter

UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
RESERVED = ":/?#[]@!$&'()*+,;="

Mismatch = tuple[str, str]  # the cause, for grouping, and the details
Pairs = list[tuple[str, str]]  # decoded names with values as they were on the wire


def number_text(value: Any) -> str:
    """Write a number or a boolean as JSON does, whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def primitive_text(value: Any) -> str:
    """Write a value as the text that goes into a parameter."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, dict | list):
        # The specification does not define values nested in a parameter; JSON is what is left.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return number_text(value)


def stands_for(text: str, value: Any) -> bool:
    """Whether decoded text stands for a value."""
    if value is None:
        return text in ("", "null")
    if isinstance(value, str | bool):
        return text == primitive_text(value)
    return is_json_of(text, value)


def is_json_of(text: str | bytes, value: Any) -> bool:
    """Whether text is JSON of a value."""
    try:
        return same(json.loads(text), value)
    except ValueError:
        return False


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same in JSON: 1 is 1.0, but true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def decode(text: str, form: bool = False) -> str:
    """Undo percent-encoding; in forms, a plus sign is a space."""
    return unquote(text.replace("+", " ") if form else text, errors="strict")


def split_pairs(text: str, form: bool = False) -> Pairs:
    """Split a query or a form; the values stay encoded, since separators may be in them."""
    parts = [part.partition("=") for part in text.split("&")] if text else []
    return [(decode(name, form), value) for name, _, value in parts]


def take(pairs: Pairs, name: str) -> tuple[list[str], Pairs]:
    """Separate the values of one name from the other pairs."""
    found = [value for other, value in pairs if other == name]
    return found, [pair for pair in pairs if pair[0] != name]


def normalised(path: str) -> str:
    """Normalise percent-encoding by RFC 3986, 6.2.2."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in UNRESERVED else f"%{match[1].upper()}"

    return re.sub(r"%([0-9A-Fa-f]{2})", one, path)


def expand(parameter: Parameter, value: Any) -> str:
    """Write a path parameter as RFC 6570 says."""

    def encoded(part: Any) -> str:
        return quote(primitive_text(part), safe=RESERVED if parameter.reserved else "")

    if parameter.is_json:
        return quote(json.dumps(value, ensure_ascii=False, separators=(",", ":")), safe="")
    explode, name = parameter.explode, quote(parameter.name, safe="")
    prefix = {"label": ".", "matrix": ";"}.get(parameter.style, "")
    between = prefix if explode and prefix else ","
    if isinstance(value, list):
        parts = [encoded(one) for one in value if one is not None]
        if parameter.style == "matrix" and explode:
            parts = [f"{name}={part}" for part in parts]
    elif isinstance(value, dict):
        joint = "=" if explode else ","
        members = [(encoded(one), encoded(two)) for one, two in value.items() if two is not None]
        parts = [one + joint + two for one, two in members]
    else:
        parts = [encoded(value)]
    is_named = parameter.style == "matrix" and not (explode and isinstance(value, list | dict))
    return prefix + (f"{name}=" if is_named else "") + between.join(parts)


def match_pairs(
    parameter: Parameter, value: Any, pairs: Pairs, place: str
) -> tuple[list[Mismatch], Pairs]:
    """Compare a parameter of a query, form or cookie; gives the pairs that are not its own."""
    form, name = place == "form", parameter.name
    nested = isinstance(value, list | dict)
    star = "*" if parameter.explode else ""
    cause = f"{place} {parameter.style}{star} {parameter.media_type or type(value).__name__}"
    if nested and parameter.media_type is None:
        if value and parameter.style == "deepObject":
            return _match_deep(name, value, pairs, form, cause)
        if value and isinstance(value, dict) and parameter.explode:
            return _match_members(value, pairs, form, cause)
    found, rest = take(pairs, name)
    if value is None or parameter.media_type is None and value in ([], {}):
        # Nothing, or an empty value: the specification leaves the choice.
        right = not found or form and value is None or [decode(one, form) for one in found] == [""]
    elif parameter.media_type is not None:
        matches = is_json_of if parameter.is_json else stands_for
        right = len(found) == 1 and matches(decode(found[0], form), value)
    elif isinstance(value, list) and parameter.explode:
        right = _match_texts([decode(one, form) for one in found], value)
    elif nested:
        right = len(found) == 1 and _match_joined(parameter.style, value, found[0], form)
    else:
        right = len(found) == 1 and stands_for(decode(found[0], form), value)
        if right and isinstance(value, str) and place == "query":
            return _match_encoding(parameter, value, found[0]), rest
    return ([] if right else [(cause, f"{name}={value!r}, wire {found}")]), rest


def _match_texts(texts: list[str], values: list[Any]) -> bool:
    values = [value for value in values if value is not None]
    return len(texts) == len(values) and all(map(stands_for, texts, values))


def _match_members(
    value: dict[str, Any], pairs: Pairs, form: bool, cause: str
) -> tuple[list[Mismatch], Pairs]:
    """Compare an object whose members are pairs of their own."""
    wrong = []
    for name, member in value.items():
        if member is None:
            continue
        found, pairs = take(pairs, name)
        if not _match_texts([decode(one, form) for one in found], [member]):
            wrong.append((cause, f"{name}={member!r}, wire {found}"))
    return wrong, pairs


def _match_deep(
    name: str, value: Any, pairs: Pairs, form: bool, cause: str
) -> tuple[list[Mismatch], Pairs]:
    """Compare name[member]=… pairs."""
    found = [pair for pair in pairs if pair[0] == name or pair[0].startswith(f"{name}[")]
    rest = [pair for pair in pairs if pair not in found]
    if isinstance(value, list):
        return [], rest  # deepObject of an array is not defined by the specification
    expected = sorted(_deep_pairs(name, value), key=lambda pair: pair[0])
    found.sort(key=lambda pair: pair[0])
    texts = [decode(text, form) for _, text in found]
    right = [pair[0] for pair in found] == [pair[0] for pair in expected]
    right = right and all(map(stands_for, texts, [member for _, member in expected]))
    return ([] if right else [(cause, f"{value!r}, wire {found}")]), rest


def _deep_pairs(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for member, inner in value.items():
            yield from _deep_pairs(f"{name}[{member}]", inner)
    elif isinstance(value, list):
        # Not defined, either: what is checked is that all items are there under one name.
        for index, inner in enumerate(value):
            nested = isinstance(inner, dict | list)
            yield from _deep_pairs(f"{name}[{index}]" if nested else name, inner)
    elif value is not None:
        yield name, value


def _match_joined(style: str, value: Any, text: str, form: bool) -> bool:
    """Compare a list or an object that is one text with separators."""
    values = [one for one in value if one is not None]
    if isinstance(value, dict):
        members = [(name, member) for name, member in value.items() if member is not None]
        values = [part for member in members for part in member]
    separator = {"spaceDelimited": r"%20", "pipeDelimited": r"%7[Cc]|\|"}.get(style, ",")
    texts = [quote(primitive_text(one), safe="") for one in values]
    if separator != "," and any(re.search(separator, one) for one in texts):
        return True  # the separator in a value cannot be told apart: ambiguous by specification
    parts = re.split(separator, text.replace("+", "%20") if form else text)
    return _match_texts([decode(part) for part in parts], values)


def _match_encoding(parameter: Parameter, value: str, text: str) -> list[Mismatch]:
    """Check that just the reserved characters that are allowed stand for themselves."""
    if parameter.reserved:
        wrong = [one for one in ":/?@!$'()*,;" if one in value and one not in text]
        return [("query allowReserved encoded", f"{wrong} in {text}")] if wrong else []
    wrong = [one for one in text if one not in UNRESERVED and one != "%"]
    return [("query value not percent-encoded", f"{wrong} in {text}")] if wrong else []


def match_header(parameter: Parameter, value: Any, found: list[str]) -> list[Mismatch]:
    """Compare a header with its value."""
    if value is None or parameter.media_type is None and value in ([], {}):
        right = found in ([], [""])
    elif len(found) != 1:
        right = False
    elif parameter.is_json:
        right = is_json_of(found[0], value)
    elif isinstance(value, list | dict):
        # Headers are not percent-encoded, so a separator in a value cannot be told apart.
        parts = value
        if isinstance(value, dict):
            members = [
                (name, primitive_text(one)) for name, one in value.items() if one is not None
            ]
            joined = [f"{name}={text}" for name, text in members]
            parts = joined if parameter.explode else [part for pair in members for part in pair]
        texts = [primitive_text(part) for part in parts]
        right = [part.strip() for part in found[0].split(",")] == texts
    else:
        right = stands_for(found[0], value)
    cause = f"header {type(value).__name__} explode={parameter.explode}"
    return [] if right else [(cause, f"{parameter.name}={value!r}, wire {found}")]
