# SPDX-License-Identifier: Apache-2.0
"""Request bodies: JSON, forms, multipart, text and binary."""

import re
import secrets
from typing import Any

from . import styles
from .text import (
    RESERVED_IN_QUERY,
    Refused,
    compact_json,
    from_base64,
    header_value,
    percent,
    percent_keeping,
    plain,
)

Body = tuple[str, bytes] | None
# Media types that are text although they do not begin with text/.
_TEXTS = {
    "xml",
    "graphql",
    "x-ndjson",
    "ndjson",
    "jsonl",
    "json-seq",
    "javascript",
    "toml",
    "sql",
}
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;[^\r\n]*)?", re.ASCII)


def media_type(content_type: str) -> str:
    """Return the type without its parameters, in lower case."""
    return content_type.split(";", 1)[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type is JSON."""
    return media in ("application/json", "text/json") or media.endswith("+json")


def is_text(media: str) -> bool:
    """Whether a media type is text."""
    subtype = media.rpartition("/")[2]
    return media.startswith("text/") or subtype in _TEXTS or subtype.endswith(("+xml", "yaml"))


def build(spec: dict[str, Any] | None, arguments: dict[str, Any]) -> Body:
    """Make the content type and bytes of a body, or None where there is none to send."""
    if spec is None:
        return None
    if "argument" in spec:
        if spec["argument"] not in arguments:
            return None
        value = arguments[spec["argument"]]
    else:
        value = _fields(spec, arguments)
        if not value and not spec.get("required"):
            return None
    return _encode(spec, value)


def _fields(spec: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        field["name"]: arguments[field["argument"]]
        for field in spec.get("fields", [])
        if field["argument"] in arguments
    }


def _encode(spec: dict[str, Any], value: Any) -> Body:
    content_type = spec["contentType"]
    media = media_type(content_type)
    encoding = spec.get("encoding") or {}
    if is_json(media):
        return content_type, compact_json(value).encode()
    if media == "application/x-www-form-urlencoded" and isinstance(value, dict):
        return content_type, _form(value, encoding).encode()
    if media.startswith("multipart/") and isinstance(value, dict):
        return _multipart(media, value, encoding)
    if is_text(media) or isinstance(value, dict | list):
        return content_type, plain(value).encode()
    # A range such as image/* is not a type that one can send.
    sent_type = "application/octet-stream" if "*" in media else content_type
    return sent_type, from_base64(value, "The body")


def _form(fields: dict[str, Any], encoding: dict[str, Any]) -> str:
    pairs = [
        pair
        for name, value in fields.items()
        for pair in _form_field(name, value, encoding.get(name) or {})
    ]
    return "&".join(f"{name}={text}" for name, text in pairs)


def _form_field(name: str, value: Any, rule: dict[str, Any]) -> styles.Pairs:
    style = rule.get("style")
    as_json = is_json(media_type(rule.get("contentType", "")))
    if value is not None and style is None and (as_json or isinstance(value, dict)):
        value = compact_json(value)
    reserved = rule.get("allowReserved", False)
    style = style or "form"
    explode = rule.get("explode", style == "form")

    def encode(text: str) -> str:
        encoded = percent_keeping(text, RESERVED_IN_QUERY) if reserved else percent(text)
        return encoded.replace("%20", "+")

    return styles.query(name, value, style, explode, encode, encode)


def _multipart(media: str, fields: dict[str, Any], encoding: dict[str, Any]) -> Body:
    boundary = secrets.token_hex(16)
    parts = [
        b"--" + boundary.encode() + b"\r\n" + part + b"\r\n"
        for name, value in fields.items()
        for item in (value if isinstance(value, list) else [value])
        if item is not None
        for part in [_part(name, item, encoding.get(name) or {})]
    ]
    closing = b"--" + boundary.encode() + b"--\r\n"
    return f"{media}; boundary={boundary}", b"".join(parts) + closing


def _part(name: str, value: Any, rule: dict[str, Any]) -> bytes:
    declared = rule.get("contentType", "").split(",", 1)[0].strip()
    declared = "" if "*" in declared else declared
    if rule.get("binary"):
        return _file_part(name, value, declared)
    if isinstance(value, dict | list) or is_json(media_type(declared)):
        return _headed(name, declared or "application/json", compact_json(value).encode())
    return _headed(name, declared, plain(value).encode())


def _file_part(name: str, value: Any, declared: str) -> bytes:
    file = value if isinstance(value, dict) else {"data": value}
    content_type = file.get("contentType") or declared or "application/octet-stream"
    if not _MEDIA_TYPE.fullmatch(content_type):
        raise Refused(f"The contentType of {name!r} is not a media type.")
    data = from_base64(file.get("data"), f"The data of {name!r}")
    return _headed(name, content_type, data, file.get("filename") or name)


def _headed(name: str, content_type: str, data: bytes, filename: str | None = None) -> bytes:
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        head += f'; filename="{_quoted(filename)}"'
    if content_type:
        head += f"\r\nContent-Type: {header_value(content_type, f'The type of {name!r}')}"
    return head.encode() + b"\r\n\r\n" + data


def _quoted(text: str) -> str:
    """Escape as browsers do, so that a name can neither end its quotes nor its line."""
    escaped = text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return re.sub(r"[\x00-\x1f\x7f]", "", escaped)
