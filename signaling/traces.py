"""Where traces go: to an OpenTelemetry collector, in batches, by a thread of their own.

What can't be sent is lost; nothing waits for it and nothing fails with it, but one line says when that begins
and one when it is over. Only this module knows
OpenTelemetry, and it is imported only where traces are wanted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Final

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.status import Status, StatusCode

from callrouter.policy.call_trace import Span

_QUEUED: Final = 8192
_BATCH: Final = 512
_PAUSE_MS: Final = 1000
_TIMEOUT_S: Final = 5.0
#: How long a process that ends waits for what is still to be sent.
_CLOSE_S: Final = 1.5
_SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)


_log = structlog.get_logger(__name__)


class _Exporter(OTLPSpanExporter):
    """Says when a collector begins to take nothing, and when it takes spans again; once each."""

    _lost = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans; blocks the thread that sends."""
        result = super().export(spans)
        if result is not SpanExportResult.SUCCESS:
            if not self._lost:
                _log.warning("traces.not_sent")
            self._lost += len(spans)
        elif self._lost:
            _log.info("traces.sent_again", lost=self._lost)
            self._lost = 0
        return result


class SpanSender:
    """Sends spans. ``instance`` names the process among others of its ``service``."""

    def __init__(self, endpoint: str, token: str | None, *, service: str, instance: str) -> None:
        # Its own lines come once a second, and may hold addresses.
        logging.getLogger(OTLPSpanExporter.__module__).setLevel(logging.CRITICAL)
        exporter = _Exporter(
            endpoint=f"{endpoint}/v1/traces",
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_S,
        )
        self._exporter = exporter
        self._processor = BatchSpanProcessor(
            exporter,
            max_queue_size=_QUEUED,
            schedule_delay_millis=_PAUSE_MS,
            max_export_batch_size=_BATCH,
        )
        self._scope = InstrumentationScope("callrouter", version("callrouter"))
        self._resource = Resource(
            {
                "service.name": service,
                "service.instance.id": instance,
                "service.version": version("callrouter"),
            }
        )

    def send(self, spans: Iterable[Span]) -> None:
        """Have spans sent soon. When too many wait the oldest are dropped."""
        for span in spans:
            self._processor.on_end(self._readable(span))

    def close(self) -> None:
        """Send what waits, if that goes quickly. Blocks, but for no longer than 2 s."""
        flushing = threading.Thread(target=self._processor.shutdown, name="last traces", daemon=True)
        flushing.start()
        flushing.join(_CLOSE_S)

    def _readable(self, span: Span) -> ReadableSpan:
        return ReadableSpan(
            name=span.name,
            context=_context(span.trace_id, span.span_id, is_remote=False),
            parent=None if span.parent is None else _context(span.trace_id, span.parent, is_remote=True),
            resource=self._resource,
            attributes=span.attributes,
            kind=SpanKind.SERVER if span.is_asked else SpanKind.CLIENT if span.asks else SpanKind.INTERNAL,
            status=Status(StatusCode.ERROR if span.has_failed else StatusCode.UNSET),
            start_time=span.began_at,
            end_time=span.ended_at,
            instrumentation_scope=self._scope,
        )


def _context(trace_id: int, span_id: int, *, is_remote: bool) -> SpanContext:
    return SpanContext(trace_id, span_id, is_remote=is_remote, trace_flags=_SAMPLED)
