#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks SARIF 2.1.0 logs: members by sarif_om, the object model that Microsoft generated from the
official schema; values and meaning by the specification.

Usage: validate_sarif.py FILE...
With SARIF_SCHEMA set to the official sarif-schema-2.1.0.json and jsonschema installed, logs are
checked against that too. Exit status 0 when all are valid, 1 with one line per problem otherwise.
"""
import json
import os
import pathlib
import re
import sys

import attr
import sarif_om

URI = re.compile(r"^(?:[A-Za-z0-9._~/!$&'()*+,;=:@?#-]|%[0-9A-Fa-f]{2})*$")

# The class of the object, or of each element of the array, under a member.
CLASSES = {
    "runs": sarif_om.Run,
    "tool": sarif_om.Tool,
    "driver": sarif_om.ToolComponent,
    "rules": sarif_om.ReportingDescriptor,
    "shortDescription": sarif_om.MultiformatMessageString,
    "fullDescription": sarif_om.MultiformatMessageString,
    "help": sarif_om.MultiformatMessageString,
    "defaultConfiguration": sarif_om.ReportingConfiguration,
    "invocations": sarif_om.Invocation,
    "toolExecutionNotifications": sarif_om.Notification,
    "results": sarif_om.Result,
    "message": sarif_om.Message,
    "locations": sarif_om.Location,
    "physicalLocation": sarif_om.PhysicalLocation,
    "artifactLocation": sarif_om.ArtifactLocation,
    "region": sarif_om.Region,
    "logicalLocations": sarif_om.LogicalLocation,
    "suppressions": sarif_om.Suppression,
}
# The object model was generated before this member came; the specification has it in 3.35.3.
LATER = {"Suppression": {"status"}}
# Members whose own members are free names, or names of our own.
OPEN = {"properties", "partialFingerprints", "originalUriBaseIds"}
WORDS = {
    "level": {"none", "note", "warning", "error"},
    "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
    ("Suppression", "kind"): {"inSource", "external"},
    "status": {"accepted", "underReview", "rejected"},
}


def shape(value, model=sarif_om.SarifLog, place=""):
    if not isinstance(value, dict):
        yield f"{place}: not an object"
        return
    known = {field.metadata["schema_property_name"]: field for field in attr.fields(model)}
    for name, field in known.items():
        if field.default is attr.NOTHING and name not in value:
            yield f"{place}: {model.__name__} needs {name}"
    for name, member in value.items():
        here = f"{place}/{name}"
        words = WORDS.get(name) or WORDS.get((model.__name__, name))
        later = LATER.get(model.__name__, set())
        if name not in known and name not in later and name != "$schema":
            yield f"{here}: not a member of {model.__name__}"
        elif words and member not in words:
            yield f"{here}: {member!r} is none of {sorted(words)}"
        elif isinstance(member, list) and name in CLASSES:
            for index, element in enumerate(member):
                yield from shape(element, CLASSES[name], f"{here}/{index}")
        elif name in CLASSES:
            yield from shape(member, CLASSES[name], here)
        elif isinstance(member, (dict, list)) and name not in OPEN:
            yield f"{here}: this checker does not know the shape of {name}; teach it"


def messages(value, place=""):
    if isinstance(value, dict):
        for key, member in value.items():
            if key in ("message", "shortDescription", "fullDescription", "help"):
                yield f"{place}/{key}", member.get("text", "")
            if key != "properties":
                yield from messages(member, f"{place}/{key}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from messages(element, f"{place}/{index}")


def meaning(log):
    if log.get("version") != "2.1.0":
        yield "/version: must be 2.1.0"
    for place, text in messages(log):
        if not text:
            yield f"{place}: a message must have text"
        if re.search(r"(?<!\{)\{(\{\{)*(?!\{)|(?<!\})\}(\}\})*(?!\})", text):
            yield f"{place}: a single brace (3.11.5)"
        if "](" in text:
            yield f"{place}: an embedded link (3.11.6)"
    for number, run in enumerate(log["runs"]):
        rules = run["tool"]["driver"].get("rules", [])
        ids = [rule["id"] for rule in rules]
        if len(ids) != len(set(ids)):
            yield f"/runs/{number}: rule ids repeat"
        for index, result in enumerate(run.get("results", [])):
            place = f"/runs/{number}/results/{index}"
            for problem in of_result(result, ids):
                yield f"{place}: {problem}"


def of_result(result, ids):
    rule = result.get("ruleIndex")
    if rule is None or not 0 <= rule < len(ids) or ids[rule] != result["ruleId"]:
        yield "ruleIndex does not lead to ruleId (3.27.6)"
    if not -1 <= result.get("rank", -1) <= 100:
        yield "rank is out of range (3.27.25)"
    if not result.get("partialFingerprints"):
        yield "no partialFingerprints"
    for location in result.get("locations", []):
        physical = location.get("physicalLocation", {})
        uri = physical.get("artifactLocation", {}).get("uri", "")
        if not URI.match(uri):
            yield f"not a URI reference: {uri!r}"
        region = physical.get("region", {})
        if any(region[key] < 1 for key in ("startLine", "startColumn") if key in region):
            yield "lines and columns count from one (3.30.5)"


def official(log):
    path = os.environ.get("SARIF_SCHEMA")
    if not path:
        return
    import jsonschema

    schema = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for error in validator.iter_errors(log):
        yield f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def main(paths):
    failed = not paths
    for path in paths:
        log = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        for check in (shape, meaning, official):
            for problem in check(log):
                failed = True
                print(f"{path}: {problem}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
