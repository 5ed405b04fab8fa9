# SPDX-License-Identifier: Apache-2.0
"""What the official classes and plain SQLite need for the same spans.

Usage: peers.py BODY NANOSECONDS   (the body of a request, and what Smelt needs for one of its spans)
"""

import os
import sqlite3
import sys
import tempfile
import time

try:
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
except ImportError:
    sys.exit("peers: opentelemetry-proto is not installed, so nothing is compared")

with open(sys.argv[1], "rb") as file:
    body = file.read()
ours = float(sys.argv[2])


def rows(request):
    """The rows of calls: what Smelt makes of the same spans."""
    for resource in request.resource_spans:
        service = {a.key: a.value.string_value for a in resource.resource.attributes}["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                values = {a.key: a.value.string_value for a in span.attributes}
                yield (
                    span.trace_id + span.span_id, service, values["gen_ai.tool.name"],
                    values.get("error.type"), span.start_time_unix_nano,
                    span.end_time_unix_nano - span.start_time_unix_nano,
                )


def best(action, spans, rounds):
    times = []
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(rounds):
            action()
        times.append((time.perf_counter() - start) / rounds / spans * 1e9)
    return min(times)


read = trace_service_pb2.ExportTraceServiceRequest.FromString
found = list(rows(read(body)))
parse = best(lambda: read(body), len(found), 5)
decode = best(lambda: list(rows(read(body))), len(found), 2)
print(f"official Python classes: {parse:.0f} ns a span to read, {parse / ours:.1f} times ours; "
      f"{decode:.0f} ns with the rows, {decode / ours:.0f} times ours")
with tempfile.TemporaryDirectory() as folder:
    database = sqlite3.connect(os.path.join(folder, "rows.sqlite"), isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE calls (id BLOB PRIMARY KEY, server TEXT, tool TEXT, error TEXT,"
                     " start INTEGER, duration INTEGER)")
    start = time.perf_counter()
    batches = 100
    for number in range(batches):
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?)",
            [(number.to_bytes(4, "big") + row[0], *row[1:]) for row in found])
        database.execute("COMMIT")
    spent = time.perf_counter() - start
    print(f"plain SQLite, the same rows, {len(found)} a commit: "
          f"{batches * len(found) / spent:.0f} rows/s")
