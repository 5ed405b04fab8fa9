# SPDX-License-Identifier: Apache-2.0
"""From an HTTP response to the result of a tool."""

import base64
import json
import math
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from fastmcp.tools.base import ToolResult
from mcp_types import (
    AudioContent,
    BlobResourceContents,
    ContentBlock,
    EmbeddedResource,
    ImageContent,
    TextContent,
)

from .arguments import Check
from .body import is_json, is_text, media_type
from .credentials import Credential
from .request import HttpRequest
from .text import visible
from .upstream import Answer

LONGEST_MESSAGE = 2_000
_TEXTUAL = {
    "application/ecmascript",
    "application/graphql",
    "application/javascript",
    "application/x-javascript",
    "application/x-ndjson",
    "application/x-www-form-urlencoded",
    "application/x-yaml",
    "application/yaml",
}
# Decoding these from hostile bytes takes quadratic time.
_SLOW_CHARSETS = {"idna", "punycode"}
_PAGING = re.compile(r"limit|size|page|max|count|top|first|fields|select|offset|cursor", re.I)


def failure(text: str) -> ToolResult:
    """Make an error result that the model can read."""
    return ToolResult(content=[TextContent(type="text", text=visible(text))], is_error=True)


def result(
    answer: Answer,
    request: HttpRequest,
    credential: Credential,
    output: Check | None,
    input_schema: dict[str, Any],
    limit: int,
) -> ToolResult:
    """Turn any answer of the API into a result."""
    if 300 <= answer.status < 400 and answer.status != 304:
        return failure(_redirect(answer, request))
    if not 200 <= answer.status < 300:
        return failure(_refusal(answer, credential))
    if answer.cut:
        return failure(_too_large(limit, input_schema))
    if not answer.body:
        text = f"Done: {answer.status} {answer.reason}".rstrip() + "."
        return _text_result(text, {} if output else None)
    media = media_type(answer.headers.get("content-type", ""))
    if is_json(media) or not media:
        found, value = _parse(answer.body)
        if found:
            return _value_result(value, output)
    if media and not (is_json(media) or is_text(media) or media in _TEXTUAL):
        return _binary_result(answer.body, media, output)
    text = visible(_decode(answer))
    return _text_result(text, None) if output is None else _value_result(text, output)


def _value_result(value: Any, output: Check | None) -> ToolResult:
    """Give a JSON value as text, and as structured content where a schema is declared."""
    if output is None:
        return _text_result(visible(_dump(value)), None)
    problems = output.problems({"result": value})
    structured = {"unmatched" if problems else "result": value}
    made = _text_result(visible(_dump(structured)), structured)
    if problems:
        note = f"The API's answer does not match its description: {problems[0]}"
        made.content.append(TextContent(type="text", text=visible(note)))
    return made


def _text_result(text: str, structured: dict[str, Any] | None) -> ToolResult:
    return ToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)


def _binary_result(data: bytes, media: str, output: Check | None) -> ToolResult:
    encoded = base64.b64encode(data).decode()
    block: ContentBlock
    if media.startswith("image/"):
        block = ImageContent(type="image", data=encoded, mime_type=media)
    elif media.startswith("audio/"):
        block = AudioContent(type="audio", data=encoded, mime_type=media)
    else:
        contents = BlobResourceContents(uri="smelt://answer", mime_type=media, blob=encoded)
        block = EmbeddedResource(type="resource", resource=contents)
    line = TextContent(type="text", text=visible(f"Binary answer: {media}, {len(data)} bytes."))
    return ToolResult(content=[line, block], structured_content={} if output else None)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parse(body: bytes) -> tuple[bool, Any]:
    """Parse JSON strictly: what JSON cannot express could not be passed on either."""
    try:
        value = json.loads(body, parse_constant=_refuse_number, parse_float=_finite)
        text = _dump(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            # Half a surrogate pair is not a character; it becomes a question mark.
            value = json.loads(text.encode("utf-8", "replace"))
        return True, value
    except (ValueError, RecursionError):
        return False, None


def _refuse_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("too large a number")
    return number


def _decode(answer: Answer) -> str:
    match = re.search(r'charset="?([\w.:-]+)', answer.headers.get("content-type", ""), re.I)
    charset = match[1].lower() if match else "utf-8"
    try:
        return answer.body.decode("utf-8" if charset in _SLOW_CHARSETS else charset, "replace")
    except (LookupError, ValueError):
        return answer.body.decode("utf-8", "replace")


def _too_large(limit: int, input_schema: dict[str, Any]) -> str:
    names = [name for name in input_schema.get("properties", {}) if _PAGING.search(name)]
    hint = f" with {', '.join(names[:6])}" if names else ", for one item or a narrower filter"
    return (
        f"The API's answer is larger than the limit of {limit} bytes, so it was cut off. "
        f"Ask for less{hint}."
    )


def _redirect(answer: Answer, request: HttpRequest) -> str:
    location = urljoin(request.origin + request.target, answer.headers.get("location", ""))
    try:
        parts = urlsplit(location)
        # Without its query, which may repeat a credential.
        place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:300]
    except ValueError:
        place = "an unreadable address"
    return (
        f"The API answered {answer.status} and pointed to {place}; redirects to another place "
        "are not followed. If that address is right, set it as the base URL of this server."
    )


def _refusal(answer: Answer, credential: Credential) -> str:
    """Say in one sentence what to do, then quote the API."""
    first = _advice(answer, credential)
    quoted = "" if _is_binary(answer) else visible(credential.hide(_decode(answer))).strip()
    if not quoted:
        return first
    if len(quoted) > LONGEST_MESSAGE:
        quoted = quoted[:LONGEST_MESSAGE] + "…"
    return f"{first}\nThe API's answer ({answer.status} {answer.reason}):\n{quoted}"


def _is_binary(answer: Answer) -> bool:
    media = media_type(answer.headers.get("content-type", ""))
    return bool(media) and not (is_json(media) or is_text(media) or media in _TEXTUAL)


def _advice(answer: Answer, credential: Credential) -> str:
    status = answer.status
    if status in (400, 422):
        return f"The API refused the arguments ({status}): correct them as it says and try again."
    if status in (401, 403):
        return _credential_advice(status, credential)
    if status in (404, 410):
        return f"Not found ({status}): check the ids and names in the arguments."
    if status == 409:
        return "Conflict (409): the present state of the resource does not allow this; read it."
    if status == 413:
        return "Too large (413): send less in one call."
    if status == 429 or (status == 503 and answer.retry_after is not None):
        wait = answer.retry_after
        when = "a little later" if wait is None else f"in {math.ceil(wait)} seconds"
        return f"The API is busy or its rate limit is reached ({status}): try again {when}."
    if status >= 500:
        return f"The API failed ({status} {answer.reason}): the arguments may be fine; try later."
    return f"The API did not accept the request ({status} {answer.reason})."


def _credential_advice(status: int, credential: Credential) -> str:
    names = " and ".join(credential.variables)
    if not names:
        return f"The API asks for credentials ({status}), but this tool was described without any."
    problem = "did not accept the credentials" if status == 401 else "denied access"
    return f"The API {problem} ({status}): check the value and the rights of {names}."
