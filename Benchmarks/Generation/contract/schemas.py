# SPDX-License-Identifier: Apache-2.0
"""Schemas: those of a document as JSON Schema 2020-12, flattened and checked."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import regex
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

TYPES = {"string", "number", "integer", "boolean", "array", "object", "null"}
NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
BOUNDS = ("minimum", "maximum", "multipleOf")
KEPT = {
    *COUNTS,
    *BOUNDS,
    *("type", "format", "pattern", "uniqueItems", "const", "nullable", "default"),
    *("readOnly", "writeOnly", "contentEncoding", "contentMediaType"),
    *("exclusiveMinimum", "exclusiveMaximum"),
}
LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


class Unsatisfiable(Exception):
    """No value of a schema can be found."""


def _pattern(validator, pattern, instance, schema):
    if not isinstance(instance, str):
        return
    try:
        matches = regex.search(pattern, instance, timeout=0.5) is not None
    except (regex.error, TimeoutError):
        matches = True
    if not matches:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _multiple_of(validator, divisor, instance, schema):
    if is_number(instance) and Decimal(repr(instance)) % Decimal(repr(divisor)):
        yield ValidationError(f"{instance!r} is not a multiple of {divisor!r}")


# Patterns are of ECMA-262, which `regex` is closer to; multiples are counted in decimals.
Validator = extend(Draft202012Validator, {"pattern": _pattern, "multipleOf": _multiple_of})


def is_number(value: Any) -> bool:
    """Whether a value is a number and no boolean."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_valid(schema: Any, value: Any) -> bool:
    """Whether a value is valid against a schema."""
    return next(Validator(schema).iter_errors(value), None) is None


class Schemas:
    """The schemas of a document, of all its files, as one set of definitions."""

    def __init__(self, locate: Callable[[str, str], tuple[Any, str]], is_3_1: bool) -> None:
        self._locate = locate
        self._is_3_1 = is_3_1
        self._names: dict[tuple[str, int], str] = {}
        self.definitions: dict[str, Any] = {}

    def root(self, schema: Any) -> dict[str, Any]:
        """Put the definitions to a schema, so that it can be checked against."""
        return {**schema, "$defs": self.definitions} if isinstance(schema, dict) else {}

    def flat(self, schema: Any) -> dict[str, Any]:
        """Flatten a schema of the document; an empty one where that cannot be done."""
        try:
            return Flattener({"$defs": self.definitions}).flat(schema)
        except (Unsatisfiable, RecursionError, KeyError, TypeError):
            return {}

    def member(self, schema: Any, name: str, depth: int = 0) -> Any:
        """Find a member as the document has it: no branch of oneOf or anyOf is chosen."""
        if not isinstance(schema, dict) or depth > 12:
            return None
        if name in (schema.get("properties") or {}):
            return schema["properties"][name]
        parts = list(schema.get("allOf", []))
        if "$ref" in schema:
            parts.insert(0, self.definitions.get(schema["$ref"].removeprefix("#/$defs/")))
        found = (self.member(part, name, depth + 1) for part in parts)
        return next((one for one in found if one is not None), None)

    def members(self, schema: Any, depth: int = 0) -> set[str]:
        """List the names of all members, those of every branch of oneOf and anyOf, too."""
        if not isinstance(schema, dict) or depth > 12:
            return set()
        names = set(schema.get("properties") or {})
        parts = [part for keyword in LISTED[:3] for part in schema.get(keyword, [])]
        if "$ref" in schema:
            parts.append(self.definitions.get(schema["$ref"].removeprefix("#/$defs/")))
        return names.union(*(self.members(part, depth + 1) for part in parts))

    def convert(self, schema: Any, base: str) -> Any:
        """Write a schema of the document as one of JSON Schema 2020-12."""
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else {}
        if isinstance(schema.get("$ref"), str):
            rest = {name: value for name, value in schema.items() if name != "$ref"}
            beside = self.convert(rest, base) if self._is_3_1 else {}
            return {"$ref": self._reference(schema["$ref"], base), **beside}
        made = self._keywords(schema, base)
        _drop_unusable(made)
        self._convert_type(made)
        properties = made.get("properties", {})
        if "required" in made:
            # A readOnly member is not sent, so it is not required in a request.
            made["required"] = [
                name for name in made["required"] if not self._is_read_only(properties.get(name))
            ]
        return made

    def _reference(self, reference: str, base: str) -> str:
        try:
            target, file = self._locate(reference, base)
        except (KeyError, OSError, ValueError, IndexError, TypeError):
            self.definitions["unknown"] = True
            return "#/$defs/unknown"
        identity = (file, id(target))
        if identity not in self._names:
            name = self._names[identity] = f"d{len(self._names)}"
            self.definitions[name] = True
            self.definitions[name] = self.convert(target, file)
        return f"#/$defs/{self._names[identity]}"

    def _keywords(self, schema: dict[str, Any], base: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, value in schema.items():
            if name in NAMED and isinstance(value, dict):
                made[name] = {inner: self.convert(part, base) for inner, part in value.items()}
            elif name in SINGLE:
                made[name] = self.convert(value, base)
            elif name in LISTED and isinstance(value, list) and value:
                made[name] = [self.convert(part, base) for part in value]
            elif name == "required" and isinstance(value, list):
                made[name] = list(dict.fromkeys(part for part in value if isinstance(part, str)))
            elif name in KEPT or name == "enum" and isinstance(value, list) and value:
                made[name] = value
        return made

    def _convert_type(self, made: dict[str, Any]) -> None:
        kind = made.get("type")
        if isinstance(kind, list):
            kind = [one for one in kind if one in TYPES] or None
        elif kind not in TYPES:
            if kind == "file":
                made["format"] = "binary"
            kind = None
        if made.pop("nullable", None) is True and not self._is_3_1 and isinstance(kind, str):
            kind = [kind, "null"]
            if "enum" in made and None not in made["enum"]:
                made["enum"] = [*made["enum"], None]
        made.pop("type", None)
        if kind is not None:
            made["type"] = kind

    def _is_read_only(self, schema: Any) -> bool:
        for _ in range(10):
            if not isinstance(schema, dict):
                return False
            if schema.get("readOnly") is True:
                return True
            if "$ref" in schema:
                schema = self.definitions.get(schema["$ref"].removeprefix("#/$defs/"))
            elif len(schema.get("allOf", [])) == 1:
                schema = schema["allOf"][0]
            else:
                return False
        return False


def _drop_unusable(made: dict[str, Any]) -> None:
    """Drop the keywords whose values are not of their type."""
    for name in COUNTS:
        if name in made and not (is_number(made[name]) and made[name] >= 0):
            del made[name]
    for name in BOUNDS:
        if name in made and not is_number(made[name]):
            del made[name]
    if made.get("multipleOf", 1) <= 0:
        del made["multipleOf"]
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = made.get(exclusive)
        if isinstance(value, bool):  # OpenAPI 3.0
            del made[exclusive]
            if value and bound in made:
                made[exclusive] = made.pop(bound)
        elif exclusive in made and not is_number(value):
            del made[exclusive]
    if "pattern" in made:
        try:
            regex.compile(made["pattern"])
        except (regex.error, TypeError):
            del made["pattern"]


class Flattener:
    """Makes one schema out of references, allOf, and one branch of oneOf or anyOf."""

    def __init__(self, root: dict[str, Any], branch: int = 0) -> None:
        self._root = root
        self._branch = branch

    def flat(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """Flatten a schema; its members stay as they are."""
        if schema is True or schema is None:
            return {}
        if schema is False or depth > 15:
            raise Unsatisfiable("nothing is allowed, or allOf is nested too deeply")
        schema = self._resolve(schema)
        if "allOf" in schema:
            parts = schema["allOf"]
            schema = {name: value for name, value in schema.items() if name != "allOf"}
            for part in parts:
                schema = self._merge(self.flat(part, depth + 1), schema)
            if "allOf" in schema:
                return self.flat(schema, depth + 1)
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                return self._choose(schema, keyword, depth)
        return schema

    def _choose(self, schema: dict[str, Any], keyword: str, depth: int) -> dict[str, Any]:
        branches = schema[keyword]
        rest = {name: value for name, value in schema.items() if name != keyword}
        problem: Exception = Unsatisfiable("no branch has values")
        for number in range(len(branches)):
            branch = branches[(self._branch + number) % len(branches)]
            try:
                chosen = self.flat(branch, depth + 1)
                if chosen.get("type") == "null" and len(branches) > 1 or chosen.get("not") == {}:
                    continue
                return self.flat(self._merge(chosen, rest), depth + 1)
            except Unsatisfiable as error:
                problem = error
        raise problem

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        for _ in range(40):
            if not isinstance(schema.get("$ref"), str):
                return schema
            target: Any = self._root
            for step in schema["$ref"][1:].split("/")[1:]:
                step = step.replace("~1", "/").replace("~0", "~")
                target = target[int(step)] if isinstance(target, list) else target[step]
            aside = ("$ref", "$defs", "description", "title")
            rest = {name: value for name, value in schema.items() if name not in aside}
            if target is False:
                raise Unsatisfiable("nothing is allowed")
            target = {} if target is True else target
            schema = self._merge(target, rest) if rest else target
        raise Unsatisfiable("the references lead in a circle")

    def _merge(self, first: Any, second: Any) -> dict[str, Any]:
        made = dict(self._resolve(first)) if isinstance(first, dict) else {}
        second = self._resolve(second) if isinstance(second, dict) else {}
        for name, value in second.items():
            if name == "$defs":
                continue
            if name in ("oneOf", "anyOf") and name in made:
                made["allOf"] = [*made.get("allOf", []), {name: value}]
            else:
                made[name] = _both(name, made[name], value) if name in made else value
        return made


def _both(name: str, first: Any, second: Any) -> Any:
    """Join the values that two schemas have for one keyword."""
    if name == "properties":
        joined = dict(first)
        for member, schema in second.items():
            differs = member in joined and joined[member] != schema
            joined[member] = {"allOf": [joined[member], schema]} if differs else schema
        return joined
    if name in ("required", "allOf"):
        return first + [one for one in second if name == "allOf" or one not in first]
    if name == "enum":
        return [one for one in first if one in second] or second
    if name == "type":
        return _common_types(first, second)
    if name in LARGEST:
        return max(first, second)
    if name in SMALLEST:
        return min(first, second)
    if name == "additionalProperties" and first is False:
        return False
    return second


def _common_types(first: Any, second: Any) -> Any:
    ones = first if isinstance(first, list) else [first]
    others = second if isinstance(second, list) else [second]
    common = [one for one in ones if one in others or one == "integer" and "number" in others]
    if not common and "number" in ones and "integer" in others:
        common = ["integer"]
    if not common:
        raise Unsatisfiable("the types exclude each other")
    return common if len(common) > 1 else common[0]
