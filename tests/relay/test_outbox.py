from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.transport.datagrams import BATCH
from callrouter.relay.transport.outbox import Outbox, Outgoing


class Recorder:
    """A carrier that takes runs apart again, as a kernel does."""

    def __init__(self) -> None:
        self.datagrams: list[bytes] = []
        self.runs: list[tuple[int, int, int]] = []

    def carry(self, box: Outbox) -> None:
        for start, end, size in box.runs():
            self.runs.append((start, end, size))
            self.datagrams += [bytes(box.data[at : min(at + size, end)]) for at in range(start, end, size)]


def box_to(carrier: Recorder | None, outgoing: Outgoing) -> Outbox:
    box = Outbox(outgoing)
    box.carrier = carrier
    return box


def test_packets_of_one_size_are_one_run_and_a_shorter_one_ends_it() -> None:
    outgoing, carrier = Outgoing(), Recorder()
    box = box_to(carrier, outgoing)
    for size in (100, 100, 60, 60, 100, 101, 101):
        box.append(bytes(size))
    outgoing.flush()
    assert [(end - start, size) for start, end, size in carrier.runs] == [
        (260, 100),
        (60, 60),
        (100, 100),
        (202, 101),
    ]


@given(st.lists(st.binary(min_size=1, max_size=2048), max_size=200))
def test_everything_comes_out_once_in_order_and_runs_are_bounded(datagrams: list[bytes]) -> None:
    outgoing, carrier = Outgoing(), Recorder()
    box = box_to(carrier, outgoing)
    for datagram in datagrams:
        box.append(datagram)
    outgoing.flush()
    outgoing.flush()
    assert carrier.datagrams == datagrams
    assert all(end - start < 65_000 for start, end, _ in carrier.runs)
    assert all(-(-(end - start) // size) <= BATCH for start, end, size in carrier.runs)
    assert box.count == box.at == 0


def test_without_a_carrier_everything_is_dropped() -> None:
    outgoing, carrier = Outgoing(), Recorder()
    box = box_to(None, outgoing)
    box.append(b"lost")
    outgoing.flush()
    box.carrier = carrier
    box.append(b"sent")
    outgoing.flush()
    assert carrier.datagrams == [b"sent"]


def test_outside_of_a_batch_somebody_is_asked_once_to_flush() -> None:
    outgoing, asked = Outgoing(), []
    outgoing.wake = lambda: asked.append(1)
    first, second = box_to(Recorder(), outgoing), box_to(Recorder(), outgoing)
    for box in (first, second, first):
        box.append(b"x")
    assert len(asked) == 1
    outgoing.flush()
    outgoing.batching = True
    first.append(b"x")
    assert len(asked) == 1
