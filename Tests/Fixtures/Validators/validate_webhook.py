#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks messages of webhooks against docs/webhook.schema.json.

Usage: validate_webhook.py [--refused] FILE     (a message a line)

All must be valid and every type but `test` must occur; with --refused none may be valid.
Needs jsonschema. Exit status 0 when it is so, 1 with one line per problem otherwise.
"""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "docs" / "webhook.schema.json"


def problems(message, schema):
    """What is wrong with a message, by the branch of its type."""
    if not Draft202012Validator(schema).is_valid(message):
        yield f"{message['type']} is not allowed"
    branch = {"$ref": "#/$defs/" + message["type"], "$defs": schema["$defs"]}
    for error in Draft202012Validator(branch).iter_errors(message["data"]):
        yield f"{message['type']}/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def main(arguments):
    """Checks a file."""
    refused = arguments[:1] == ["--refused"]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    lines = pathlib.Path(arguments[-1]).read_text(encoding="utf-8").splitlines()
    messages = [json.loads(line) for line in lines]
    found = [list(problems(message, schema)) for message in messages]
    if refused:
        wrong = [f"allowed: {line}" for line, problem in zip(lines, found) if not problem]
    else:
        wrong = [sentence for problem in found for sentence in problem]
        types = {message["type"] for message in messages}
        wrong += [f"no message is of the type {kind}"
                  for kind in schema["properties"]["type"]["enum"] if kind not in types | {"test"}]
    print("\n".join(wrong), end="")
    return 1 if wrong or not messages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
