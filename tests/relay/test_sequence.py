from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.packets.sequence import SequenceUnwrapper, nearest


@pytest.mark.parametrize(
    ("wire", "reference", "expected"),
    [
        (0, 0, 0),
        (5, 3, 5),
        (3, 5, 3),
        (0, 65535, 65536),
        (65535, 65536, 65535),
        (0x8000 - 1, 65536, 65536 + 0x8000 - 1),
        (0x8000, 65536, 0x8000),
        (10, 5 * 65536 + 65530, 6 * 65536 + 10),
        (65530, 6 * 65536 + 10, 5 * 65536 + 65530),
    ],
)
def test_nearest_crosses_the_wrap_in_both_directions(wire: int, reference: int, expected: int) -> None:
    assert nearest(wire, reference) == expected


@pytest.mark.parametrize(
    ("wires", "steps"),
    [
        ([1, 2, 3], [0, 1, 2]),
        ([65534, 65535, 0, 1], [0, 1, 2, 3]),
        ([65535, 1, 0, 2], [0, 2, 1, 3]),
        ([0, 65535, 1], [0, -1, 1]),
        ([100, 100, 99], [0, 0, -1]),
        ([0, 0x7FFF, 0xFFFE, 0x7FFD], [0, 0x7FFF, 0xFFFE, 0x17FFD]),
    ],
)
def test_unwrapping_counts_on_over_the_wrap(wires: list[int], steps: list[int]) -> None:
    unwrapper = SequenceUnwrapper()
    numbers = [unwrapper.unwrap(wire) for wire in wires]
    assert [number - numbers[0] for number in numbers] == steps
    assert unwrapper.highest == max(numbers)


@settings(deadline=None)
@given(st.integers(0, 65535), st.lists(st.integers(-30000, 30000), max_size=200))
def test_unwrapping_recovers_any_walk_with_steps_below_half_a_cycle(start: int, steps: list[int]) -> None:
    unwrapper = SequenceUnwrapper()
    origin = unwrapper.unwrap(start)
    highest = origin
    for step in steps:
        number = highest + step
        if number < 0:
            continue
        assert unwrapper.unwrap(number & 0xFFFF) == number
        highest = max(highest, number)
