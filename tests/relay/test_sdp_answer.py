"""The answer, read back by aiortc's parser: an independent reader."""

from __future__ import annotations

from aiortc.sdp import MediaDescription, SessionDescription

from callrouter.relay.sdp.answer import LocalTransport, SlotStreams, write_answer
from callrouter.relay.sdp.candidates import candidate_lines
from callrouter.relay.sdp.offer import MID, SLOTS, TRANSPORT_SEQUENCE
from callrouter.relay.sdp.offer_parser import parse_offer
from tests.relay.offers import CHROMIUM, FINGERPRINT, offer_text

LOCAL = LocalTransport("ufrg", "p" * 24, FINGERPRINT, candidate_lines(("127.0.0.1", "::1"), 5004))
STREAMS = [SlotStreams(10 * n + 1, 10 * n + 2, 10 * n + 3) for n in range(SLOTS + 1)]


def answer(text: str) -> tuple[str, SessionDescription]:
    sdp = write_answer(parse_offer(text), LOCAL, STREAMS, session_id=5, version=2)
    return sdp, SessionDescription.parse(sdp)


def attributes(media: MediaDescription) -> set[str]:
    return {extension.uri for extension in media.rtp.headerExtensions}


def test_every_section_is_answered_in_order_with_the_opposite_direction() -> None:
    _, parsed = answer(CHROMIUM)
    assert [m.kind for m in parsed.media] == ["audio", "video", "video", *["audio", "video"] * SLOTS, "video"]
    assert [m.direction for m in parsed.media] == ["recvonly"] * 3 + ["sendonly"] * (2 * SLOTS + 1)
    assert [m.rtp.muxId for m in parsed.media] == [str(n) for n in range(4 + 2 * SLOTS)]


def test_every_section_has_the_whole_transport() -> None:
    sdp, parsed = answer(offer_text())
    assert "a=ice-lite\r\n" in sdp
    for media in parsed.media:
        assert media.ice is not None
        assert media.ice.usernameFragment == "ufrg"
        assert media.ice.password == "p" * 24
        assert media.ice.iceLite
        assert media.dtls is not None
        assert media.dtls.role == "server"
        assert [f.value for f in media.dtls.fingerprints] == [FINGERPRINT]
        assert [(c.ip, c.port, c.type) for c in media.ice_candidates] == [
            ("127.0.0.1", 5004, "host"),
            ("::1", 5004, "host"),
        ] * 2
        assert media.ice_candidates_complete
        assert media.rtcp_mux


def test_slots_announce_their_streams_and_share_a_name() -> None:
    _, parsed = answer(offer_text())
    for slot, streams in enumerate(STREAMS[:SLOTS]):
        audio, video = parsed.media[3 + 2 * slot : 5 + 2 * slot]
        assert [s.ssrc for s in audio.ssrc] == [streams.audio]
        assert [s.ssrc for s in video.ssrc] == [streams.video, streams.video_rtx]
        assert video.ssrc_group[0].items == [streams.video, streams.video_rtx]
        assert {s.cname for s in audio.ssrc + video.ssrc} == {f"slot{slot}"}
        assert audio.msid == f"slot{slot} slot{slot}-audio"
    share = parsed.media[-1]
    assert [s.ssrc for s in share.ssrc] == [STREAMS[-1].video, STREAMS[-1].video_rtx]
    assert share.msid == "share share-video"


def test_feedback_by_transport_is_asked_for_up_and_not_down() -> None:
    _, parsed = answer(offer_text())
    assert TRANSPORT_SEQUENCE in attributes(parsed.media[1])
    assert TRANSPORT_SEQUENCE in attributes(parsed.media[2])
    assert all(TRANSPORT_SEQUENCE not in attributes(m) for m in parsed.media[3:])
    feedback = [{f.type for f in m.rtp.codecs[0].rtcpFeedback} for m in parsed.media]
    assert "transport-cc" in feedback[1]
    assert all("transport-cc" not in types for types in feedback[3:])


def test_what_is_sent_names_its_section_in_the_packets() -> None:
    _, parsed = answer(CHROMIUM)
    assert [MID in attributes(m) for m in parsed.media] == [True] * 3 + [False] * (2 * SLOTS + 1)


def test_audio_has_error_correction_and_video_retransmission() -> None:
    _, parsed = answer(offer_text())
    opus, vp8, rtx = parsed.media[0].rtp.codecs + parsed.media[1].rtp.codecs
    assert opus.parameters["useinbandfec"] == 1
    assert {(f.type, f.parameter) for f in vp8.rtcpFeedback} >= {
        ("nack", None),
        ("nack", "pli"),
        ("ccm", "fir"),
    }
    assert rtx.parameters["apt"] == vp8.payloadType


def test_an_answer_repeats_its_session_with_a_new_version() -> None:
    sdp, _ = answer(offer_text())
    assert "o=- 5 2 IN IP4 0.0.0.0\r\n" in sdp
    assert "a=rtcp-rsize\r\n" in sdp
