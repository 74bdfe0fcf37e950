from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.forwarding.packet_cache import CachedPacket, PacketCache


def packet(number: int) -> CachedPacket:
    return (str(number).encode(), 12, 0)


def test_packets_are_found_until_the_ring_comes_round() -> None:
    cache = PacketCache(4)
    for number in range(65533, 65541):
        assert cache.takes(number)
        cache.add(number, packet(number))
    assert [cache.get(n) for n in range(65533, 65537)] == [None] * 4
    assert [cache.get(n) for n in range(65537, 65541)] == [packet(n) for n in range(65537, 65541)]


def test_a_number_is_taken_once() -> None:
    cache = PacketCache(4)
    cache.add(10, packet(10))
    assert not cache.takes(10)
    assert cache.takes(9)


def test_numbers_older_than_the_ring_are_refused() -> None:
    cache = PacketCache(4)
    cache.add(10, packet(10))
    assert [cache.takes(n) for n in range(5, 10)] == [False, False, True, True, True]


@pytest.mark.parametrize("capacity", [0, -1, 3, 100])
def test_capacities_must_be_powers_of_two(capacity: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        PacketCache(capacity)


@settings(deadline=None)
@given(st.lists(st.integers(65536, 65700), max_size=300))
def test_no_number_is_ever_taken_twice(numbers: list[int]) -> None:
    cache, taken = PacketCache(16), set()
    for number in numbers:
        if cache.takes(number):
            assert number not in taken
            taken.add(number)
            cache.add(number, packet(number))
            assert cache.get(number) == packet(number)
