# SPDX-License-Identifier: Apache-2.0
"""The parameter styles of OpenAPI: a name and a value become pieces of a request."""

from collections.abc import Callable, Iterator
from typing import Any

from .text import Refused, cookie_value, plain, token

Encode = Callable[[str], str]
Pairs = list[tuple[str, str]]

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def _texts(value: Any, encode: Encode) -> list[str]:
    """List the encoded items of an array, or the one scalar."""
    items = value if isinstance(value, list) else [value]
    return [encode(plain(item)) for item in items if item is not None]


def _members(value: dict[str, Any], encode: Encode) -> Pairs:
    return [(encode(key), encode(plain(item))) for key, item in value.items() if item is not None]


def join(value: Any, encode: Encode, delimiter: str, explode: bool) -> str:
    """Join the items or members of a value; an exploded object is written key=value."""
    if not isinstance(value, dict):
        return delimiter.join(_texts(value, encode))
    mark = "=" if explode else delimiter
    return delimiter.join(key + mark + text for key, text in _members(value, encode))


def path(name: str, value: Any, style: str, explode: bool, encode: Encode) -> str:
    """Write a path value in style simple, label or matrix."""
    if style == "label":
        return "." + join(value, encode, "." if explode else ",", explode)
    if style == "matrix":
        return _matrix(encode(name), value, explode, encode)
    return join(value, encode, ",", explode)


def _matrix(name: str, value: Any, explode: bool, encode: Encode) -> str:
    if explode and isinstance(value, dict):
        return "".join(f";{key}={text}" for key, text in _members(value, encode))
    if explode:
        return "".join(f";{name}={text}" for text in _texts(value, encode))
    return f";{name}={join(value, encode, ',', False)}"


def query(
    name: str, value: Any, style: str, explode: bool, encode_name: Encode, encode: Encode
) -> Pairs:
    """Write a query or form value; the pairs are encoded. An empty array gives no pair."""
    if value is None or value in ([], {}):
        return []
    if style == "deepObject":
        return [(encode_name(key), encode(text)) for key, text in _deep(name, value)]
    if explode and isinstance(value, dict):
        return [
            (encode_name(key), encode(plain(item)))
            for key, item in value.items()
            if item is not None
        ]
    if explode or not isinstance(value, list | dict):
        return [(encode_name(name), text) for text in _texts(value, encode)]
    return [(encode_name(name), join(value, encode, _DELIMITERS.get(style, ","), False))]


def _deep(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield f[a][b]=1 pairs; arrays of scalars repeat the name, others are numbered."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _deep(f"{name}[{key}]", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            nested = isinstance(item, dict | list)
            yield from _deep(f"{name}[{index}]" if nested else name, item)
    elif value is not None:
        yield name, plain(value)


def cookie(name: str, value: Any, explode: bool, what: str) -> Pairs:
    """Write a cookie value in style form; nothing is encoded, what cannot stand is refused."""

    def check(text: str) -> str:
        return cookie_value(text, what)

    if value is None or value in ([], {}):
        return []
    if explode and isinstance(value, dict):
        return [(token(key, what), text) for key, text in _members(value, check)]
    if explode:
        return [(token(name, what), text) for text in _texts(value, check)]
    return [(token(name, what), join(value, check, ",", False))]


def is_empty(value: Any) -> bool:
    """Whether a path value would leave its place in the path empty."""
    if isinstance(value, dict):
        return all(item is None for item in value.values())
    if isinstance(value, list):
        return all(item is None or item == "" for item in value)
    return value is None or value == ""


def require_filled(value: Any, what: str) -> None:
    """Refuse an empty path value."""
    if is_empty(value):
        raise Refused(f"{what} is part of the address and must not be empty.")
