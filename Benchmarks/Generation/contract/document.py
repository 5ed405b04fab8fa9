# SPDX-License-Identifier: Apache-2.0
"""An OpenAPI document as its operations' contracts: read without any code of the generator."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import unquote

import yaml

from schemas import Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DEFAULT_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
# "If in is header and the name is Accept, Content-Type or Authorization, the parameter
# definition SHALL be ignored."
IGNORED_HEADERS = {"accept", "content-type", "authorization"}
# A body of these methods has no defined meaning, so nothing is said about one that is not sent.
METHODS_WITHOUT_BODY = {"get", "head", "delete", "trace", "options"}
SCALAR_KEYS = {f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null")}

Key = tuple[str, str]


class _CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML by the core schema of YAML 1.2: no dates, no octals by a zero, no yes and no."""

    yaml_implicit_resolvers: ClassVar[dict[str, list]] = {}

    def construct_mapping(self, node, deep=False):
        """Keep keys such as 200 and null as they are written."""
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag in SCALAR_KEYS:
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


def _integer(loader, node):
    text = loader.construct_scalar(node)
    try:
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    except ValueError:
        return text


def _float(loader, node):
    text = loader.construct_scalar(node)
    try:
        return float(re.sub(r"\.(?=inf|nan)", "", text.lower()))
    except ValueError:
        return text


for _kind, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        (
            r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
        ),
        "-+.0123456789",
    ),
    ("merge", r"<<", "<"),
):
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )
_CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)
_CoreLoader.add_constructor("tag:yaml.org,2002:float", _float)


@dataclass
class Parameter:
    """One parameter, with the defaults of the specification filled in."""

    name: str
    place: str
    style: str
    explode: bool
    required: bool = False
    reserved: bool = False
    schema: Any = field(default_factory=dict)
    media_type: str | None = None

    @property
    def is_json(self) -> bool:
        """Whether the value is JSON text."""
        return self.media_type is not None and "json" in self.media_type


@dataclass
class Content:
    """What a request body of one media type looks like."""

    schema: Any
    encoding: dict[str, Any]


@dataclass
class Contract:
    """All that a document says about the request of one operation."""

    path: str
    method: str
    parameters: dict[Key, Parameter]
    body: dict[str, Content] | None
    body_required: bool
    security: list[dict[str, Any]]

    def content(self, media_type: str) -> Content | None:
        """Find the body's description by its media type, parameters aside."""
        wanted = bare(media_type)
        for name, content in (self.body or {}).items():
            range_ = bare(name)
            if range_ in (wanted, "*/*"):
                return content
            if range_.endswith("/*") and wanted.startswith(range_[:-1]):
                return content
            if "*" in range_ and wanted == "application/octet-stream":
                return content
        return None


def bare(media_type: str) -> str:
    """Write a media type without its parameters, in small letters."""
    return media_type.split(";")[0].strip().lower()


def key(place: str, name: str) -> Key:
    """Identify a parameter; the names of headers have no case."""
    return place, name.lower() if place == "header" else name


class Document:
    """A document and the files that it refers to."""

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)
        self._files: dict[str, Any] = {}
        self.root = self._file(self.path)
        self.schemas = Schemas(self.locate, str(self.root.get("openapi", "")).startswith("3.1"))

    def _file(self, path: str) -> Any:
        if path not in self._files:
            with open(path, encoding="utf-8-sig") as file:
                text = file.read()
            is_json = path.endswith(".json")
            self._files[path] = json.loads(text) if is_json else yaml.load(text, _CoreLoader)
        return self._files[path]

    def locate(self, reference: str, base: str) -> tuple[Any, str]:
        """Find what a reference in the file `base` means, and the file that it is in."""
        address, _, pointer = reference.partition("#")
        if re.match(r"https?:", address):
            raise KeyError(f"{reference} is on another host")
        folder = os.path.dirname(base)
        path = os.path.normpath(os.path.join(folder, unquote(address))) if address else base
        node = self._file(path)
        pointer = unquote(pointer)
        if pointer and not pointer.startswith("/"):
            raise KeyError(f"{reference} is an anchor")
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            node = node[int(step)] if isinstance(node, list) else node[step]
        return node, path

    def follow(self, node: Any, base: str) -> tuple[Any, str]:
        """Follow references until something that is none."""
        for _ in range(60):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node, base
            node, base = self.locate(node["$ref"], base)
        raise KeyError("the references lead in a circle")

    def operations(self) -> dict[str, tuple]:
        """List the operations by method and path, for `contract`."""
        found: dict[str, tuple] = {}
        for path, item in (self.root.get("paths") or {}).items():
            if str(path).startswith("x-"):
                continue
            try:
                target, base = self.follow(item, self.path)
            except (KeyError, OSError, ValueError, IndexError):
                continue
            sides = [(target, base)] if target is item else [(target, base), (item, self.path)]
            for side, file in sides:
                for method in METHODS if isinstance(side, dict) else ():
                    if side.get(method) is not None:
                        name = f"{method.upper()} {path}"
                        found.setdefault(name, (path, method, side[method], side, file))
        return found

    def contract(self, path: str, method: str, operation: Any, item: Any, base: str) -> Contract:
        """Read the contract of one operation."""
        operation, operation_base = self.follow(operation, base)
        parameters: dict[Key, Parameter] = {}
        for holder, file in ((item, base), (operation, operation_base)):
            for parameter in self._parameters(holder, file):
                parameters[key(parameter.place, parameter.name)] = parameter
        body, required = self._body(operation.get("requestBody"), operation_base)
        security = operation.get("security")
        if security is None:
            security = self.root.get("security")
        security = [one for one in security or [] if isinstance(one, dict)]
        return Contract(path, method.upper(), parameters, body, required, security)

    def _parameters(self, holder: Any, base: str) -> Iterator[Parameter]:
        for entry in holder.get("parameters") or []:
            found, file = self.follow(entry, base)
            if not isinstance(found, dict) or "name" not in found:
                continue
            if found.get("in") not in DEFAULT_STYLES:
                continue
            if found["in"] == "header" and found["name"].lower() in IGNORED_HEADERS:
                continue
            yield self._parameter(found, file)

    def _parameter(self, found: dict[str, Any], file: str) -> Parameter:
        place, explode = found["in"], found.get("explode")
        style = found.get("style") or DEFAULT_STYLES[place]
        schema, media_type = found.get("schema"), None
        if isinstance(found.get("content"), dict) and found["content"] and schema is None:
            media_type, description = next(iter(found["content"].items()))
            schema = (description or {}).get("schema")
        return Parameter(
            name=found["name"],
            place=place,
            style=style,
            explode=explode if isinstance(explode, bool) else style in ("form", "cookie"),
            required=found.get("required") is True or place == "path",
            reserved=found.get("allowReserved") is True,
            schema=self.schemas.convert(schema or {}, file),
            media_type=media_type,
        )

    def _body(self, body: Any, base: str) -> tuple[dict[str, Content] | None, bool]:
        body, file = self.follow(body, base)
        if not isinstance(body, dict) or not body.get("content"):
            return None, False
        contents = {}
        for media_type, entry in body["content"].items():
            entry, entry_file = self.follow(entry or {}, file)
            schema = self.schemas.convert(entry.get("schema", {}), entry_file)
            contents[media_type] = Content(schema, entry.get("encoding") or {})
        return contents, body.get("required") is True

    def scheme(self, name: str) -> dict[str, Any] | None:
        """Find a security scheme by its name."""
        schemes = (self.root.get("components") or {}).get("securitySchemes") or {}
        try:
            found, _ = self.follow(schemes.get(name), self.path)
        except (KeyError, OSError, ValueError, IndexError):
            return None
        return found if isinstance(found, dict) else None
