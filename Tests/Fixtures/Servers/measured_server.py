# SPDX-License-Identifier: Apache-2.0
"""Counts calls as a server would that sends metrics only, and prints how many there were.

Usage: measured_server.py ENDPOINT explicit|exponential delta|cumulative
"""

import json
import random
import sys

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import (
    ExplicitBucketHistogramAggregation,
    ExponentialBucketHistogramAggregation,
)
from opentelemetry.sdk.resources import Resource

ADVISED = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

endpoint, buckets, temporality = sys.argv[1:]
exporter = OTLPMetricExporter(
    endpoint=endpoint,
    preferred_temporality={
        Histogram: AggregationTemporality.DELTA
        if temporality == "delta"
        else AggregationTemporality.CUMULATIVE
    },
    preferred_aggregation={
        Histogram: ExplicitBucketHistogramAggregation(ADVISED)
        if buckets == "explicit"
        else ExponentialBucketHistogramAggregation()
    },
)
reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)
provider = MeterProvider([reader], resource=Resource.create({"service.name": "measured"}))
duration = provider.get_meter("measured").create_histogram(
    "mcp.server.operation.duration", unit="s"
)

random.seed(4)
tools = {"add": 0, "look_up": 0}
errors = 0
durations = []
for _ in range(4):
    for _ in range(250):
        tool = random.choice(list(tools))
        seconds = random.lognormvariate(-2, 0.5)
        attributes = {"mcp.method.name": "tools/call", "gen_ai.tool.name": tool}
        if random.random() < 0.1:
            attributes["error.type"] = "tool_error"
            errors += 1
        duration.record(seconds, attributes)
        tools[tool] += 1
        durations.append(seconds)
    duration.record(0.001, {"mcp.method.name": "tools/list"})
    if not provider.force_flush():
        sys.exit("the metrics were not taken")
provider.shutdown()
durations.sort()
print(
    json.dumps(
        {
            "calls": len(durations),
            "errors": errors,
            "otherRequests": 4,
            "tools": tools,
            "p95Ms": durations[int(len(durations) * 0.95) - 1] * 1000,
        }
    )
)
