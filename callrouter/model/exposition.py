"""Figures in the words of Prometheus (text format 0.0.4): the little of it that a server writes."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

#: What a server of this format says that it sends.
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_IN_HELP: Final[dict[int, str]] = {ord("\\"): "\\\\", ord("\n"): "\\n"}
_IN_LABEL: Final[dict[int, str]] = {**_IN_HELP, ord('"'): '\\"'}


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a metric, told apart from its others by labels."""

    value: float
    labels: Mapping[str, str] | None = None
    #: ``_bucket``, ``_sum`` and ``_count`` of a histogram.
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with all its values. A counter's name ends in ``_total``; units are base units."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: Sequence[Sample]


class Histogram:
    """Counts values by the first of ``bounds``, which rise, that isn't below them."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = (*bounds, math.inf)
        self._counts = [0] * len(self._bounds)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def samples(self, labels: Mapping[str, str] | None = None) -> tuple[Sample, ...]:
        """Return the values as a metric of kind histogram has them: buckets add up."""
        found, total, labels = [], 0, labels or {}
        for bound, count in zip(self._bounds, self._counts, strict=True):
            total += count
            found.append(Sample(total, {**labels, "le": _number(bound)}, "_bucket"))
        return (*found, Sample(self._sum, labels, "_sum"), Sample(total, labels, "_count"))


def metric(kind: Literal["counter", "gauge"], name: str, text: str, value: float) -> Metric:
    """Return a metric of one value."""
    return Metric(name, kind, text, (Sample(value),))


def exposition(metrics: Iterable[Metric]) -> str:
    """Write all metrics. Raises ValueError for a name that Prometheus wouldn't take."""
    return "".join(line for each in metrics for line in _lines(each))


def _lines(each: Metric) -> Iterable[str]:
    if not _NAME.fullmatch(each.name):
        raise ValueError(f"not a name of a metric: {each.name}")
    yield f"# HELP {each.name} {each.help.translate(_IN_HELP)}\n"
    yield f"# TYPE {each.name} {each.kind}\n"
    for sample in each.samples:
        labels = (sample.labels or {}).items()
        pairs = ",".join(f'{name}="{text.translate(_IN_LABEL)}"' for name, text in labels)
        yield f"{each.name}{sample.suffix}{f'{{{pairs}}}' if pairs else ''} {_number(sample.value)}\n"


def _number(value: float) -> str:
    if value == math.inf:
        return "+Inf"
    return repr(int(value)) if float(value).is_integer() else repr(float(value))
