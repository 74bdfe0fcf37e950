"""Which codecs of an offer are forwarded, how an answer names them, and which one a publisher is to send."""

from __future__ import annotations

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.sdp.answer import LocalTransport, SlotStreams, write_answer
from callrouter.relay.sdp.codecs import CodecName, chosen, codecs_of
from callrouter.relay.sdp.lines import Attributes
from callrouter.relay.sdp.offer import SLOTS
from callrouter.relay.sdp.offer_parser import parse_offer
from tests.relay.offers import CHROMIUM, FINGERPRINT, offer_text

VP8, H264, OPUS = CodecName.VP8, CodecName.H264, CodecName.OPUS
LOCAL = LocalTransport("ufrg", "p" * 24, FINGERPRINT, ())
STREAMS = [SlotStreams(10 * n + 1, 10 * n + 2, 10 * n + 3) for n in range(SLOTS + 1)]


def h264(*parameters: str) -> list[str]:
    """Return the payload types found among H.264 formats 100, 102, … with these parameters."""
    lines, formats = [], []
    for place, said in enumerate(parameters):
        number = 100 + 2 * place
        formats += [str(number), str(number + 1)]
        lines += [f"a=rtpmap:{number} H264/90000", f"a=fmtp:{number} {said}"]
        lines += [f"a=rtpmap:{number + 1} rtx/90000", f"a=fmtp:{number + 1} apt={number}"]
    return [str(codec.payload_type) for codec in codecs_of("video", formats, Attributes(lines))]


@pytest.mark.parametrize(
    ("parameters", "taken"),
    [
        ("packetization-mode=1;profile-level-id=42e01f", True),
        ("level-asymmetry-allowed=1; packetization-mode=1; profile-level-id=42E01F", True),
        ("packetization-mode=1;profile-level-id=42001f", True),
        ("packetization-mode=1;profile-level-id=42c00b", True),
        ("packetization-mode=1", True),
        ("profile-level-id=42e01f", False),
        ("packetization-mode=0;profile-level-id=42e01f", False),
        ("packetization-mode=2;profile-level-id=42e01f", False),
        ("packetization-mode=1;profile-level-id=640c1f", False),
        ("packetization-mode=1;profile-level-id=4d001f", False),
        ("packetization-mode=1;profile-level-id=42e0", False),
        ("packetization-mode=1;profile-level-id=junk!!", False),
        ("", False),
    ],
)
def test_baseline_in_packetization_mode_1_is_forwarded(parameters: str, *, taken: bool) -> None:
    assert h264(parameters) == (["100"] if taken else [])


def test_constrained_baseline_is_taken_where_both_are_offered() -> None:
    plain, constrained = (f"packetization-mode=1;profile-level-id={level}" for level in ("42001f", "42e01f"))
    assert h264(plain, constrained) == ["102"]
    assert h264(constrained, plain) == ["100"]


def test_a_codec_without_retransmission_is_left_out() -> None:
    offer = parse_offer(offer_text(video="vp8 h264").replace("apt=96", "apt=95"))
    assert [codec.name for codec in offer.video.codecs] == [H264]


def answered(text: str, video_codec: CodecName | None) -> tuple[str, list[list[tuple[str, int | None]]]]:
    """Return the answer, and by m-line its codecs and their payload types."""
    sdp = write_answer(parse_offer(text), LOCAL, STREAMS, video_codec=video_codec, session_id=5, version=2)
    media = SessionDescription.parse(sdp).media
    return sdp, [[(codec.name, codec.payloadType) for codec in section.rtp.codecs] for section in media]


def test_one_codec_is_answered_for_sending_and_all_for_receiving() -> None:
    sdp, sections = answered(CHROMIUM, H264)
    assert sections[1] == sections[2] == [("H264", 108), ("rtx", 109)]
    both = [("VP8", 96), ("rtx", 97), ("H264", 108), ("rtx", 109)]
    assert sections[4] == sections[-1] == both
    assert "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n" in sdp
    assert answered(CHROMIUM, VP8)[1][1] == [("VP8", 96), ("rtx", 97)]


def test_an_answer_names_the_profile_that_was_offered() -> None:
    text = offer_text(video="h264").replace("level-asymmetry-allowed=1;", "").replace("42e01f", "42E00D")
    assert "a=fmtp:108 packetization-mode=1;profile-level-id=42e00d\r\n" in answered(text, H264)[0]


def test_opus_is_asked_for_error_correction_and_discontinuous_transmission() -> None:
    sdp, _ = answered(offer_text(), VP8)
    assert sdp.count("a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n") == 1 + SLOTS


@pytest.mark.parametrize(
    ("offered", "viewers", "present", "wanted"),
    [
        ([VP8, H264], [], None, VP8),
        ([VP8, H264], [[VP8, H264]], None, VP8),
        ([VP8, H264], [[VP8, H264], [H264]], None, H264),
        ([VP8, H264], [[VP8, H264], [H264]], VP8, H264),
        ([VP8, H264], [[VP8, H264]], H264, H264),
        ([VP8, H264], [[VP8], [H264]], VP8, VP8),
        ([VP8, H264], [[VP8], [H264]], H264, H264),
        ([VP8, H264], [[VP8], [VP8], [H264]], H264, VP8),
        ([H264], [[VP8]], None, H264),
        ([], [[VP8]], None, None),
    ],
)
def test_a_publisher_sends_what_most_can_show(
    offered: list[CodecName],
    viewers: list[list[CodecName]],
    present: CodecName | None,
    wanted: CodecName | None,
) -> None:
    assert chosen(offered, viewers, present) is wanted


@given(
    st.lists(st.sampled_from([VP8, H264]), unique=True),
    st.lists(st.lists(st.sampled_from([VP8, H264]), unique=True), max_size=4),
    st.sampled_from([VP8, H264, None]),
)
def test_nothing_else_would_be_shown_by_more_and_a_second_choice_changes_nothing(
    offered: list[CodecName], viewers: list[list[CodecName]], present: CodecName | None
) -> None:
    wanted = chosen(offered, viewers, present)
    assert (wanted is None) == (not offered)
    shown = {name: sum(name in viewer for viewer in viewers) for name in offered}
    assert all(shown[name] <= shown.get(wanted or VP8, 0) for name in offered)
    assert chosen(offered, viewers, wanted) is wanted


@given(
    st.lists(st.sampled_from(["96", "97", "98", "99"])),
    st.lists(
        st.tuples(
            st.sampled_from(["rtpmap", "fmtp"]),
            st.sampled_from(["96", "97", "98", "99"]),
            st.sampled_from(["H264/90000", "VP8/90000", "rtx/90000", "apt=96", "apt=98"])
            | st.text(st.characters(codec="ascii"), max_size=12)
            | st.builds("packetization-mode=1;profile-level-id={}".format, st.text(max_size=6)),
        )
    ),
)
def test_any_lines_give_codecs_that_were_listed_or_none(
    formats: list[str], lines: list[tuple[str, str, str]]
) -> None:
    attributes = Attributes([f"a={name}:{number} {value}" for name, number, value in lines])
    found = codecs_of("video", formats, attributes)
    assert len({codec.name for codec in found}) == len(found)
    for codec in found:
        assert {str(codec.payload_type), str(codec.rtx_payload_type)} <= set(formats)
        assert all("\n" not in line for line in codec.description())
