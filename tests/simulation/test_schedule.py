"""Working hours as scenarios write them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from callrouter.simulation.schedule import Span, moment, parse_stretch, spans, without

_ZONE = ZoneInfo("Europe/Amsterdam")
_HOUR_MS = 3_600_000
_MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("fri 18:00-23:00", (4,), 1080, 1380),
        ("mon-fri 08:00-16:30", (0, 1, 2, 3, 4), 480, 990),
        ("sat,sun 10:00-18:00", (5, 6), 600, 1080),
        ("sat-mon 10:00-18:00", (0, 5, 6), 600, 1080),
        ("12:00-12:30", (0, 1, 2, 3, 4, 5, 6), 720, 750),
        ("fri 22:00-06:00", (4,), 1320, 1800),
        ("daily 00:00-24:00", (0, 1, 2, 3, 4, 5, 6), 0, 1440),
    ],
)
def test_a_stretch_is_read_as_it_is_written(text: str, days: tuple[int, ...], start: int, end: int) -> None:
    assert parse_stretch(text) == (days, start, end)


@pytest.mark.parametrize("text", ["fry 18:00-23:00", "fri 18-23", "fri 25:00-26:00", "fri 18:00-18:00", ""])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"weekday|stretch|time"):
        parse_stretch(text)


@pytest.mark.parametrize("text", ["fri 18:00-23:00", "mon,tue 22:00-06:00"])
def test_a_stretch_is_written_as_it_is_read(text: str) -> None:
    assert parse_stretch(str(parse_stretch(text))) == parse_stretch(text)


def test_a_night_shift_goes_on_beyond_midnight() -> None:
    found = spans([parse_stretch("mon 22:00-06:00")], _MONDAY, 7, _ZONE)

    assert [span.end - span.start for span in found] == [8 * _HOUR_MS]


def test_the_night_before_the_first_day_counts_from_its_midnight() -> None:
    found = spans([parse_stretch("sun 22:00-06:00")], _MONDAY, 1, _ZONE)

    midnight = moment(_MONDAY, 0, _ZONE)
    assert found == (Span(midnight, midnight + 6 * _HOUR_MS),)


def test_the_night_of_summer_time_is_an_hour_shorter() -> None:
    found = spans([parse_stretch("sat 22:00-06:00")], date(2026, 3, 28), 2, _ZONE)

    assert [span.end - span.start for span in found] == [7 * _HOUR_MS]


def test_stretches_that_overlap_are_one() -> None:
    both = [parse_stretch("mon 08:00-12:00"), parse_stretch("mon 11:00-15:00")]

    assert [span.end - span.start for span in spans(both, _MONDAY, 7, _ZONE)] == [7 * _HOUR_MS]


def test_what_is_cut_out_is_gone_and_nothing_else() -> None:
    left = without([Span(0, 10), Span(20, 30)], [Span(2, 4), Span(8, 22), Span(29, 40)])

    assert left == (Span(0, 2), Span(4, 8), Span(22, 29))
