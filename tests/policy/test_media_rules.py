"""What a relay must be told, from a call as it is and a room as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.joining import JoinMode
from callrouter.model.media import Audience
from callrouter.model.records import Call, Participant, Seat
from callrouter.model.states import CallState, EndReason, Role, SeatState, Subject
from callrouter.policy.media import CloseRoom, Disconnect, Rule, Upkeep, audience_of, upkeep

_BOOTH = "booth:b"
_PEOPLE = (_BOOTH, "ann", "bob", "tom")
_AUDIENCES = st.sampled_from((None, Audience(), Audience(apart=(_BOOTH,)), Audience(apart=("ann",))))


def _call(*, held: bool = False, ended: bool = False, people: tuple[str, ...] = (_BOOTH, "ann")) -> Call:
    return Call(
        call_id="c1",
        state=CallState.ENDED if ended else CallState.TALKING,
        booth_id=_BOOTH,
        centre="c",
        location="l",
        language="nl",
        subject=Subject.QUESTION,
        queued_at=1,
        held_at=2 if held else None,
        ended_at=3 if ended else None,
        end_reason=EndReason.VISITOR_HUNG_UP if ended else None,
        participants=tuple(
            Participant(participant_id=who, role=Role.AGENT, display_name=who, online=True, joined_at=1)
            for who in people
        ),
        seats=(),
    )


def _done(needed: tuple[Upkeep, ...], room: set[str], audience: Audience | None) -> Audience | None:
    """Do to a room what is needed."""
    for each in needed:
        if isinstance(each, CloseRoom):
            room.clear()
        elif isinstance(each, Disconnect):
            room.remove(each.participant_id)
        else:
            audience = each.audience
    return audience


def test_a_held_visitor_and_the_others_do_not_reach_each_other() -> None:
    audience = audience_of(_call(held=True))
    assert not audience.reaches(_BOOTH, "ann")
    assert not audience.reaches("ann", _BOOTH)
    assert audience.reaches("ann", "tom")
    assert audience.admits(_BOOTH, "ann"), "everybody keeps their slots"


@pytest.mark.parametrize(
    ("mode", "heard_by"),
    [(JoinMode.LISTEN, set()), (JoinMode.WHISPER, {"ann"}), (JoinMode.BARGE, {_BOOTH, "ann", "tom"})],
)
def test_a_supervisor_is_received_by_those_their_mode_says(mode: JoinMode, heard_by: set[str]) -> None:
    roles = {_BOOTH: Role.VISITOR, "ann": Role.AGENT, "tom": Role.INTERPRETER, "sue": Role.SUPERVISOR}
    call = _call(people=tuple(roles))
    people = tuple(
        each.model_copy(
            update={
                "role": roles[each.participant_id],
                "mode": mode if each.participant_id == "sue" else None,
            }
        )
        for each in call.participants
    )
    seat = Seat(
        seat_id="s",
        role=Role.AGENT,
        language="nl",
        state=SeatState.TAKEN,
        hosts=True,
        staff_id="ann",
        opened_at=1,
    )
    call = call.model_copy(update={"participants": people, "seats": (seat,)})
    audience = audience_of(call)
    others = roles.keys() - {"sue"}
    assert {who for who in others if audience.reaches("sue", who)} == heard_by
    assert {who for who in others if audience.admits("sue", who)} == heard_by, "nor is there a place for them"
    assert all(audience.reaches(who, "sue") for who in others), "they receive everybody"
    held = audience_of(call.model_copy(update={"held_at": 2}))
    assert not held.reaches(_BOOTH, "sue")


def test_a_room_that_is_as_its_call_needs_nothing() -> None:
    assert upkeep(_call(), [_BOOTH, "ann"], Audience(), elsewhere=False) == ()


def test_whoever_left_is_disconnected() -> None:
    assert upkeep(_call(), [_BOOTH, "bob"], Audience(), elsewhere=False) == (Disconnect("bob"),)


def test_rules_nobody_knows_are_given_again() -> None:
    assert upkeep(_call(), [_BOOTH], None, elsewhere=False) == (Rule(Audience()),)


def test_the_room_of_no_live_call_is_closed() -> None:
    assert upkeep(None, ["ann"], None, elsewhere=False) == (CloseRoom(),)
    assert upkeep(_call(ended=True), ["ann"], None, elsewhere=False) == (CloseRoom(),)
    assert upkeep(_call(), ["ann"], None, elsewhere=True) == (CloseRoom(),)


@given(
    st.builds(
        _call,
        held=st.booleans(),
        ended=st.booleans(),
        people=st.sets(st.sampled_from(_PEOPLE)).map(lambda people: tuple(sorted(people))),
    ),
    st.sets(st.sampled_from(_PEOPLE)),
    _AUDIENCES,
)
def test_done_once_there_is_nothing_more_to_do(call: Call, room: set[str], audience: Audience | None) -> None:
    needed = upkeep(call, room, audience, elsewhere=False)
    now = _done(needed, room, audience)
    if needed == (CloseRoom(),):
        assert not room
    else:
        assert room <= {participant.participant_id for participant in call.participants}
        assert now == audience_of(call)
        assert upkeep(call, room, now, elsewhere=False) == ()
