"""Who receives whom: hold, listening, whispering and barging in are rules over one mechanism."""

from __future__ import annotations

import pytest

from callrouter.model.media import Audience, Slots
from callrouter.relay import ShareTaken
from callrouter.relay.rooms.room import Room
from callrouter.relay.sdp.offer import SHARE_SLOT

CALL = ("visitor", "agent", "interpreter")


def room(*participants: str, audience: Audience | None = None) -> Room:
    made = Room()
    made.rule(audience or Audience())
    for participant in participants:
        made.join(participant)
    return made


def heard(in_room: Room) -> dict[str, set[str]]:
    """Return whom each participant receives."""
    return {viewer: set(in_room.routes(viewer).values()) for viewer in in_room}


def test_everybody_receives_everybody() -> None:
    assert heard(room(*CALL)) == {who: set(CALL) - {who} for who in CALL}


def test_who_is_on_hold_receives_and_is_received_by_nobody_and_all_keep_their_slots() -> None:
    call = room(*CALL)
    before = [call.slots(who) for who in CALL]
    call.rule(Audience(apart=("visitor",)))
    assert heard(call) == {"visitor": set(), "agent": {"interpreter"}, "interpreter": {"agent"}}
    assert [call.slots(who) for who in CALL] == before
    call.rule(Audience())
    assert heard(call) == heard(room(*CALL))


def test_a_supervisor_who_listens_receives_all_and_nobody_knows() -> None:
    call = room("supervisor", *CALL, audience=Audience(heard_by={"supervisor": ()}))
    assert heard(call) == heard(room(*CALL)) | {"supervisor": set(CALL)}
    assert call.slots("visitor").people == ("agent", "interpreter", None, None)
    assert call.slots("supervisor").people == ("visitor", "agent", "interpreter", None)


def test_a_supervisor_whispers_to_one() -> None:
    call = room(*CALL, "supervisor", audience=Audience(heard_by={"supervisor": ("agent",)}))
    assert heard(call)["agent"] == {"visitor", "interpreter", "supervisor"}
    assert heard(call)["visitor"] == {"agent", "interpreter"}
    assert "supervisor" not in call.slots("visitor").people
    assert "supervisor" in call.slots("agent").people


def test_a_supervisor_who_barges_in_moves_nobody() -> None:
    call = room("visitor", "supervisor", "agent", audience=Audience(heard_by={"supervisor": ()}))
    assert call.slots("visitor").people == ("agent", None, None, None)
    call.rule(Audience())
    assert call.slots("visitor").people == ("agent", "supervisor", None, None)
    call.rule(Audience(heard_by={"supervisor": ()}))
    assert call.slots("visitor").people == ("agent", None, None, None)


def test_a_listener_does_not_hear_who_is_on_hold() -> None:
    call = room(*CALL, "supervisor", audience=Audience(apart=("visitor",), heard_by={"supervisor": ()}))
    assert heard(call)["supervisor"] == {"agent", "interpreter"}
    assert heard(call)["visitor"] == set()


def test_everybody_in_a_call_of_four_is_heard_by_a_fifth_who_listens() -> None:
    call = room(*CALL, "colleague", "supervisor", audience=Audience(heard_by={"supervisor": ()}))
    assert heard(call)["supervisor"] == {*CALL, "colleague"}


def test_one_shares_and_the_others_receive_it() -> None:
    call = room(*CALL)
    call.share("agent", on=True)
    call.share("agent", on=True)
    assert call.routes("visitor") == {0: "agent", 1: "interpreter", SHARE_SLOT: "agent"}
    assert SHARE_SLOT not in call.routes("agent")
    assert [call.slots(who).share for who in CALL] == ["agent"] * 3
    with pytest.raises(ShareTaken):
        call.share("interpreter", on=True)
    call.share("interpreter", on=False)
    assert call.sharer == "agent"
    call.share("agent", on=False)
    assert SHARE_SLOT not in call.routes("visitor")
    call.share("interpreter", on=True)
    assert call.slots("visitor").share == "interpreter"


def test_sharing_ends_when_the_sharer_leaves_and_strangers_share_nothing() -> None:
    call = room(*CALL)
    call.share("agent", on=True)
    call.leave("agent")
    call.share("agent", on=True)
    assert call.sharer is None
    assert call.slots("visitor") == Slots(people=(None, "interpreter", None, None))


def test_what_is_shared_keeps_to_the_rules() -> None:
    call = room(*CALL)
    call.share("agent", on=True)
    call.rule(Audience(apart=("visitor",)))
    assert SHARE_SLOT not in call.routes("visitor")
    assert call.slots("visitor").share == "agent"
    assert call.routes("interpreter")[SHARE_SLOT] == "agent"
    call.rule(Audience(heard_by={"agent": ("interpreter",)}))
    assert call.slots("visitor").share is None
    assert call.slots("agent").share == "agent"


def test_whose_picture_is_paused_is_told_once_and_only_while_it_would_be_received() -> None:
    call = room(*CALL)
    call.share("interpreter", on=True)
    assert call.slots("visitor").paused == ()
    assert call.slots("visitor", (1,)).paused == ("interpreter",)
    assert call.slots("visitor", (0, 1, 3, SHARE_SLOT)).paused == ("agent", "interpreter")
    call.rule(Audience(apart=("visitor",)))
    assert call.slots("visitor", (0, 1, SHARE_SLOT)).paused == ()
