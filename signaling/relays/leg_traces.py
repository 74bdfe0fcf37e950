"""The traces of a relay: how it answers an offer, and each leg from then until it is no more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callrouter.model.media import LegState, LegSummary
from callrouter.policy.call_trace import Span, connect_key, span_id_of, stretch
from signaling.tracing import Traces

#: A leg begins this soon after it was asked for, and goes this soon when another is asked for.
_SAME_MS: Final = 100
_GOES_MS: Final = 1000


@dataclass
class _Leg:
    within: int
    began_ms: int
    connected: bool = False
    #: What the participant had when this was asked for: it goes now, or stays with new addresses.
    before: _Leg | None = None


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class LegTraces:
    """Hears what a relay is asked and what becomes of it."""

    def __init__(self, traces: Traces, *, relay_id: str, now: Callable[[], int] = _now_ms) -> None:
        """``now`` is the clock, UTC epoch ms."""
        self._traces = traces
        self._relay_id = relay_id
        self._now = now
        self._legs: dict[tuple[str, str], _Leg] = {}

    def asked(self, room: str, participant: str, sdp_offer: str, *, began_ns: int, answered: bool) -> None:
        """Hear that a participant's offer was answered, or refused; the node's request has the same key."""
        key, began_ms = connect_key(self._relay_id, participant, sdp_offer), began_ns // 1_000_000
        within = span_id_of(room, "connect", key)
        outcome = "done" if answered else "refused"
        if answered:
            before = self._legs.get((room, participant))
            self._legs[room, participant] = _Leg(within, began_ms, before=before)
        self._tell(room, "relay answers", key, began_ms=began_ms, within=within, outcome=outcome)

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        """Hear how a leg is; the first time it is connected ends its connecting."""
        leg = self._legs.get((room, participant))
        if leg is not None and state is LegState.CONNECTED and not leg.connected:
            leg.connected = True
            self._tell(room, "media connecting", str(leg.within), began_ms=leg.began_ms, within=leg.within)

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        """Hear how a leg has done."""
        key, now = (room, summary.participant_id), self._now()
        newest = self._legs.get(key)
        if newest is None:
            return
        began_ms, leg = now - round(summary.duration_s * 1000), newest
        if newest.before is None or now - newest.began_ms > _GOES_MS:
            del self._legs[key]
        else:
            leg, newest.before = newest.before, None  # it is the newest that goes on
        while leg.before is not None and leg.began_ms > began_ms + _SAME_MS:
            leg = leg.before  # the later ones only had new addresses for it
        self._tell(
            room,
            "media",
            str(leg.within),
            began_ms=began_ms,
            within=leg.within,
            score=summary.mean_score,
            loss_up=summary.loss_up,
            loss_down=summary.loss_down,
            round_trip_ms=summary.round_trip_ms,
            interrupted_s=summary.interrupted_s,
            transport=summary.transport,
        )

    def _tell(
        self, room: str, name: str, key: str, *, began_ms: int, within: int, **attributes: str | float | None
    ) -> None:
        def spans() -> list[Span]:
            return [
                stretch(
                    room,
                    name,
                    key,
                    self._relay_id,
                    began_ms=began_ms,
                    ended_ms=self._now(),
                    within=within,
                    relay=self._relay_id,
                    **attributes,
                )
            ]

        self._traces.tell(room, spans)
