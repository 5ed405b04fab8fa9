#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks reports against docs/report.schema.json.

Usage: validate_report.py FILE...   (a JSON document each, or NDJSON for names ending in .ndjson)
Needs jsonschema. Exit status 0 when all are valid, 1 with one line per problem otherwise.
"""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "docs" / "report.schema.json"


def strict_object(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("duplicate member in " + ", ".join(keys[:8]))
    return dict(pairs)


def documents(path):
    text = path.read_text(encoding="utf-8")
    # Only a line feed ends a line: strings may hold the other line breaks of Unicode.
    parts = text.rstrip("\n").split("\n") if path.suffix == ".ndjson" else [text]
    for number, part in enumerate(parts, 1):
        place = f"{path}:{number}" if len(parts) > 1 else str(path)
        yield place, json.loads(part, object_pairs_hook=strict_object)


def kind(document):
    """Picks the branch by hand, so that messages are about it and not about all of them."""
    if "cards" in document:
        return "collection"
    return "failureLine" if "error" in document else "card"


def problems(document, schema):
    branch = {"$ref": "#/$defs/" + kind(document), "$defs": schema["$defs"]}
    validator = Draft202012Validator(branch)
    for error in validator.iter_errors(document):
        yield f"at /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
    if not Draft202012Validator(schema).is_valid(document):
        yield "the root of the schema does not allow this document"


def main(paths):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    failed = not paths
    for path in map(pathlib.Path, paths):
        try:
            for place, document in documents(path):
                for problem in problems(document, schema):
                    failed = True
                    print(f"{place}: {problem}")
        except ValueError as error:
            failed = True
            print(f"{path}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
