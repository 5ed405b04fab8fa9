#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads requests of OTLP in JSON with Google's reader and writes them as protobuf.

Usage: read_otlp_json.py traces|metrics [KEY…] <FRAMES >FRAMES

A frame is a length in decimal digits, a line break, and so many bytes. For each that comes in two
go out: the whole request, and what is left of it without all that Smelt passes over. What the
reader refuses is a line of "-". KEYs name the attributes of spans whose values Smelt reads.

Google's reader knows nothing of OTLP's rules, and takes things that ProtoJSON forbids. So, first:

- ids are hexadecimal; only original names in lowerCamelCase are names;
- NaN, Infinity and halves of surrogate pairs are no JSON, and -0 has a sign;
- a message is an object: the reader takes lists and texts that name no field;
- a number in quotes looks as it would without them, or has a sign or zeros in front: the reader
  takes 1_000, digits of all scripts, and infinity in many spellings;
- enumerations are whole numbers of 32 bits, or names that are known: the reader takes 2.5, true
  and 2**32, and passes over names that it does not know; nor is true a number elsewhere;
- bytes of attributes are base64 without regard to padding.

Needs opentelemetry-proto.
"""
import json
import math
import re
import sys
from base64 import b64encode

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

IDS = {"traceId", "spanId", "parentSpanId"}
INTEGER = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
SPECIAL = {"NaN", "Infinity", "-Infinity"}
DURATIONS = {"mcp.server.operation.duration", "mcp_server_operation_duration_seconds",
             "mcp_server_operation_duration"}
DATA = {"gauge", "sum", "histogram", "exponentialHistogram", "summary"}

POINT = "attributes startTimeUnixNano timeUnixNano count sum flags min max "
# What Smelt reads of a message; all of the others.
READ = {
    "ResourceSpans": "resource scopeSpans", "ResourceMetrics": "resource scopeMetrics",
    "Resource": "attributes", "ScopeSpans": "scope spans", "ScopeMetrics": "scope metrics",
    "Span": "traceId spanId traceState parentSpanId name kind startTimeUnixNano endTimeUnixNano "
            "attributes events status",
    "Event": "name attributes",
    "Status": "code", "KeyValue": "key value", "Metric": "name unit " + " ".join(DATA),
    "Histogram": "dataPoints aggregationTemporality",
    "ExponentialHistogram": "dataPoints aggregationTemporality",
    "HistogramDataPoint": POINT + "bucketCounts explicitBounds",
    "ExponentialHistogramDataPoint": POINT + "scale zeroCount positive negative zeroThreshold",
}
READ_SCOPE = {"traces": "name", "metrics": "name version attributes"}


class Refused(Exception):
    """A request is none."""


class Reading:
    """How requests of one kind are read."""

    def __init__(self, signal, keys):
        """KEYS are those of the attributes whose values count; all do where there are none."""
        self.request = {"traces": ExportTraceServiceRequest,
                        "metrics": ExportMetricsServiceRequest}[signal]
        self.read = {name: members.split() for name, members in READ.items()}
        self.read["InstrumentationScope"] = READ_SCOPE[signal].split()
        self.keys = keys

    def protobuf(self, tree, whole):
        """The bytes of a request; None when it is refused."""
        try:
            request = self.request()
            json_format.ParseDict(self.message(tree, request.DESCRIPTOR, None, whole), request,
                                  ignore_unknown_fields=True)
            return request.SerializeToString(deterministic=True)
        except (Refused, json_format.ParseError, OverflowError):
            return None

    def message(self, value, kind, parent, whole):
        """An object as Google's reader would have it."""
        if not isinstance(value, dict):
            raise Refused
        fields = {field.json_name: field for field in kind.fields}
        names = fields.keys() if whole else self.names(value, kind, parent)
        message = {}
        for name, member in value.items():
            if name not in fields or name not in names or member is None:
                continue
            field = fields[name]
            if not whole and self.only_there(value, kind, name):
                message[name] = {}
            elif not field.is_repeated:
                message[name] = self.single(member, field, kind, whole)
            elif isinstance(member, list):
                message[name] = [item if item is None else self.single(item, field, kind, whole)
                                 for item in member]
            else:
                message[name] = member
        return message

    def names(self, value, kind, parent):
        """The members that Smelt reads."""
        key = value.get("key")
        if kind.name == "KeyValue" and isinstance(key, str):
            told = {"Span": self.keys, "Resource": self.keys, "Event": {"exception.type"}}
            keys = told.get(parent.name)
            if keys and key not in keys:
                return ["key"]
        if kind.name == "Metric" and not self.is_duration(value):
            return ["name", *DATA]
        return self.read.get(kind.name) or [field.json_name for field in kind.fields]

    def only_there(self, value, kind, name):
        """Whether Smelt looks only if something is there."""
        counted = name in ("histogram", "exponentialHistogram") and self.is_duration(value)
        return kind.name == "Metric" and name in DATA and not counted

    def is_duration(self, metric):
        """Whether a metric is what Smelt counts."""
        name = metric.get("name")
        return isinstance(name, str) and name in DURATIONS

    def single(self, value, field, kind, whole):
        """A value, or one of a list."""
        if field.message_type:
            return self.message(value, field.message_type, kind, whole)
        return scalar(value, field)


def scalar(value, field):
    """A value that is no message; one of a wrong kind is left for the reader to refuse."""
    if field.enum_type:
        return enumeration(value, field.enum_type)
    if field.type == field.TYPE_BYTES and isinstance(value, str):
        return hexadecimal(value) if field.json_name in IDS else base64(value)
    if field.type in (field.TYPE_STRING, field.TYPE_BYTES, field.TYPE_BOOL):
        return value
    if isinstance(value, bool):
        raise Refused
    if isinstance(value, str):
        is_double = field.type == field.TYPE_DOUBLE
        usual = value in SPECIAL if is_double else INTEGER.fullmatch(value)
        if not usual and not (NUMBER.fullmatch(value) and math.isfinite(float(value))):
            raise Refused
    return value


def enumeration(value, kind):
    """A value of an enumeration, by its number or name."""
    if isinstance(value, str) and value in kind.values_by_name or isinstance(value, list | dict):
        return value
    if isinstance(value, str) and INTEGER.fullmatch(value):
        value = int(value)
    elif isinstance(value, str) and NUMBER.fullmatch(value):
        value = float(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value != int(value) or not -2**31 <= value < 2**31:
        raise Refused
    return int(value)


def hexadecimal(text):
    """An id in base64."""
    if not re.fullmatch("([0-9A-Fa-f]{2})*", text):
        raise Refused
    return b64encode(bytes.fromhex(text)).decode()


def base64(text):
    """Bytes in the usual spelling."""
    if not re.fullmatch("[A-Za-z0-9+/=_-]*", text):
        raise Refused
    letters = text.replace("=", "")
    return letters[:-1] if len(letters) % 4 == 1 else letters


def tree(text):
    """The value of a JSON text."""
    def members(pairs):
        if len(dict(pairs)) < len(pairs):
            raise Refused
        return dict(pairs)

    def constant(_):
        raise Refused

    def whole(digits):
        return -0.0 if digits == "-0" else int(digits)

    value = json.loads(text.decode("utf-8-sig"), object_pairs_hook=members, parse_int=whole,
                       parse_constant=constant)
    if b"\\u" in text:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def frames(data):
    """The contents of frames."""
    place = 0
    while place < len(data):
        start = data.index(b"\n", place) + 1
        place = start + int(data[place:start])
        yield data[start:place]


def main(signal, *keys):
    """Reads requests until there are no more."""
    reading = Reading(signal, set(keys))
    for text in frames(sys.stdin.buffer.read()):
        try:
            value = tree(text)
            found = [reading.protobuf(value, whole) for whole in (True, False)]
        except (Refused, ValueError):
            found = [None, None]
        for request in found:
            sys.stdout.buffer.write(
                b"-\n" if request is None else b"%d\n" % len(request) + request)


if __name__ == "__main__":
    main(*sys.argv[1:])
