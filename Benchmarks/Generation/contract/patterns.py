# SPDX-License-Identifier: Apache-2.0
"""Text that a regular expression matches."""

import random
import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SAMPLES = "abcdefgxyz0123456789ABCZ-_"
CATEGORIES = {
    codes.CATEGORY_DIGIT: "0123456789",
    codes.CATEGORY_WORD: "abcXYZ019_",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "abz9",
    codes.CATEGORY_NOT_DIGIT: "abz",
    codes.CATEGORY_NOT_WORD: "-",
}


def matching(pattern: str, chance: random.Random) -> str:
    """Make text that a pattern probably matches; the caller has to check it."""
    pattern = re.sub(r"\\p\{[^}]*\}", "[a-z]", pattern).replace(r"\/", "/").replace(r"\Z", "$")
    return _sequence(parser.parse(pattern), chance, {})


def _sequence(tokens: Any, chance: random.Random, groups: dict[Any, str]) -> str:
    return "".join(_token(code, value, chance, groups) for code, value in tokens)


def _token(code: Any, value: Any, chance: random.Random, groups: dict[Any, str]) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "b" if value == ord("a") else "a"
    if code in (codes.ANY, codes.CATEGORY):
        return "a"
    if code is codes.IN:
        characters = _characters(value)
        return chance.choice([one for one in characters if one.isalnum()] or characters)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, tokens = value
        most = least + 2 if most is codes.MAXREPEAT else min(most, least + 2)
        times = chance.randint(least, most)
        times = max(times, 1) if most >= 1 else times
        return "".join(_sequence(tokens, chance, groups) for _ in range(times))
    if code is codes.SUBPATTERN:
        groups[value[0]] = _sequence(value[3], chance, groups)
        return groups[value[0]]
    if code is codes.BRANCH:
        return _sequence(chance.choice(value[1]), chance, groups)
    if code is codes.GROUPREF:
        return groups.get(value, "")
    return ""  # positions and assertions


def _characters(items: Any) -> list[str]:
    """List characters of a class in brackets."""
    found: list[str] = []
    for code, value in items:
        if code is codes.LITERAL:
            found.append(chr(value))
        elif code is codes.RANGE:
            found += [chr(one) for one in range(value[0], min(value[1], value[0] + 60) + 1)]
        elif code is codes.CATEGORY:
            found += CATEGORIES.get(value, "a")
    if any(code is codes.NEGATE for code, _ in items):
        return [one for one in SAMPLES if one not in found] or ["~"]
    return found or ["a"]
