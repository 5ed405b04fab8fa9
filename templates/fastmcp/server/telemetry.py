# SPDX-License-Identifier: Apache-2.0
"""OpenTelemetry traces, sent only where an OTLP endpoint is configured."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

_FLUSH_MILLISECONDS = 5_000


def setup(name: str, version: str, environ: Mapping[str, str]) -> Callable[[], None]:
    """Start exporting, if an endpoint is set, and return what flushes it at the end."""
    endpoints = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    if not any(environ.get(key) for key in endpoints):
        return lambda: None
    if environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return lambda: None

    # Imported here, because without an endpoint nobody should wait for it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    attributes = {"service.version": version}
    if not environ.get("OTEL_SERVICE_NAME"):
        attributes["service.name"] = name
    provider = TracerProvider(resource=Resource.create(attributes))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)

    def flush() -> None:
        provider.force_flush(_FLUSH_MILLISECONDS)
        provider.shutdown()

    return flush


def mark_error(kind: str = "tool_error") -> None:
    """Mark the current span as failed; FastMCP does so only for exceptions."""
    span = trace.get_current_span()
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))


@contextmanager
def client_span(method: str, host: str, port: int | None) -> Iterator[Span]:
    """Trace one HTTP attempt, without its address: a query may hold a credential."""
    attributes: dict[str, str | int] = {"http.request.method": method, "server.address": host}
    if port is not None:
        attributes["server.port"] = port
    tracer = trace.get_tracer("upstream")
    with tracer.start_as_current_span(
        method, kind=SpanKind.CLIENT, attributes=attributes, record_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            raise
