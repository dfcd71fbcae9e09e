"""Where the time of a request goes, as OpenTelemetry traces: off unless an endpoint is set.

Spans hold routes, kinds, counts and outcomes, never what somebody wrote, asked for or is called, nor an address: an error is told by its type alone.
That is why requests are traced here (``api/observing.py``) and not by OpenTelemetry's own instrumentation, which writes down addresses and query strings.
"""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import NoOpTracer, Span, SpanKind, Status, StatusCode, Tracer, get_current_span, use_span

from assistant import __version__

Value = str | int | float | bool
"""Of an attribute."""
_FAILED = 500
_PATIENCE_S = 2
"""For one batch: a collector that is away may not hold up the end of the process."""


class _Tracing:
    """The tracer of this process."""

    tracer: Tracer = NoOpTracer()


@contextmanager
def tracing(endpoint: str, share: float = 1.0) -> Iterator[None]:
    """Send the spans of this process to a collector, OTLP over gRPC, of a ``share`` of the requests; nothing where the endpoint is "".

    Spans go in batches by a thread of their own: a collector that does not answer holds up nobody. Headers and certificates come from the
    environment as OpenTelemetry names them (``OTEL_EXPORTER_OTLP_HEADERS`` …).
    """
    if not endpoint:
        yield
        return
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter  # with gRPC

    exporter = OTLPSpanExporter(endpoint=endpoint, insecure=endpoint.startswith("http://"), timeout=_PATIENCE_S)
    with spans_to(BatchSpanProcessor(exporter), share):
        yield


@contextmanager
def spans_to(processor: SpanProcessor, share: float = 1.0) -> Iterator[None]:
    """Give the spans of this process to a processor; it is shut down at the end."""
    resource = Resource({SERVICE_NAME: "huizhao", SERVICE_VERSION: __version__, SERVICE_INSTANCE_ID: platform.node()})
    provider = TracerProvider(ParentBased(TraceIdRatioBased(share)), resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    before, _Tracing.tracer = _Tracing.tracer, provider.get_tracer("huizhao", __version__)
    try:
        yield
    finally:
        _Tracing.tracer = before
        provider.shutdown()


@dataclass(frozen=True, slots=True)
class TracedRequest:
    """The span of a request."""

    method: str
    span: Span

    def ended(self, route: str | None, status: int, role: str, request_id: str) -> None:
        """What it was, under OpenTelemetry's names; where no route of the API answered it has none: its address may be anything."""
        told: dict[str, Value] = {
            "http.request.method": self.method,
            "http.response.status_code": status,
            "huizhao.role": role,
            "huizhao.request_id": request_id,
        }
        if route is not None:
            self.span.update_name(f"{self.method} {route}")
            told["http.route"] = route
        self.span.set_attributes(told)
        if status >= _FAILED:
            self.span.set_status(Status(StatusCode.ERROR))


@contextmanager
def request_span(method: str) -> Iterator[TracedRequest]:
    """A request, to whose span all stages belong that work for it in whichever thread."""
    with _Tracing.tracer.start_as_current_span(
        method, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
    ) as span:
        yield TracedRequest(method, span)


@contextmanager
def stage(name: str, *, within: bool = True, **told: Value) -> Iterator[Span]:
    """A stage of the work at hand. ``within``: what begins meanwhile belongs to it; not for a stage that hands out pieces, which may go on in
    another thread."""
    span = _Tracing.tracer.start_span(name, attributes=dict(told))
    try:
        if within:
            with use_span(span, record_exception=False, set_status_on_exception=False):
                yield span
        else:
            yield span
    except Exception as error:  # goes on to the caller: the span only bears its name
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        raise
    finally:
        span.end()


def tell(**told: Value) -> None:
    """Write something of the outcome to the span at hand."""
    get_current_span().set_attributes(told)
