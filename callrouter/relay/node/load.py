"""How busy a relay process is: its share of a core, its packets, and how late its event loop runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import fields
from typing import Final

from callrouter.model.exposition import Histogram, Metric, metric
from callrouter.model.media import LegQuality, RelayLoad
from callrouter.relay.forwarding.counters import RelayStats

#: How often the loop is asked how late it is.
_PROBE_S: Final = 0.1
_LAG_BOUNDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_SCORE_BOUNDS: Final = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5)
#: Present numbers; all others of a relay's figures are totals.
_PRESENT: Final = frozenset({"legs", "rooms", "unplayable"})


class LoopLag:
    """How late an event loop runs, for all time and since it was asked last. ``now`` in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._worst = 0.0
        self._all = Histogram(_LAG_BOUNDS)

    async def watch(self) -> None:
        """Ask the running event loop, for ever."""
        while True:
            due = self._now() + _PROBE_S
            await asyncio.sleep(_PROBE_S)
            self.was_late(max(0.0, self._now() - due))

    def was_late(self, seconds: float) -> None:
        """Note how late the loop ran something."""
        self._all.observe(seconds)
        self._worst = max(self._worst, seconds)

    def worst(self) -> float:
        """Return the worst since this was asked last, in seconds."""
        worst, self._worst = self._worst, 0.0
        return worst

    def metric(self, name: str) -> Metric:
        """Return all of it for Prometheus."""
        return Metric(name, "histogram", "How late the event loop ran its timers.", self._all.samples())


class LoadMeter:
    """Measures one process. ``now`` and ``cpu`` are in seconds: a steady clock, and what the process used."""

    def __init__(
        self, stats: Callable[[], RelayStats], *, now: Callable[[], float], cpu: Callable[[], float]
    ) -> None:
        self._stats, self._now, self._cpu = stats, now, cpu
        self._since, self._cpu_since = now(), cpu()
        self._packets_since = stats().packets_out
        self.lag = LoopLag(now)
        self._scores = Histogram(_SCORE_BOUNDS)
        self._last = RelayLoad(legs=0, packets_per_s=0, cpu=0)

    def was_scored(self, quality: LegQuality) -> None:
        """Note how a leg has done."""
        self._scores.observe(quality.score)

    def measure(self) -> RelayLoad:
        """Return the load since the last time this was asked."""
        stats, now, cpu = self._stats(), self._now(), self._cpu()
        elapsed = now - self._since
        if elapsed > 0:
            self._last = RelayLoad(
                legs=stats.legs,
                packets_per_s=max(0, round((stats.packets_out - self._packets_since) / elapsed)),
                cpu=max(0.0, round((cpu - self._cpu_since) / elapsed, 4)),
                loop_lag_ms=round(self.lag.worst() * 1000, 1),
            )
        self._since, self._cpu_since, self._packets_since = now, cpu, stats.packets_out
        return self._last

    def metrics(self) -> list[Metric]:
        """Return all figures of this process for Prometheus."""
        stats = self._stats()
        found = []
        for field in fields(stats):
            name, value = f"callrouter_relay_{field.name}", getattr(stats, field.name)
            if not isinstance(value, int | float):
                continue
            if field.name in _PRESENT:
                found.append(metric("gauge", name, f"Present number of {field.name}.", value))
            else:
                text = f"Total of {field.name.replace('_', ' ')} since the start."
                found.append(metric("counter", f"{name}_total", text, value))
        return [
            *found,
            metric("gauge", "callrouter_relay_cpu", "Share of one core used lately.", self._last.cpu),
            metric(
                "gauge",
                "callrouter_relay_packets_per_second",
                "Packets sent lately.",
                self._last.packets_per_s,
            ),
            self.lag.metric("callrouter_relay_loop_lag_seconds"),
            Metric(
                "callrouter_relay_leg_score",
                "histogram",
                "Measured quality of legs, 1 (bad) to 5 (excellent).",
                self._scores.samples(),
            ),
        ]
