from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.rooms.slots import SlotTable


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
    slots.join("interpreter")
    assert slots.of("visitor") == ("agent", "interpreter", None)
    assert slots.of("interpreter") == ("visitor", "agent", None)


def test_joining_again_changes_nothing() -> None:
    slots = table("visitor", "agent")
    slots.join("agent")
    assert slots.of("visitor") == ("agent", None, None)
    assert len(slots) == 2


def test_a_slot_that_comes_free_is_the_next_one_filled() -> None:
    slots = table("visitor", "agent", "interpreter")
    slots.leave("agent")
    assert slots.of("visitor") == (None, "interpreter", None)
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
    slots.leave("b")
    assert list(slots) == ["a"]


def test_whoever_is_hidden_takes_no_slot_and_moves_nobody_when_shown_or_hidden() -> None:
    slots = table("visitor", "agent", "supervisor", "interpreter")
    slots.rule(lambda publisher, _: publisher != "supervisor")
    assert slots.of("visitor") == ("agent", None, "interpreter")
    assert slots.of("supervisor") == ("visitor", "agent", "interpreter")
    slots.rule(lambda publisher, viewer: publisher != "supervisor" or viewer == "agent")
    assert slots.of("visitor") == ("agent", None, "interpreter")
    assert slots.of("agent") == ("visitor", "supervisor", "interpreter")
    slots.rule(lambda *_: True)
    assert slots.of("visitor") == ("agent", "supervisor", "interpreter")


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["join", "leave", "hide", "show"]), st.sampled_from("abcdef")), max_size=60
    )
)
def test_slots_are_full_and_unique_and_nobody_moves(script: list[tuple[str, str]]) -> None:
    slots, hidden = SlotTable(3), set[str]()
    for what, who in script:
        before = {viewer: slots.of(viewer) for viewer in slots}
        match what:
            case "join":
                slots.join(who)
            case "leave":
                slots.leave(who)
            case "hide":
                hidden.add(who)
            case _:
                hidden.discard(who)
        slots.rule(lambda publisher, _: publisher not in hidden)
        for viewer in slots:
            shown = {other for other in slots if other not in hidden and other != viewer}
            occupants = [o for o in slots.of(viewer) if o is not None]
            assert len(set(occupants)) == len(occupants) == min(3, len(shown))
            assert shown.issuperset(occupants)
            for slot, occupant in enumerate(before.get(viewer, ())):
                if occupant in shown:
                    assert slots.of(viewer)[slot] == occupant
