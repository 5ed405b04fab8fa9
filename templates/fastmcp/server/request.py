# SPDX-License-Identifier: Apache-2.0
"""From arguments to an exact HTTP request. Nothing here does input or output."""

import re
from dataclasses import dataclass, field
from typing import Any

from . import body, styles
from .credentials import Credential
from .text import (
    RESERVED_IN_PATH,
    RESERVED_IN_QUERY,
    Refused,
    compact_json,
    header_value,
    percent,
    percent_keeping,
    token,
)

# These frame the message or pick its receiver, so no argument may set them.
_FRAMING = {"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"}
_LITERAL_PATH = "/?:@!$&'()*+,;="


@dataclass(frozen=True)
class HttpRequest:
    """A request as it goes over the wire: `target` is sent byte for byte."""

    method: str
    origin: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes | None = None


@dataclass
class _Parts:
    path: dict[str, str] = field(default_factory=dict)
    query: styles.Pairs = field(default_factory=list)
    headers: styles.Pairs = field(default_factory=list)
    cookies: styles.Pairs = field(default_factory=list)


def build(
    spec: dict[str, Any], arguments: dict[str, Any], base_url: str, credential: Credential
) -> HttpRequest:
    """Make the request that an operation and its arguments describe."""
    try:
        return _build(spec, arguments, base_url, credential)
    except UnicodeEncodeError as error:
        raise Refused("A text holds half of a surrogate pair, which is not a character.") from error


def _build(
    spec: dict[str, Any], arguments: dict[str, Any], base_url: str, credential: Credential
) -> HttpRequest:
    parts = _Parts()
    for parameter in spec.get("parameters", []):
        value = arguments.get(parameter["argument"])
        if value is not None:
            _place(parts, parameter, value)
    _authorize(parts, credential)
    content = body.build(spec.get("body"), arguments)
    headers = [("Accept", spec["accept"])] if spec.get("accept") else []
    headers += parts.headers
    if parts.cookies:
        headers.append(("Cookie", "; ".join(f"{name}={text}" for name, text in parts.cookies)))
    if content is not None:
        headers.append(("Content-Type", content[0]))
    origin, target = _address(base_url, spec["path"], parts)
    return HttpRequest(
        spec["method"].upper(), origin, target, headers, content[1] if content else None
    )


def _place(parts: _Parts, parameter: dict[str, Any], value: Any) -> None:
    """Put one argument where its parameter belongs."""
    if parameter.get("contentType"):
        place, value = _PLACES[parameter["in"]], _content(parameter, value)
    else:
        place = _PLACES[parameter["in"]]
    place(parts, parameter, value, f"Argument {parameter['argument']!r}")


def _content(parameter: dict[str, Any], value: Any) -> str:
    """Serialise the value of a `content` parameter by its media type."""
    if isinstance(value, str) and not body.is_json(body.media_type(parameter["contentType"])):
        return value
    text = compact_json(value, ascii_only=parameter["in"] == "header")
    # JSON is full of characters that cookies forbid.
    return percent(text) if parameter["in"] == "cookie" else text


def _in_path(parts: _Parts, parameter: dict[str, Any], value: Any, what: str) -> None:
    styles.require_filled(value, what)
    reserved = parameter.get("allowReserved", False)

    def encode(text: str) -> str:
        return percent_keeping(text, RESERVED_IN_PATH) if reserved else percent(text)

    style, explode = parameter.get("style", "simple"), parameter.get("explode", False)
    parts.path[parameter["name"]] = styles.path(parameter["name"], value, style, explode, encode)


def _in_query(parts: _Parts, parameter: dict[str, Any], value: Any, what: str) -> None:
    reserved = parameter.get("allowReserved", False)

    def encode(text: str) -> str:
        return percent_keeping(text, RESERVED_IN_QUERY) if reserved else percent(text)

    style = parameter.get("style", "form")
    explode = parameter.get("explode", style == "form")
    parts.query += styles.query(parameter["name"], value, style, explode, percent, encode)


def _in_header(parts: _Parts, parameter: dict[str, Any], value: Any, what: str) -> None:
    name = token(parameter["name"], "A header parameter")
    if name.lower() in _FRAMING:
        raise Refused(f"{what} would set the header {name}, which belongs to the connection.")
    if value in ([], {}):
        return
    text = styles.join(value, str, ",", parameter.get("explode", False))
    parts.headers.append((name, header_value(text, what)))


def _in_cookie(parts: _Parts, parameter: dict[str, Any], value: Any, what: str) -> None:
    explode = parameter.get("explode", True)
    parts.cookies += styles.cookie(parameter["name"], value, explode, what)


_PLACES = {"path": _in_path, "query": _in_query, "header": _in_header, "cookie": _in_cookie}


def _authorize(parts: _Parts, credential: Credential) -> None:
    """Add the credential; it replaces arguments of the same name."""
    taken = {name.lower() for name, _ in credential.headers}
    parts.headers = [pair for pair in parts.headers if pair[0].lower() not in taken]
    parts.headers += credential.headers
    query = [(percent(name), percent(text)) for name, text in credential.query]
    parts.query = _without(parts.query, query) + query
    parts.cookies = _without(parts.cookies, credential.cookies) + credential.cookies


def _without(pairs: styles.Pairs, others: styles.Pairs) -> styles.Pairs:
    names = {name for name, _ in others}
    return [pair for pair in pairs if pair[0] not in names]


def _address(base_url: str, template: str, parts: _Parts) -> tuple[str, str]:
    """Split the full address into an origin and a request target."""
    match = re.fullmatch(r"(https?://[^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#.*)?", base_url, re.I)
    if match is None:
        raise Refused("This server has no absolute address of the API.")
    base_path = percent_keeping(match[2], _LITERAL_PATH).rstrip("/")
    path, _, literal_query = _expand(template, parts.path).partition("?")
    path = base_path + ("" if path.startswith("/") else "/") + path
    _refuse_dot_segments(path)
    base_query = percent_keeping(match[3] or "", _LITERAL_PATH + "[]")
    texts = [text for text in (base_query, literal_query) if text]
    texts += [f"{name}={text}" for name, text in parts.query]
    return match[1], path + ("?" + "&".join(texts) if texts else "")


def _expand(template: str, values: dict[str, str]) -> str:
    """Fill the places of a path template in one pass: values are never looked at again."""
    places = sorted(("{" + name + "}" for name in values), key=len, reverse=True)
    if not places:
        return percent_keeping(template, _LITERAL_PATH)
    pieces = re.split("(" + "|".join(map(re.escape, places)) + ")", template)
    return "".join(
        values[piece[1:-1]] if index % 2 else percent_keeping(piece, _LITERAL_PATH)
        for index, piece in enumerate(pieces)
    )


def _refuse_dot_segments(path: str) -> None:
    # Encoded slashes count too: some servers decode them before they resolve "..".
    if any(segment in (".", "..") for segment in re.split(r"/|%2F|%5C", path, flags=re.I)):
        raise Refused('A path argument must not be, or hold a segment, "." or "..".')
