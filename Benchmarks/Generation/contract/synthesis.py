# SPDX-License-Identifier: Apache-2.0
"""Valid values of a schema, the same ones for the same seed."""

import base64
import math
import random
import re
from dataclasses import dataclass
from typing import Any

from patterns import matching
from schemas import Flattener, Unsatisfiable, Validator, is_number, is_valid

LONGEST = 10**6
DEEPEST = 5
MOST_VALUES = 400
FORMATS = {
    "date-time": ["2024-02-29T12:30:00Z", "2023-01-02T03:04:05.678+02:00"],
    "date": ["2024-02-29"],
    "time": ["12:30:00Z"],
    "duration": ["P1D"],
    "uuid": ["123e4567-e89b-42d3-a456-426614174000"],
    "email": ["a.b+c@example.com"],
    "uri": ["https://example.com/a?b=c&d=%20#e"],
    "iri": ["https://example.com"],
    "url": ["https://example.com/a?b=c"],
    "uri-reference": ["/a?b=c"],
    "hostname": ["example.com"],
    "ip": ["192.0.2.1"],
    "ipv4": ["192.0.2.1"],
    "ipv6": ["2001:db8::1"],
    "int64": ["12"],
}
PLAIN = ["abc", "x1", "Value-2"]
# Characters that have a meaning where the value goes, and some that no URL can have.
AWKWARD = {
    "query": ["a b/ü+&=?#%20;,日本[]'\"", "100%", "=x&y", "~!*()"],
    "path": ["a b/ü?#%2e;=,@:&", "v1.2", "日本", "a+b"],
    "header": ["plain éx; a=b", 'tab-less "q"'],
    "cookie": ["ab-._~!#$%&()*+/:<=>?@[]^`{|}"],
    "body": ['line\nü "q" \\ 😀\ttab', "</x> & = + %41", " lead"],
    "form": ["a b+c&d=e%20ü\n;,", "100%"],
}
CHECKS = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": is_number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


@dataclass(frozen=True)
class Variant:
    """What kind of values are wanted."""

    only_required: bool = False
    awkward: bool = False
    empty: bool = False
    branch: int = 0


REQUIRED = Variant(only_required=True)
VARIANTS = (
    REQUIRED,
    Variant(),
    Variant(awkward=True, branch=1),
    Variant(empty=True, branch=2),
    Variant(awkward=True, branch=3),
)


class Synthesis:
    """Makes values of the schemas of one root."""

    def __init__(self, root: Any, seed: int, place: str, variant: Variant) -> None:
        self._chance = random.Random(seed)
        self._place = place
        self._variant = variant
        self._flattener = Flattener(root, variant.branch)
        self._count = 0

    def value(self, schema: Any, depth: int = 0) -> Any:
        """Make a value; it is valid but for rare combinations, so it has to be checked."""
        self._count += 1
        if self._count > MOST_VALUES:
            raise Unsatisfiable("the value would be too large")
        schema = self._flattener.flat(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._enumerated(schema)
        kind = schema.get("type") or _implied_type(schema)
        if isinstance(kind, list):
            kinds = [one for one in kind if one != "null"] or kind
            kind = kinds[self._variant.branch % len(kinds)]
        if kind == "null":
            return None
        if kind == "boolean":
            return bool(self._chance.getrandbits(1))
        if kind in ("integer", "number"):
            return self._number(schema, kind == "integer")
        if kind == "string":
            return self._string(schema)
        return self._array(schema, depth) if kind == "array" else self._object(schema, depth)

    def _enumerated(self, schema: dict[str, Any]) -> Any:
        values = [one for one in schema["enum"] if one is not None] or schema["enum"]
        kinds = schema.get("type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        typed = [one for one in values if any(CHECKS[kind](one) for kind in kinds)]
        return self._chance.choice(typed or values)

    def _number(self, schema: dict[str, Any], whole: bool) -> int | float:
        least, most = _limits(schema)
        step = schema.get("multipleOf")
        awkward = self._variant.awkward
        value = (-3 if awkward else 7) if whole else (-0.25 if awkward else 1.5)
        if step and not (whole and step == 1):
            value = step * (-2 if awkward else 3)
        if value < least:
            value = math.ceil(least / step) * step if step else least
        if value > most:
            value = math.floor(most / step) * step if step else most
        value = max(value, least)
        if whole or float(value).is_integer() and abs(value) < 1e15:
            return math.ceil(value)
        return value

    def _string(self, schema: dict[str, Any]) -> str:
        least, most = schema.get("minLength", 0), schema.get("maxLength", LONGEST)
        if schema.get("pattern"):
            return self._patterned(schema["pattern"], least, most)
        format_ = schema.get("format")
        if schema.get("contentEncoding") == "base64" or format_ == "byte":
            return base64.b64encode(b"\x00\xffhello").decode()
        if format_ == "binary":
            return base64.b64encode(b"\x89PNG\x00").decode()
        if format_ in FORMATS and least <= len(FORMATS[format_][0]) <= most:
            return self._chance.choice(FORMATS[format_])
        text = self._chance.choice(AWKWARD[self._place] if self._variant.awkward else PLAIN)
        if len(text) < least:
            text = (text * (least // len(text) + 1))[:least]
        if len(text) > most:
            text = text[:most].strip() or "a" * most
        return text.strip() or "a" if self._place == "header" else text

    def _patterned(self, pattern: str, least: int, most: int) -> str:
        for _ in range(12):
            try:
                text = matching(pattern, self._chance)
                while text and len(text) < least and len(text) * 2 <= most:
                    text += text[-1]
                if least <= len(text) <= most and re.search(pattern, text):
                    return text
            except (re.error, OverflowError):
                break
        raise Unsatisfiable(f"no text was found for the pattern {pattern[:60]}")

    def _array(self, schema: dict[str, Any], depth: int) -> list[Any]:
        least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
        if self._variant.empty and least == 0:
            return []
        made = [self.value(one, depth + 1) for one in schema.get("prefixItems", [])]
        if made:
            most = max(least, len(made))
        count = least if depth > DEEPEST else max(least, min(most, 2 if depth < 2 else 1))
        while len(made) < count:
            try:
                made.append(self._item(schema, made, depth))
            except Unsatisfiable:
                if len(made) < least:
                    raise
                break
        return made

    def _item(self, schema: dict[str, Any], others: list[Any], depth: int) -> Any:
        item = self.value(schema.get("items", {}), depth + 1)
        if not schema.get("uniqueItems"):
            return item
        for _ in range(8):
            if item not in others:
                return item
            item = self.value(schema.get("items", {}), depth + 1)
            item = item + len(others) if is_number(item) else item
        raise Unsatisfiable("no further item was found")

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if self._variant.empty and depth > 0 and not required and not schema.get("minProperties"):
            return {}
        made: dict[str, Any] = {}
        for name, member in properties.items():
            if member is False or name not in required and self._leaves_out(depth):
                continue
            try:
                made[name] = self.value(member, depth + 1)
            except Unsatisfiable:
                if name in required:
                    raise
        other = schema.get("additionalProperties", True)
        for name in required:
            if name not in made:
                made[name] = self.value(other, depth + 1)
        if not properties and isinstance(other, dict) and other and not self._leaves_out(depth):
            awkward = self._variant.awkward and self._place == "body"
            try:
                made["key one" if awkward else "keyA"] = self.value(other, depth + 1)
            except Unsatisfiable:
                pass
        self._fit_count(made, schema, depth)
        return made

    def _leaves_out(self, depth: int) -> bool:
        """Whether a member that is not required is left out, to keep values small."""
        if self._variant.only_required or depth >= DEEPEST or self._count > 250:
            return True
        return depth > 2 and self._chance.random() < 0.5

    def _fit_count(self, made: dict[str, Any], schema: dict[str, Any], depth: int) -> None:
        """Add or take away members until minProperties and maxProperties are kept."""
        properties, other = schema.get("properties", {}), schema.get("additionalProperties", True)
        while len(made) < schema.get("minProperties", 0):
            name = next((one for one in properties if one not in made), f"extra{len(made)}")
            if name not in properties and other is False:
                break
            made[name] = self.value(properties.get(name, other), depth + 1)
        optional = [name for name in made if name not in schema.get("required", [])]
        while optional and len(made) > schema.get("maxProperties", LONGEST):
            del made[optional.pop()]


def _implied_type(schema: dict[str, Any]) -> str:
    if schema.keys() & {"properties", "additionalProperties", "required"}:
        return "object"
    if schema.keys() & {"items", "prefixItems"}:
        return "array"
    numeric = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    return "number" if schema.keys() & numeric else "string"


def _limits(schema: dict[str, Any]) -> tuple[float, float]:
    """Work out between which numbers, both included, a number is to be."""
    least, most = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if is_number(above):
        least = max(least, above + 1)
    if is_number(below):
        lower = below - 1
        most = min(most, lower if above is None or lower >= above else (below + above) / 2)
    return least, most


def arguments(
    schema: dict[str, Any], places: dict[str, str], variant: Variant, seed: int
) -> dict[str, Any]:
    """Make valid arguments of a tool; `places` says where each of them goes."""
    top = Flattener(schema).flat({name: part for name, part in schema.items() if name != "$defs"})
    required, made = top.get("required", []), {}
    for name, part in top.get("properties", {}).items():
        if variant.only_required and name not in required:
            continue
        try:
            value = _argument(schema, part, places.get(name, "body"), variant, seed)
        except (Unsatisfiable, RecursionError):
            if name in required:
                raise
            continue
        # An empty segment of a path means another path.
        if not (places.get(name) == "path" and value in ("", [], {}, ".", "..")):
            made[name] = value
    return _without_misfits(schema, made, required)


def _argument(root: Any, schema: Any, place: str, variant: Variant, seed: int) -> Any:
    if place == "path" and variant.empty:
        variant = Variant(variant.only_required, variant.awkward, False, variant.branch)
    value = Synthesis(root, seed, place, variant).value(schema)
    if place in ("header", "cookie") and isinstance(value, list | dict) and variant.awkward:
        # The separators of lists in headers and cookies cannot be escaped.
        plain = Variant(variant.only_required, False, variant.empty, variant.branch)
        value = Synthesis(root, seed, place, plain).value(schema)
    return value


def _without_misfits(
    schema: dict[str, Any], made: dict[str, Any], required: list[str]
) -> dict[str, Any]:
    """Drop the optional arguments that are not valid after all."""
    for _ in range(6):
        problems = list(Validator(schema).iter_errors(made))
        if not problems:
            return made
        wrong = {problem.absolute_path[0] for problem in problems if problem.absolute_path}
        if not wrong - set(required):
            break
        made = {name: value for name, value in made.items() if name not in wrong - set(required)}
    raise Unsatisfiable("no valid arguments were found")


def invalid_values(schema: dict[str, Any], good: Any) -> list[tuple[str, Any]]:
    """List values that a flattened schema of the document may forbid, with the reason."""
    found: list[tuple[str, Any]] = [
        ("wrong type", value) for value in ({"zz": {"deep": 1}}, [["x"]], "not a number ☃", 12.5)
    ]
    if is_number(schema.get("maximum")):
        found.append(("above maximum", schema["maximum"] + 1))
    if is_number(schema.get("minimum")):
        found.append(("below minimum", schema["minimum"] - 1))
    if schema.get("enum"):
        is_text = isinstance(schema["enum"][0], str)
        found.append(("not in enum", "zz-not-in-enum" if is_text else 987654))
    if schema.get("maxLength", LONGEST) < 5000:
        found.append(("too long", "a" * (int(schema["maxLength"]) + 1)))
    if schema.get("minLength", 0) > 1:
        found.append(("too short", "a"))
    if schema.get("pattern"):
        found.append(("pattern", "☃ ☃"))
    if isinstance(good, list) and good and schema.get("maxItems", LONGEST) < 200:
        found.append(("too many items", [good[0]] * (int(schema["maxItems"]) + 1)))
    if isinstance(good, dict):
        found += _invalid_objects(schema, good)
    return found


def _invalid_objects(schema: dict[str, Any], good: dict[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    required = [name for name in schema.get("required", []) if name in good]
    for name in required[:1]:
        rest = {other: value for other, value in good.items() if other != name}
        found.append(("required member missing", rest))
    for name in list(schema.get("properties", {}))[:4]:
        if name in good:
            found.append(("member of wrong type", {**good, name: {"zz": {"deep": 1}}}))
    return found


def invalid_arguments(
    tool: dict[str, Any], good: dict[str, Any], schemas: dict[str, Any], check: Any
) -> list[tuple[str, str, dict[str, Any]]]:
    """List arguments that are wrong in one place: the reason, the argument's name and all.

    `schemas` has, by argument, the document's own schemas; `check` is that document's `Schemas`.
    """
    found = [("unknown name", "zz_not_there", {**good, "zz_not_there": 1})]
    for name in tool["inputSchema"].get("required", [])[:3]:
        rest = {other: value for other, value in good.items() if other != name}
        found.append(("required missing", name, rest))
    for name, schema in schemas.items():
        if name not in good:
            continue
        for reason, value in invalid_values(check.flat(schema), good[name]):
            if not is_valid(check.root(schema), value):
                found.append((reason, name, {**good, name: value}))
    return found
