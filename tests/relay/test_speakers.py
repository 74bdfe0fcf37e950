"""When somebody counts as speaking, by their packets' audio levels."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.media import Audience
from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.speakers import BEGIN, END, LOUD, MIN_INTERVAL, Speakers, Voice
from callrouter.relay.rooms.room import Room
from tests.relay.offers import AUDIO_SSRC
from tests.relay.packets import element, rtp
from tests.relay.simulation import START, Side, parameters

PACKET = 0.02
TALK, HUSH = LOUD, LOUD + 1


def says(voice: Voice, *stretches: tuple[int, float], start: float = START) -> list[float]:
    """Play stretches of (level, seconds); return when speaking began and ended, from `start`."""
    changes, spoke, now = [], False, start
    for level, length in stretches:
        for _ in range(round(length / PACKET)):
            voice.heard(level, now)
            if voice.speaks(now) != spoke:
                spoke = not spoke
                changes.append(round(now - start, 2))
            now += PACKET
    return changes


def test_speaking_begins_soon_and_ends_after_a_pause() -> None:
    begin, end = says(Voice(), (HUSH, 0.5), (TALK, 1.0), (HUSH, 1.0))
    assert begin == pytest.approx(0.5 + BEGIN, abs=0.05)
    assert end == pytest.approx(1.5 + END, abs=0.05)


def test_pauses_between_words_are_no_end() -> None:
    assert len(says(Voice(), *[(TALK, 0.2), (HUSH, END - 0.1)] * 5)) == 1


def test_a_click_is_no_speech_nor_are_many() -> None:
    assert says(Voice(), (HUSH, 0.5), (TALK, 0.06), (HUSH, 1.0)) == []
    assert says(Voice(), *[(TALK, 0.04), (HUSH, 0.1)] * 20) == []


def test_speech_that_is_broken_up_is_speech() -> None:
    assert len(says(Voice(), *[(TALK, 0.08), (HUSH, 0.02)] * 10)) == 1


def test_speaking_ends_when_nothing_is_sent_anymore() -> None:
    voice = Voice()
    says(voice, (TALK, 0.4))
    assert voice.speaks(START + 0.5)
    assert not voice.speaks(START + 0.4 + END)
    voice.heard(TALK, START + 5)
    assert not voice.speaks(START + 5), "one packet after a silence that wasn't sent is no speech"


@given(st.lists(st.tuples(st.integers(0, 127), st.floats(0, 2)), max_size=60))
def test_nobody_speaks_without_a_loud_packet_lately(packets: list[tuple[int, float]]) -> None:
    voice, now, loud_at = Voice(), START, -1.0
    for level, pause in packets:
        now += pause
        voice.heard(level, now)
        if level <= LOUD:
            loud_at = now
        assert not voice.speaks(now) or now - loud_at < END


def test_a_room_changes_its_speakers_a_few_times_a_second_and_ends_up_right() -> None:
    speakers, told = Speakers(), []
    for step in range(40):
        now = START + step * 0.05
        speaking = ["agent"] if step % 2 or step > 36 else []
        if speakers.changed(speaking, now):
            told.append(now)
    assert all(b - a >= MIN_INTERVAL - 1e-9 for a, b in itertools.pairwise(told))
    assert speakers.changed(["agent"], START + 3) or speakers.present == ("agent",)
    assert not speakers.changed(["agent"], START + 4)


def named(audience: Audience) -> list[str]:
    room = Room()
    for who in ("visitor", "agent", "supervisor", "coach"):
        room.join(who)
    room.rule(audience)
    return [who for who in room if room.is_public(who)]


def test_whoever_not_all_may_hear_is_never_named() -> None:
    hidden = {"supervisor": (), "coach": ("agent",)}
    assert named(Audience(heard_by=hidden)) == ["visitor", "agent"]


def test_a_visitor_on_hold_does_not_learn_who_speaks_meanwhile() -> None:
    assert named(Audience(apart=("visitor",))) == []


def test_levels_are_read_from_the_sound_alone_and_a_browser_without_them_is_never_marked() -> None:
    side = Side(Forwarder(), 1, parameters())
    for n in range(20):
        now = START + n * PACKET
        side.sends(rtp(n, b"opus", payload_type=111, ssrc=AUDIO_SSRC), now)
        side.sends(rtp(n, extension=element(1, b"\x80")), now)
    assert not side.media.voice.speaks(START + 0.4)
    for n in range(20, 40):
        loud = element(1, bytes([0x80 | TALK]))
        side.sends(rtp(n, b"opus", payload_type=111, ssrc=AUDIO_SSRC, extension=loud), START + n * PACKET)
    assert side.media.voice.speaks(START + 0.8)
