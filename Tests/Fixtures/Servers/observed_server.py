# SPDX-License-Identifier: Apache-2.0
"""A FastMCP server that reports its calls: observed_server.py ENDPOINT SERVICE BATCH.

It is called in its own process, a known number of times, and its spans go to the OTLP endpoint by
the official exporter, BATCH of them in a request. Standard output is one JSON object: how often
each tool was called, and how often that failed, as the client saw it.
"""

import asyncio
import json
import os
import sys
import threading

sys.dont_write_bytecode = True

from fastmcp import Client, FastMCP  # noqa: E402
from fastmcp.exceptions import ToolError  # noqa: E402
from opentelemetry import trace  # noqa: E402
from opentelemetry.exporter.otlp.proto.http import Compression  # noqa: E402
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: E402
from opentelemetry.sdk.resources import Resource  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: E402

LIFETIME_SECONDS = 600

# A tool, its arguments, and how often it is called so.
PLAN = [
    ("add", {"a": 1, "b": 2}, 7),
    ("add", {"a": "no number", "b": 2}, 2),
    ("refuse", {"x": 1}, 3),
    ("crash", {"x": 1}, 2),
    ("sub_forecast", {"city": "Oslo"}, 5),
    ("sub_storm", {"city": "Oslo"}, 2),
    ("sub_deep_bottom", {"n": 1}, 4),
    ("sub_deep_bottom", {}, 1),
    ("no_such_tool", {}, 3),
]

main = FastMCP("main")
sub = FastMCP("sub")
deep = FastMCP("deep")


@main.tool
def add(a: int, b: int) -> int:
    return a + b


@main.tool
def refuse(x: int) -> int:
    raise ToolError(f"{x} is refused")


@main.tool
def crash(x: int) -> int:
    raise ValueError(f"{x} was not expected")


@sub.tool
def forecast(city: str) -> str:
    return f"Sun in {city}."


@sub.tool
def storm(city: str) -> str:
    raise ToolError(f"a storm in {city}")


@deep.tool
def bottom(n: int) -> int:
    return n


@main.resource("data://greeting")
def greeting() -> str:
    return "Good day."


@main.prompt
def ask() -> str:
    return "What is the weather?"


sub.mount(deep, namespace="deep")
main.mount(sub, namespace="sub")


async def call_all() -> dict[str, dict[str, int]]:
    tally: dict[str, dict[str, int]] = {}
    async with Client(main) as client:
        await client.list_tools()
        for tool, arguments, times in PLAN:
            counts = tally.setdefault(tool, {"calls": 0, "errors": 0})
            for _ in range(times):
                result = await client.call_tool(tool, arguments, raise_on_error=False)
                counts["calls"] += 1
                counts["errors"] += 1 if result.is_error else 0
        # These are requests too, but no calls of tools.
        await client.read_resource("data://greeting")
        await client.get_prompt("ask")
    return tally


def run(endpoint: str, service: str, batch: int) -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    exporter = OTLPSpanExporter(endpoint=endpoint, compression=Compression.Gzip, timeout=60)
    # The delay is longer than the run, so that only the size of the batches divides the spans.
    processor = BatchSpanProcessor(
        exporter, schedule_delay_millis=60_000, max_export_batch_size=batch
    )
    provider.add_span_processor(processor)
    trace.set_tracer_provider(provider)
    tally = asyncio.run(call_all())
    provider.shutdown()
    print(json.dumps(tally))


if __name__ == "__main__":
    limit = threading.Timer(LIFETIME_SECONDS, os._exit, [3])
    limit.daemon = True
    limit.start()
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
