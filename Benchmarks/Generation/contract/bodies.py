# SPDX-License-Identifier: Apache-2.0
"""Request bodies, decoded by their media type and encoding, and compared with their values."""

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from decoding import (
    Mismatch,
    Pairs,
    is_json_of,
    match_pairs,
    primitive_text,
    split_pairs,
    stands_for,
)
from document import Content, Contract, Parameter, bare
from recorder import Recorded
from schemas import Schemas

TEXT_TYPES = {
    *("application/x-ndjson", "application/jsonl", "application/yaml", "application/x-yaml"),
    *("application/graphql", "application/javascript", "application/xml"),
}
FILE_MEMBERS = {"data", "filename", "contentType"}


@dataclass
class Part:
    """One part of a multipart body."""

    name: str | None
    filename: str | None
    media_type: str | None
    disposition: str
    data: bytes


def match_body(
    contract: Contract, value: Any, recorded: Recorded, schemas: Schemas
) -> list[Mismatch]:
    """Compare the body of a request with the value that was given for it."""
    headers = {name.lower(): text for name, text in recorded.headers}
    content_type = headers.get("content-type", "")
    kind, content = bare(content_type), contract.content(content_type)
    if content is None:
        declared = list(contract.body or {})
        return [("content type not in the document", f"{content_type!r} of {declared}")]
    raw = recorded.body
    if kind.endswith(("/json", "+json")):
        right = is_json_of(raw, value)
        return [] if right else [("JSON body", f"{short(value)}, wire {raw[:200]!r}")]
    if kind == "application/x-www-form-urlencoded" and isinstance(value, dict):
        return _match_form(content, value, raw)
    if kind.startswith("multipart/") and isinstance(value, dict):
        return _match_multipart(content, value, raw, content_type, schemas)
    if kind.startswith("text/") or kind in TEXT_TYPES or kind.endswith(("/xml", "+xml")):
        right = raw == primitive_text(value).encode() or stands_for(raw.decode(), value)
        return [] if right else [("text body", f"{short(value)}, wire {raw[:80]!r}")]
    return _match_other(content, value, raw, schemas)


def short(value: Any) -> str:
    """Write a value in at most 200 characters."""
    return json.dumps(value, ensure_ascii=False)[:200]


def _match_other(content: Content, value: Any, raw: bytes, schemas: Schemas) -> list[Mismatch]:
    """Compare bytes with the base64 text they were given as."""
    if not isinstance(value, str):
        return []  # how structured values are written in other media types is not defined
    try:
        data = base64.b64decode(value, validate=True)
    except ValueError:
        data = value.encode()
    # An argument of a type that is not known to be text may also be meant literally.
    literal = value.encode() if schemas.flat(content.schema).get("format") != "binary" else data
    return [] if raw in (data, literal) else [("binary body", f"{value[:40]!r}, wire {raw[:40]!r}")]


def _match_form(content: Content, value: dict[str, Any], raw: bytes) -> list[Mismatch]:
    wrong: list[Mismatch] = []
    pairs = split_pairs(raw.decode("ascii"), form=True)
    for name, member in value.items():
        found, pairs = _match_field(content.encoding.get(name) or {}, name, member, pairs)
        wrong += found
    return [*wrong, ("form extra", str(pairs))] if pairs else wrong


def _match_field(
    encoding: dict[str, Any], name: str, value: Any, pairs: Pairs
) -> tuple[list[Mismatch], Pairs]:
    style, explode = encoding.get("style"), encoding.get("explode")
    parameter = Parameter(
        name=name,
        place="form",
        style=style or "form",
        explode=explode if isinstance(explode, bool) else (style or "form") == "form",
    )
    if style is None and "json" in str(encoding.get("contentType", "")):
        parameter.media_type = "application/json"
    if style is None and isinstance(value, dict):
        # 3.1 makes JSON of objects, 3.0.0 to 3.0.3 pairs of their members: either is right.
        parameter.media_type = "application/json"
        wrong, rest = match_pairs(parameter, value, pairs, "form")
        if not wrong or explode is not None:
            return wrong, rest
        parameter.media_type, parameter.explode = None, True
    return match_pairs(parameter, value, pairs, "form")


def _parts(body: bytes, content_type: str) -> list[Part] | None:
    """Split a multipart body, or None where it is not framed as RFC 2046 says."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not boundary:
        return None
    first, *inner, last = body.split(b"--" + boundary[1].encode())
    framed = all(part.startswith(b"\r\n") and part.endswith(b"\r\n") for part in inner)
    if first not in (b"", b"\r\n") or not last.startswith(b"--") or not framed:
        return None
    return [_part(part[2:-2]) for part in inner]


def _part(text: bytes) -> Part:
    head, _, data = text.partition(b"\r\n\r\n")
    lines = [line.partition(":") for line in head.decode().split("\r\n")]
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    disposition = headers.get("content-disposition", "")
    name = re.search(r'[; ]name="([^"]*)"', disposition)
    filename = re.search(r'filename="([^"]*)"', disposition)
    return Part(
        name=_unescaped(name[1]) if name else None,
        filename=_unescaped(filename[1]) if filename else None,
        media_type=headers.get("content-type"),
        disposition=disposition,
        data=data,
    )


def _unescaped(text: str) -> str:
    """Undo what HTML prescribes for names in multipart/form-data."""
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _match_multipart(
    content: Content, value: dict[str, Any], raw: bytes, content_type: str, schemas: Schemas
) -> list[Mismatch]:
    parts = _parts(raw, content_type)
    if parts is None:
        return [("multipart framing", repr(raw[:200]))]
    wrong: list[Mismatch] = []
    for name, member in value.items():
        mine = [part for part in parts if part.name == name]
        parts = [part for part in parts if part.name != name]
        # An array is a part for each of its items.
        items = member if isinstance(member, list) else [member]
        items = [item for item in items if item is not None]
        if len(mine) != len(items):
            wrong.append(("multipart count", f"{name}: {len(mine)} parts for {len(items)}"))
            continue
        encoding = content.encoding.get(name) or {}
        is_file = _is_file(content.schema, name, encoding, schemas)
        for part, item in zip(mine, items, strict=True):
            wrong += _match_part(part, item, encoding, is_file)
    return [*wrong, ("multipart extra", str([part.name for part in parts]))] if parts else wrong


def _is_file(schema: Any, name: str, encoding: dict[str, Any], schemas: Schemas) -> bool:
    member = schemas.flat(schemas.flat(schema).get("properties", {}).get(name, {}))
    if member.get("type") == "array":
        member = schemas.flat(member.get("items", {}))
    media_type = member.get("contentMediaType", "text")
    if member.get("format") == "binary":
        return True
    if member.get("type") == "string" and not media_type.startswith("text"):
        return not member.get("contentEncoding")
    declared = str(encoding.get("contentType") or "")
    return bool(re.match(r"(image|audio|video)/|application/octet-stream", declared))


def _match_part(part: Part, value: Any, encoding: dict[str, Any], is_file: bool) -> list[Mismatch]:
    declared = [bare(one) for one in str(encoding.get("contentType") or "").split(",")]
    only = declared[0] if len(declared) == 1 and "*" not in declared[0] else ""
    sent = bare(part.media_type or "")
    wrong: list[Mismatch] = []
    if is_file:
        if not (isinstance(value, dict) and "data" in value and set(value) <= FILE_MEMBERS):
            return [("multipart binary field is no file", f"{part.name} {short(value)}")]
        wrong += _match_file(part, value)
        only = "" if value.get("contentType") or not sent else only
    elif isinstance(value, dict | list) or "application/json" in declared:
        if not is_json_of(part.data, value):
            wrong.append(("multipart JSON part", f"{part.name} {part.data[:80]!r}"))
        only = only or ("application/json" if declared == [""] else "")
    elif not stands_for(part.data.decode(), value):
        wrong.append(("multipart text part", f"{part.name}={value!r}, wire {part.data[:80]!r}"))
    if only and sent != only:
        wrong.append(("multipart type by encoding", f"{part.name} {sent} {declared}"))
    return wrong


def _match_file(part: Part, value: dict[str, Any]) -> list[Mismatch]:
    wrong: list[Mismatch] = []
    name, media_type = value.get("filename"), value.get("contentType")
    if part.data != base64.b64decode(value["data"]):
        wrong.append(("multipart file bytes", str(part.name)))
    if part.filename is None:
        wrong.append(("multipart file without filename", str(part.name)))
    elif name and part.filename != name and "filename*" not in part.disposition:
        wrong.append(("multipart filename", f"{part.filename!r} for {name!r}"))
    if media_type and part.media_type != media_type:
        wrong.append(("multipart file type", f"{part.media_type} for {media_type}"))
    return wrong
