"""How good forecasts of the wait were, in figures."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean, quantiles

from callrouter.model.records import Record
from callrouter.simulation.outcome import Outcome

_P50, _P90 = 49, 89


class EstimateErrors(Record):
    """How far forecasts were off. Relative errors are of the true remaining wait."""

    forecasts: int
    median_error: float | None
    p90_error: float | None
    #: Mean of (expected - true) / mean true wait: above 0 it promises too long a wait.
    bias: float | None
    #: Share of true waits within the forecast's range.
    within_range: float | None
    mean_true_s: float | None


def estimate_errors(outcomes: Iterable[Outcome], *, at_arrival: bool | None = None) -> EstimateErrors:
    """Compare forecasts with what came; all of them, or only those asked at arrival, or only later ones."""
    asked = [
        each
        for outcome in outcomes
        for each in outcome.estimates
        if at_arrival is None or each.at_arrival is at_arrival
    ]
    if len(asked) < 2:  # noqa: PLR2004  (quantiles need two)
        return EstimateErrors(
            forecasts=len(asked),
            median_error=None,
            p90_error=None,
            bias=None,
            within_range=None,
            mean_true_s=None,
        )
    errors = quantiles([abs(e.expected_s - e.true_s) / e.true_s for e in asked], n=100, method="inclusive")
    mean_true_s = fmean(e.true_s for e in asked)
    return EstimateErrors(
        forecasts=len(asked),
        median_error=errors[_P50],
        p90_error=errors[_P90],
        bias=fmean(e.expected_s - e.true_s for e in asked) / mean_true_s,
        within_range=fmean(e.low_s <= e.true_s <= e.high_s for e in asked),
        mean_true_s=mean_true_s,
    )
