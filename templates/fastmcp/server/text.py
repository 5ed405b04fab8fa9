# SPDX-License-Identifier: Apache-2.0
"""Values as text, and text as the bytes allowed in each part of an HTTP request."""

import base64
import binascii
import json
import math
import re
import urllib.parse
from decimal import Decimal
from typing import Any

_TRIPLET = re.compile(r"(%[0-9A-Fa-f]{2})")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")
# `&`, `#` and `+` would change what a query says, so even "reserved" values encode them.
RESERVED_IN_QUERY = ":/?[]@!$'()*,;="
RESERVED_IN_PATH = ":[]@!$&'()*+,;="


class Refused(ValueError):
    """An argument that cannot be put into a request; the message is for the caller."""


def plain(value: Any) -> str:
    """Write a scalar as text, and anything else as compact JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return str(value)
    return compact_json(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise Refused("A number is infinite or not a number.")
    if 1e-7 <= abs(value) < 1e21 or value == 0:
        digits = format(Decimal(repr(value)), "f")
        return "0" if value == 0 else digits.removesuffix(".0")
    return re.sub(r"e([+-])0+(?=\d)", r"e\1", repr(value))


def compact_json(value: Any, *, ascii_only: bool = False) -> str:
    """Write JSON without spaces; integers are written without a fraction."""
    try:
        return json.dumps(
            _whole_numbers(value),
            ensure_ascii=ascii_only,
            allow_nan=False,
            separators=(",", ":"),
        )
    except ValueError as error:
        raise Refused("A number is infinite or not a number.") from error


def sorted_json(value: Any) -> str:
    """Write equal values as equal texts."""
    return json.dumps(_whole_numbers(value), sort_keys=True)


def _whole_numbers(value: Any) -> Any:
    # 1.0 is an integer in JSON Schema, but many APIs refuse "1.0" where they expect 1.
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    return value


def percent(text: str) -> str:
    """Percent-encode everything but the unreserved characters of RFC 3986."""
    return urllib.parse.quote(text, safe="")


def percent_keeping(text: str, keep: str) -> str:
    """Percent-encode, but leave the characters of `keep` and existing %XX triplets."""
    parts = _TRIPLET.split(text)
    return "".join(
        part if index % 2 else urllib.parse.quote(part, safe=keep)
        for index, part in enumerate(parts)
    )


def token(text: str, what: str) -> str:
    """Return a header or cookie name, or refuse it."""
    if not _TOKEN.fullmatch(text):
        raise Refused(f"{what} is not a possible name in HTTP: {text[:100]!r}.")
    return text


def header_value(text: str, what: str) -> str:
    """Return a header value, or refuse what would break or split the header."""
    if _CONTROL.search(text):
        raise Refused(f"{what} must not contain line breaks or other control characters.")
    if any(ord(character) > 0xFF for character in text):
        raise Refused(f"{what} goes into an HTTP header and may only hold Latin-1 characters.")
    if text != text.strip():
        raise Refused(f"{what} must not begin or end with a space.")
    return text


def cookie_value(text: str, what: str) -> str:
    """Return a cookie value, or refuse what would end it or start another cookie."""
    if not _COOKIE_VALUE.fullmatch(text):
        raise Refused(
            f"{what} goes into a cookie and must not contain white space, control or "
            'non-ASCII characters, or any of ; , " \\'
        )
    return text


def from_base64(text: Any, what: str) -> bytes:
    """Decode base64 text, or refuse it."""
    if not isinstance(text, str):
        raise Refused(f"{what} must be a string of base64 text.")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(f"{what} is not valid base64 text.") from error


def visible(text: str) -> str:
    """Remove control characters, keeping line ends and tabs."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text)
