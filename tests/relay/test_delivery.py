from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.forwarding.delivery import Delivery


@dataclass
class Block:
    packets_lost: int = 0
    highest_sequence: int = 0
    jitter: int = 0


def test_losses_are_counted_from_the_first_report_on() -> None:
    delivery = Delivery(90_000)
    delivery.reported(Block(packets_lost=7, highest_sequence=500))
    assert (delivery.expected, delivery.lost) == (0, 0.0)
    delivery.reported(Block(packets_lost=17, highest_sequence=700, jitter=900))
    assert (delivery.expected, delivery.lost, delivery.jitter_ms) == (200, 10, 10.0)


def test_a_retransmission_mends_as_often_as_packets_arrive() -> None:
    delivery = Delivery(90_000)
    delivery.reported(Block())
    delivery.reported(Block(packets_lost=20, highest_sequence=100))
    delivery.repaired = 20
    assert delivery.lost == pytest.approx(4)
    delivery.repaired = 25
    assert delivery.lost == 0


def test_sequence_numbers_go_on_after_the_last() -> None:
    delivery = Delivery(48_000)
    delivery.reported(Block(highest_sequence=(1 << 32) - 10))
    delivery.reported(Block(highest_sequence=90))
    assert delivery.expected == 100


@given(
    st.lists(
        st.builds(
            Block,
            packets_lost=st.integers(-(1 << 23), (1 << 23) - 1),
            highest_sequence=st.integers(0, (1 << 32) - 1),
            jitter=st.integers(0, (1 << 32) - 1),
        )
    )
)
def test_no_report_makes_totals_impossible(blocks: list[Block]) -> None:
    delivery = Delivery(48_000)
    for block in blocks:
        delivery.reported(block)
        assert 0 <= delivery.lost <= delivery.unrepaired <= delivery.expected
        assert 0 <= delivery.jitter_ms <= 10_000
