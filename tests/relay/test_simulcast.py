from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.sdp.answer import LocalTransport, SlotStreams, write_answer
from callrouter.relay.sdp.offer import SLOTS
from callrouter.relay.sdp.offer_parser import parse_offer
from callrouter.relay.sdp.simulcast import REPAIRED_RID, RID, offered_layers
from tests.relay.offers import VIDEO_SSRC, offer_text

TRANSPORT = LocalTransport("ufrag", "pwd", "AB", ["a=candidate:1 1 udp 1 192.0.2.1 5000 typ host"])


def answer(offer: str) -> str:
    slots = [SlotStreams(n, n + 100, n + 200) for n in range(1, SLOTS + 2)]
    return write_answer(parse_offer(offer), TRANSPORT, slots, session_id=1, version=1)


@pytest.mark.parametrize(
    ("rids", "simulcast", "layers"),
    [
        (["h send", "l send"], "send h;l", ("h", "l")),
        (["h send pt=96;max-width=640", "l send"], "send h;l", ("h", "l")),
        (["h send", "m send", "l send"], "send h;m;l", ("h", "l")),
        (["h send", "l send"], "send h;~l", ("h", "l")),
        (["h send", "i send", "l send"], "send h,i;l", ("h", "l")),
        (["h send", "l send", "r recv"], "send h;l recv r", ("h", "l")),
        (["h send"], "send h;l", ()),
        (["h send", "l send"], "send h;h", ()),
        (["h send", "l recv"], "send h;l", ()),
        (["h send", "l send"], "recv h;l", ()),
        (["h send", "l send"], None, ()),
        ([], "send h;l", ()),
        (["../ send", "l send"], "send ../;l", ()),
        (["h send", "l send"], "send", ()),
    ],
)
def test_the_best_and_the_smallest_layer_are_taken(
    rids: list[str], simulcast: str | None, layers: tuple[str, ...]
) -> None:
    assert offered_layers(rids, simulcast) == layers


@given(st.lists(st.text(max_size=30)), st.text(max_size=60))
def test_whatever_is_offered_layers_have_harmless_names(rids: list[str], simulcast: str) -> None:
    for name in offered_layers(rids, f"send {simulcast}"):
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,16}", name)


def test_a_layered_camera_is_answered_layer_by_layer() -> None:
    text = answer(offer_text(layers=("h", "l")))
    camera = text.split("m=")[2]
    assert f"a=extmap:5 {RID}\r\n" in camera
    assert f"a=extmap:6 {REPAIRED_RID}\r\n" in camera
    assert "a=rid:h recv\r\na=rid:l recv\r\na=simulcast:recv h;l\r\n" in camera
    assert text.count("a=rid:") == 2
    assert text.count(RID) == 1


def test_layers_without_names_in_the_packets_are_not_taken() -> None:
    offer = offer_text(layers=("h", "l")).replace(f"a=extmap:6 {REPAIRED_RID}\r\n", "")
    assert parse_offer(offer).video.rids == ()
    assert "simulcast" not in answer(offer)


def test_a_camera_without_layers_is_as_it_was() -> None:
    offer = parse_offer(offer_text())
    assert (offer.video.rids, offer.video.ssrc) == ((), VIDEO_SSRC)
    assert "a=rid" not in answer(offer_text())


def test_other_layers_are_another_connection() -> None:
    offer = parse_offer(offer_text(layers=("h", "l")))
    assert offer.continues(parse_offer(offer_text(layers=("h", "l"))))
    assert not offer.continues(parse_offer(offer_text()))
