"""What Prometheus reads: the text format 0.0.4, read back by its rules."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.exposition import Histogram, Metric, Sample, exposition, metric


def test_a_counter_and_a_gauge_are_written_with_help_and_kind() -> None:
    text = exposition(
        [
            metric("counter", "packets_total", "Packets\nof \\ all.", 3),
            Metric("cpu", "gauge", "Share.", [Sample(0.25, {"of": 'a"\\\n'}), Sample(1.0, {"of": "b"})]),
        ]
    )
    assert text == (
        "# HELP packets_total Packets\\nof \\\\ all.\n"
        "# TYPE packets_total counter\n"
        "packets_total 3\n"
        "# HELP cpu Share.\n"
        "# TYPE cpu gauge\n"
        'cpu{of="a\\"\\\\\\n"} 0.25\n'
        'cpu{of="b"} 1\n'
    )


@given(st.lists(st.floats(min_value=-10, max_value=10)))
def test_a_histogram_has_rising_buckets_that_end_with_all(values: list[float]) -> None:
    histogram = Histogram((0.0, 1.0, 5.0))
    for value in values:
        histogram.observe(value)
    *buckets, total, count = histogram.samples()
    assert [bucket.labels for bucket in buckets] == [{"le": "0"}, {"le": "1"}, {"le": "5"}, {"le": "+Inf"}]
    for bucket, bound in zip(buckets, (0, 1, 5, math.inf), strict=True):
        assert bucket.value == sum(value <= bound for value in values)
    assert count.value == buckets[-1].value == len(values)
    assert total.value == pytest.approx(sum(values))


@pytest.mark.parametrize("name", ["", "Packets", "a-b", "1st", "a b"])
def test_a_name_that_could_not_be_read_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        exposition([metric("gauge", name, "Text.", 1)])
