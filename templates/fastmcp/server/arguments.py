# SPDX-License-Identifier: Apache-2.0
"""Checks of arguments and answers against JSON Schema 2020-12."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

import regex
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import EMPTY_REGISTRY

from .text import sorted_json

MOST_PROBLEMS = 10
LONGEST_PROBLEM = 300
_PATTERN_SECONDS = 0.2
# The empty registry keeps a foreign "$ref" from being fetched.
_NO_FETCHING: Registry[Any] = EMPTY_REGISTRY


# Patterns that once took too long: a list of texts must not take that long for each.
_slow_patterns: set[str] = set()


def _matches(pattern: str, text: str) -> bool:
    """Search for a pattern; one that is not understood or too slow matches everything.

    The module regex knows more of ECMA-262 than re, and can be given a time limit.
    """
    if pattern in _slow_patterns:
        return True
    try:
        return regex.search(pattern, text, timeout=_PATTERN_SECONDS) is not None
    except TimeoutError:
        _slow_patterns.add(pattern)
    except regex.error:
        pass
    return True


def _pattern(
    validator: Any, pattern: str, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _matches(pattern, instance):
        yield ValidationError(f"{instance!r} does not match the pattern {pattern}")


def _pattern_properties(
    validator: Any, patterns: dict[str, Any], instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    for pattern, subschema in patterns.items():
        for name, value in instance.items():
            if _matches(pattern, name):
                yield from validator.descend(value, subschema, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, rule: Any, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    extras = [
        name
        for name in instance
        if name not in known and not any(_matches(pattern, name) for pattern in patterns)
    ]
    if rule is False and extras:
        names = ", ".join(repr(name) for name in extras)
        allowed = ", ".join(known) or "none"
        yield ValidationError(f"unknown: {names} (known names: {allowed})")
    elif isinstance(rule, dict):
        for name in extras:
            yield from validator.descend(instance[name], rule, path=name)


def _multiple_of(
    validator: Any, divisor: float, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    # Decimal, because 0.07 is a multiple of 0.01 to everybody but a binary float.
    if not validator.is_type(instance, "number"):
        return
    try:
        remainder = Decimal(repr(instance)) % Decimal(repr(divisor))
    except ArithmeticError:
        return
    if remainder:
        yield ValidationError(f"{instance!r} is not a multiple of {divisor!r}")


def _unique_items(
    validator: Any, wanted: bool, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    # jsonschema compares every item with every other; an API may send thousands.
    if wanted and isinstance(instance, list):
        texts = {sorted_json(item) for item in instance}
        if len(texts) < len(instance):
            yield ValidationError("has items that are the same")


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "multipleOf": _multiple_of,
        "uniqueItems": _unique_items,
    },
)


class Check:
    """A schema that is compiled when it is first needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    @cached_property
    def _validator(self) -> Any:
        return _Validator(self.schema, registry=_NO_FETCHING)

    def problems(self, value: Any) -> list[str]:
        """List what is wrong with a value, each problem with its place."""
        found: list[str] = []
        try:
            for error in self._validator.iter_errors(value):
                found.append(_sentence(error))
                if len(found) == MOST_PROBLEMS:
                    break
        except Unresolvable as error:
            found.append(f"the schema points to something it does not hold: {error}")
        except RecursionError:
            found.append("the value is nested too deeply")
        return found


def _sentence(error: ValidationError) -> str:
    # For anyOf and oneOf, the alternative that came closest says more than "none matched".
    closest = best_match([error]) or error
    place = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in closest.absolute_path
    )
    text = f"{place[1:] or 'arguments'}: {closest.message}"
    return text if len(text) <= LONGEST_PROBLEM else text[:LONGEST_PROBLEM] + "…"
