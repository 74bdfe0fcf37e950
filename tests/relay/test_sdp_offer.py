from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.sdp.codecs import CodecName
from callrouter.relay.sdp.offer import MAX_OFFER_SIZE, SLOTS, OfferRejected
from callrouter.relay.sdp.offer_parser import parse_offer
from tests.relay.offers import (
    AUDIO_SSRC,
    CHROMIUM,
    FINGERPRINT,
    RTX_SSRC,
    SHARE_RTX_SSRC,
    SHARE_SSRC,
    VIDEO_SSRC,
    offer_text,
)


def test_an_offer_of_the_one_shape_is_understood() -> None:
    offer = parse_offer(offer_text())
    assert [(s.kind, s.direction) for s in offer.sections] == [
        ("audio", "sendonly"),
        ("video", "sendonly"),
        ("video", "sendonly"),
        *[("audio", "recvonly"), ("video", "recvonly")] * SLOTS,
        ("video", "recvonly"),
    ]
    audio, video, share = offer.sent
    assert (share.ssrc, share.rtx_ssrc) == (SHARE_SSRC, SHARE_RTX_SSRC)
    assert offer.slots[-1] == offer.sections[-3:-1]
    assert offer.share_slot is offer.sections[-1]
    assert (audio.codecs[0].payload_type, audio.ssrc) == (111, AUDIO_SSRC)
    assert [(codec.payload_type, codec.rtx_payload_type) for codec in video.codecs] == [(96, 97)]
    assert (video.ssrc, video.rtx_ssrc) == (VIDEO_SSRC, RTX_SSRC)
    assert video.transport_feedback
    assert offer.fingerprint == ("sha-256", FINGERPRINT)
    assert offer.ice_ufrag == "abcd"
    assert (offer.extensions.abs_send_time, offer.extensions.audio_level) == (2, 1)
    assert offer.extensions.transport_sequence == 3


def test_what_chromium_offers_is_understood() -> None:
    offer = parse_offer(CHROMIUM)
    video = offer.sections[1]
    assert offer.sections[0].codecs[0].payload_type == 111
    codecs = [(codec.name, codec.payload_type, codec.rtx_payload_type) for codec in video.codecs]
    assert codecs == [(CodecName.VP8, 96, 97), (CodecName.H264, 108, 109)]
    assert video.ssrc
    assert video.rtx_ssrc
    assert video.transport_feedback


def test_streams_need_not_be_announced() -> None:
    offer = parse_offer(offer_text(ssrcs=False))
    assert (offer.sections[1].ssrc, offer.sections[1].rtx_ssrc) == (0, 0)


def test_bundle_only_sections_may_have_port_zero() -> None:
    text = offer_text().replace("m=video 9", "m=video 0").replace("a=mid", "a=bundle-only\r\na=mid")
    assert parse_offer(text).sections[1].mid == "1"


def test_security_and_ice_may_stand_at_session_level() -> None:
    lines = f"a=fingerprint:SHA-256 {FINGERPRINT.lower()}\r\na=ice-ufrag:efgh\r\na=setup:actpass\r\n"
    text = re.sub(r"a=(fingerprint|ice-ufrag|setup):.*\r\n", "", offer_text())
    offer = parse_offer(text.replace("t=0 0\r\n", "t=0 0\r\n" + lines))
    assert (offer.ice_ufrag, offer.fingerprint) == ("efgh", ("sha-256", FINGERPRINT))


def test_a_re_offer_continues_the_connection_also_with_fewer_extensions_in_the_slots() -> None:
    first = parse_offer(offer_text(ufrag="abcd"))
    head, *slots = re.split(r"(?=m=audio)", offer_text(ufrag="efgh"))
    own, *received = slots
    shrunk = "".join(re.sub(r"a=extmap:3 .*\r\n", "", part) for part in received)
    assert parse_offer(head + own + shrunk).continues(first)


def test_a_re_offer_may_leave_out_whatever_extension_was_not_agreed_on() -> None:
    first = parse_offer(offer_text(ufrag="abcd"))
    numbers = set(re.findall(r"a=extmap:(\d+)", offer_text()))
    for number in numbers:
        shrunk = re.sub(rf"a=extmap:{number} .*\r\n", "", offer_text(ufrag="efgh"))
        assert parse_offer(shrunk).continues(first)


@pytest.mark.parametrize(
    "text",
    [
        offer_text(session_id=8),
        offer_text().replace("a=extmap:3 ", "a=extmap:13 "),
        offer_text(ssrcs=False),
        offer_text().replace(FINGERPRINT, FINGERPRINT.replace("AB", "CD")),
    ],
    ids=["another connection", "another meaning", "other streams", "another certificate"],
)
def test_another_connection_does_not_continue_the_first(text: str) -> None:
    assert not parse_offer(text).continues(parse_offer(offer_text()))


LAYERED = offer_text(ssrcs=False, layers=("h", "l"))


@pytest.mark.parametrize("layers", [(), ("h", "m"), ("l", "h")], ids=["none", "others", "another order"])
def test_a_camera_with_other_layers_does_not_continue_the_first(layers: tuple[str, ...]) -> None:
    first, other = parse_offer(LAYERED), parse_offer(offer_text(ssrcs=False, layers=layers))
    assert first.continues(parse_offer(LAYERED))
    assert not other.continues(first)
    assert not first.continues(other)


@pytest.mark.parametrize(
    ("before", "after"), [("vp8 h264", "h264"), ("vp8", "h264 vp8"), ("vp8 h264", "h264 vp8")]
)
def test_codecs_may_come_and_go(before: str, after: str) -> None:
    assert parse_offer(offer_text(video=after)).continues(parse_offer(offer_text(video=before)))


@pytest.mark.parametrize(
    "numbers",
    [{"96": "108", "108": "96"}, {"96": "97", "97": "96"}, {"97": "109", "109": "97"}],
    ids=["another codec", "repeats now", "repeats another codec"],
)
def test_a_payload_type_keeps_its_meaning(numbers: dict[str, str]) -> None:
    text = offer_text(video="vp8 h264")
    swapped = re.sub(r"\b(?:96|97|108|109)\b", lambda found: numbers.get(found[0], found[0]), text)
    assert not parse_offer(swapped).continues(parse_offer(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_offer"),
        ("garbage", "bad_offer"),
        ("v=0\r\n", "wrong_media"),
        (offer_text() + "a" * MAX_OFFER_SIZE, "bad_offer"),
        (offer_text(slots=SLOTS - 1), "wrong_media"),
        (offer_text(slots=SLOTS + 1), "wrong_media"),
        (offer_text().replace("a=sendonly", "a=sendrecv", 1), "wrong_media"),
        (offer_text().replace(str(SHARE_SSRC), str(VIDEO_SSRC)), "bad_offer"),
        (offer_text().replace("extmap:4", "extmap:3"), "bad_offer"),
        (offer_text().replace("a=recvonly", "a=inactive", 1), "wrong_media"),
        (offer_text().replace("m=audio", "m=video", 1), "wrong_media"),
        (offer_text().replace("m=video 9", "m=video 0", 1), "wrong_media"),
        (offer_text().replace("m=audio 9", "m=application 9", 1), "bad_offer"),
        (offer_text().replace("UDP/TLS/RTP/SAVPF", "RTP/AVP", 1), "bad_offer"),
        (offer_text().replace("a=rtcp-mux\r\n", "", 1), "bad_offer"),
        (offer_text().replace("a=mid:3", "a=mid:2"), "bad_offer"),
        (offer_text().replace("a=mid:3", "a=mid:3 a"), "bad_offer"),
        (offer_text().replace("BUNDLE 0", "BUNDLE"), "bad_offer"),
        (offer_text().replace("opus/48000/2", "PCMU/8000"), "no_common_codec"),
        (offer_text().replace("VP8", "VP9"), "no_common_codec"),
        (offer_text().replace("VP8", "H264"), "no_common_codec"),
        (offer_text().replace("apt=96", "apt=99"), "no_common_codec"),
        (offer_text().replace("111", "96"), "bad_offer"),
        (offer_text().replace("97", "72"), "bad_offer"),
        (offer_text().replace("97", "128"), "bad_offer"),
        (offer_text().replace("extmap:2", "extmap:3"), "bad_offer"),
        (offer_text().replace("a=setup:actpass", "a=setup:passive"), "no_security"),
        (offer_text().replace(FINGERPRINT, "AB:CD"), "no_security"),
        (offer_text().replace("sha-256", "md5"), "no_security"),
        (offer_text().replace("a=ice-ufrag:abcd\r\n", ""), "bad_offer"),
        (offer_text().replace("a=ice-ufrag:abcd", "a=ice-ufrag:a b"), "bad_offer"),
        (offer_text().replace("o=- 7 2 IN IP4 127.0.0.1", "o=-"), "bad_offer"),
        (offer_text().replace(f"FID {VIDEO_SSRC}", "FID 9999999999"), "bad_offer"),
    ],
)
def test_any_other_offer_is_rejected_with_its_code(text: str, code: str) -> None:
    with pytest.raises(OfferRejected) as caught:
        parse_offer(text)
    assert caught.value.code == code


@settings(deadline=None)
@given(st.text())
def test_junk_is_rejected(text: str) -> None:
    with pytest.raises(OfferRejected):
        parse_offer(text)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_offer_is_understood_or_rejected(data: st.DataObject) -> None:
    lines = offer_text(video="vp8 h264").split("\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[place])))
        lines[place] = lines[place][:cut] + data.draw(st.text(max_size=8)) + lines[place][cut + 1 :]
    with contextlib.suppress(OfferRejected):
        parse_offer("\r\n".join(lines))
