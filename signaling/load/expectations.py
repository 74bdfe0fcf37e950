"""What a run has to come to, such as ``lost=0`` or ``delivered.p99<=250``; broken ones are told."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from signaling.load.ledger import Breach
from signaling.load.run import Figures
from signaling.load.timings import Distribution, Span

_WRITTEN: Final = re.compile(r"([a-z_]+(?:\.[a-z0-9]+)?)(<=|>=|=)([0-9]+(?:\.[0-9]+)?)")
_HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
}
_COUNTS: Final = (
    "asked",
    "offered",
    "answered",
    "live",
    "turned_away",
    "refused",
    "lost_connections",
    "not_back",
)
_PARTS: Final = tuple(Distribution.model_fields)


class Expectation(NamedTuple):
    """That a figure is as it should be."""

    #: A breach, a count of ``Figures``, or a span and a part of its distribution (ms).
    name: str
    relation: str
    value: float

    def __str__(self) -> str:
        return f"{self.name}{self.relation}{self.value:g}"

    def broken_by(self, figures: Figures) -> str | None:
        """Say what there is instead; None when it holds. A span nothing was timed of is no fault."""
        found = _figure(figures, self.name)
        if found is None or _HOLDS[self.relation](found, self.value):
            return None
        example = figures.examples.get(Breach(self.name)) if self.name in set(Breach) else None
        return f"expected {self}, found {found:g}" + (f", like call {example}" if example else "")


#: What holds of every run: something was tried, nothing that must never be, nobody left behind.
ALWAYS: Final = (
    Expectation("asked", ">=", 1),
    *(Expectation(name, "=", 0) for name in (*map(str, Breach), "live", "not_back")),
)


def parse_expectation(text: str) -> Expectation:
    """Read one. Raises ValueError, which says what there is."""
    found = _WRITTEN.fullmatch(text.strip())
    names = {*map(str, Breach), *_COUNTS, *(f"{span}.{part}" for span in Span for part in _PARTS)}
    if found is None or found[1] not in names:
        known = ", ".join((*map(str, Breach), *_COUNTS))
        message = (
            f"{text!r}: like lost=0 or delivered.p99<=250; {known}, or of a span ({', '.join(Span)}) "
            f"{', '.join(_PARTS)}"
        )
        raise ValueError(message)
    return Expectation(found[1], found[2], float(found[3]))


def broken(figures: Figures, wanted: Sequence[Expectation]) -> list[str]:
    """Say what isn't as wanted, or as it always is; what is wanted of a figure goes before that."""
    named = {each.name for each in wanted}
    all_of_them = [*wanted, *(each for each in ALWAYS if each.name not in named)]
    return [said for each in all_of_them if (said := each.broken_by(figures)) is not None]


def _figure(figures: Figures, name: str) -> float | None:
    span, _, part = name.partition(".")
    if part:
        timed = figures.timings.get(Span(span))
        return None if timed is None else float(getattr(timed, part))
    if name in set(Breach):
        return figures.breaches.get(Breach(name), 0)
    return float(getattr(figures, name))
