"""The trace of a call (W3C Trace Context, OpenTelemetry): its ids follow from the call's own.

Nothing is handed on from process to process, so nothing is lost with one: every node and relay that knows a
call knows its trace, and a span that is told twice is the same span.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from callrouter.timing import Kind, Outcome, Piece

Attribute = str | int | float | bool

#: All that is ever said of a span: ids of calls and places, words of our own, and figures.
ATTRIBUTES: Final = frozenset(
    {
        "callrouter.call",
        "callrouter.centre",
        "callrouter.disposition",
        "callrouter.interrupted_s",
        "callrouter.language",
        "callrouter.location",
        "callrouter.loss_down",
        "callrouter.loss_up",
        "callrouter.offers",
        "callrouter.outcome",
        "callrouter.reason",
        "callrouter.relay",
        "callrouter.role",
        "callrouter.round_trip_ms",
        "callrouter.score",
        "callrouter.step",
        "callrouter.transport",
    }
)
_NS_A_MS: Final = 1_000_000
#: How many of a trace id's last bits are random for everybody (W3C Trace Context, level 2).
_RANDOM_BITS: Final = 56


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of a call's trace; times in ns since the epoch. ``parent`` None: it is the whole call."""

    name: str
    trace_id: int
    span_id: int
    parent: int | None
    began_at: int
    ended_at: int
    has_failed: bool = False
    #: Whether another process is asked, or asked for it.
    is_asked: bool = False
    asks: bool = False
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


def trace_id_of(call_id: str) -> int:
    """Return a call's trace id, 128 bits."""
    return _bits(16, "trace", call_id)


def root_of(call_id: str) -> int:
    """Return the id of the span that is the whole call."""
    return span_id_of(call_id, "call")


def span_id_of(call_id: str, *names: str) -> int:
    """Return the id of a span known by these names, 64 bits."""
    return _bits(8, "span", call_id, *names)


def connect_key(relay_id: str, participant_id: str, sdp_offer: str) -> str:
    """Return by what a node and a relay both know one request to connect, without the offer itself."""
    return sha256(f"{relay_id}\0{participant_id}\0{sdp_offer}".encode()).hexdigest()[:16]


def is_sampled(call_id: str, share: float) -> bool:
    """Say whether a call's trace is told when ``share`` of all are; every process says the same."""
    return trace_id_of(call_id) % (1 << _RANDOM_BITS) < share * (1 << _RANDOM_BITS)


def traceparent(call_id: str, span_id: int, *, sampled: bool) -> str:
    """Return the header ``traceparent`` by which others go on with the trace."""
    return f"00-{trace_id_of(call_id):032x}-{span_id:016x}-{int(sampled):02x}"


def stretch(
    call_id: str,
    name: str,
    *names: str,
    began_ms: int,
    ended_ms: int,
    within: int | None = None,
    **attributes: Attribute | None,
) -> Span:
    """Return a span of the call; ``within`` None: directly in the whole."""
    return Span(
        name=name,
        trace_id=trace_id_of(call_id),
        span_id=span_id_of(call_id, name, *names),
        parent=root_of(call_id) if within is None else within,
        began_at=began_ms * _NS_A_MS,
        ended_at=max(began_ms, ended_ms) * _NS_A_MS,
        attributes=_named(attributes),
    )


def spans_of(call_id: str, pieces: Sequence[Piece], role: str, *, by: str) -> list[Span]:
    """Return pieces of work for a call as spans; ``by`` names the process, so that no two have one id."""
    ids = {id(piece): _span_id(call_id, piece, by) for piece in pieces}
    return [
        Span(
            name=piece.name if piece.kind is Kind.MESSAGE else f"{piece.kind} {piece.name}",
            trace_id=trace_id_of(call_id),
            span_id=ids[id(piece)],
            parent=root_of(call_id) if piece.within is None else ids.get(id(piece.within), root_of(call_id)),
            began_at=piece.began_at,
            ended_at=piece.began_at + piece.took_ns,
            has_failed=piece.outcome in {Outcome.FAILED, Outcome.UNAVAILABLE},
            is_asked=piece.kind is Kind.MESSAGE,
            asks=piece.kind in {Kind.SCRIPT, Kind.RELAY_REQUEST},
            attributes=_named({"role": role, "outcome": piece.outcome}),
        )
        for piece in pieces
    ]


def _span_id(call_id: str, piece: Piece, by: str) -> int:
    if piece.key is not None:
        return span_id_of(call_id, piece.name, piece.key)
    return span_id_of(call_id, piece.name, by, str(piece.began_at))


def _named(attributes: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    named = {f"callrouter.{name}": value for name, value in attributes.items() if value is not None}
    if unknown := set(named) - ATTRIBUTES:
        raise ValueError(f"not to be told of a span: {', '.join(sorted(unknown))}")
    return named


def _bits(count: int, *names: str) -> int:
    found = int.from_bytes(sha256("\0".join(("callrouter", *names)).encode()).digest()[:count])
    return found or 1  # all zeros is no id
