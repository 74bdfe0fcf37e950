from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.slots import SlotTable


def table(*participants: str, size: int = 3) -> SlotTable:
    slots = SlotTable(size)
    for participant in participants:
        slots.join(participant)
    return slots


def test_everybody_gets_everybody_else_in_order_of_joining() -> None:
    slots = table("visitor", "agent", "interpreter")
    assert slots.of("visitor") == ("agent", "interpreter", None)
    assert slots.of("agent") == ("visitor", "interpreter", None)
    assert slots.of("interpreter") == ("visitor", "agent", None)


def test_a_third_joins_without_moving_anyone() -> None:
    slots = table("visitor", "agent")
    assert slots.join("interpreter") == [
        ("interpreter", 0),
        ("interpreter", 1),
        ("visitor", 1),
        ("agent", 1),
    ]


def test_joining_again_changes_nothing() -> None:
    slots = table("visitor", "agent")
    assert slots.join("agent") == []
    assert len(slots) == 2


def test_a_slot_that_comes_free_is_the_next_one_filled() -> None:
    slots = table("visitor", "agent", "interpreter")
    assert slots.leave("agent") == [("visitor", 0), ("interpreter", 1)]
    slots.join("colleague")
    assert slots.of("visitor") == ("colleague", "interpreter", None)


def test_one_too_many_waits_for_a_free_slot() -> None:
    slots = table("a", "b", "c", size=1)
    assert slots.of("a") == ("b",)
    slots.leave("b")
    assert slots.of("a") == ("c",)
    assert slots.of("c") == ("a",)


def test_strangers_have_empty_slots_and_leave_without_trace() -> None:
    slots = table("a")
    assert slots.of("b") == (None, None, None)
    assert slots.leave("b") == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcdef")), max_size=60))
def test_slots_are_full_unique_and_only_change_where_said(script: list[tuple[bool, str]]) -> None:
    slots = SlotTable(3)
    for joins, who in script:
        before = {viewer: slots.of(viewer) for viewer in slots}
        changed = slots.join(who) if joins else slots.leave(who)
        for viewer in slots:
            occupants = [o for o in slots.of(viewer) if o is not None]
            assert len(set(occupants)) == len(occupants) == min(3, len(slots) - 1)
            assert viewer not in occupants
            for slot, occupant in enumerate(slots.of(viewer)):
                if occupant != before.get(viewer, (None,) * 3)[slot]:
                    assert (viewer, slot) in changed
