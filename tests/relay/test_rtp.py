from __future__ import annotations

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from aiortc.rtp import RtpPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.packets.rtp import (
    ExtensionIds,
    HeaderScanner,
)
from callrouter.relay.packets.rtx import original_sequence, restore_original
from callrouter.relay.packets.vp8 import starts_vp8_keyframe
from tests.relay.packets import element, read, rtp

IDS = ExtensionIds(abs_send_time=2, audio_level=1, transport_sequence=3)


def test_header_fields_and_payload_are_found() -> None:
    packet = bytearray(rtp(7, b"payload", payload_type=96, marker=True, timestamp=9, ssrc=11))
    scanner = HeaderScanner(IDS)
    assert scanner.scan(packet, len(packet))
    assert (scanner.payload_type, scanner.marker, scanner.sequence) == (96, 0x80, 7)
    assert (scanner.timestamp, scanner.ssrc) == (9, 11)
    assert packet[scanner.payload_at : scanner.payload_end] == b"payload"


def test_known_elements_are_located_and_private_ones_blanked() -> None:
    extension = element(4, b"0") + element(1, b"\x85") + element(2, b"abc") + element(3, b"\x12\x34")
    packet = bytearray(rtp(1, b"x", extension=extension))
    scanner = HeaderScanner(IDS)
    assert scanner.scan(packet, len(packet))
    assert scanner.transport_sequence == 0x1234
    assert packet[scanner.audio_level_at : scanner.audio_level_at + 2] == element(1, b"\x85")
    assert packet[scanner.abs_send_time_at : scanner.abs_send_time_at + 4] == element(2, b"abc")
    assert read(packet).extension.replace(b"\0", b"") == element(1, b"\x85") + element(2, b"abc")


@pytest.mark.parametrize(
    ("extension", "profile"),
    [
        (element(2, b"abc"), 0x2000),
        (element(15, b"abc"), 0xBEDE),
        (b"\0\0\0" + element(9, b"z"), 0xBEDE),
    ],
    ids=["another form", "stop number", "unknown after padding"],
)
def test_what_is_not_understood_is_blanked_and_the_length_kept(extension: bytes, profile: int) -> None:
    packet = bytearray(rtp(1, b"x", extension=extension, profile=profile))
    scanner = HeaderScanner(IDS)
    assert scanner.scan(packet, len(packet))
    assert not any(read(packet).extension)
    assert scanner.abs_send_time_at == 0
    assert packet[scanner.payload_at :] == b"x"


def wide(ident: int, value: bytes) -> bytes:
    return bytes([ident, len(value)]) + value


@pytest.mark.parametrize("profile", [0x1000, 0x100F])
def test_the_two_byte_form_is_read_and_goes_on_in_the_one_byte_form(profile: int) -> None:
    extension = (
        wide(200, b"z" * 20)
        + wide(3, b"\x12\x34")
        + b"\0"
        + wide(2, b"abc")
        + wide(5, b"")
        + wide(1, b"\x85")
    )
    packet = bytearray(rtp(1, b"x", extension=extension, profile=profile))
    size, scanner = len(packet), HeaderScanner(IDS)
    assert scanner.scan(packet, size)
    assert scanner.transport_sequence == 0x1234
    assert packet[scanner.abs_send_time_at : scanner.abs_send_time_at + 4] == element(2, b"abc")
    assert packet[scanner.audio_level_at : scanner.audio_level_at + 2] == element(1, b"\x85")
    assert packet[12:14] == b"\xbe\xde"
    assert read(packet).extension.replace(b"\0", b"") == element(2, b"abc") + element(1, b"\x85")
    assert len(packet) == size
    assert packet[scanner.payload_at :] == b"x"


@pytest.mark.parametrize("extension", [b"\0\0\0\2", wide(2, b"abcdef")[:4], b"\xff\xff\0\0"])
def test_a_two_byte_element_beyond_the_extension_is_no_packet(extension: bytes) -> None:
    packet = bytearray(rtp(1, b"x", extension=extension, profile=0x1000))
    assert not HeaderScanner(IDS).scan(packet, len(packet))


@given(st.binary(max_size=80), st.sampled_from([0xBEDE, 0x1000, 0x1003, 0x2000]))
def test_any_extension_is_read_within_itself_or_is_no_packet(extension: bytes, profile: int) -> None:
    packet = bytearray(rtp(1, b"payload", extension=extension or b"\0", profile=profile))
    size, scanner = len(packet), HeaderScanner(IDS)
    if scanner.scan(packet, size):
        assert len(packet) == size
        assert packet[scanner.payload_at : scanner.payload_end] == b"payload"
        for at, length in ((scanner.abs_send_time_at, 4), (scanner.audio_level_at, 2)):
            assert not at or 16 <= at <= scanner.payload_at - length


def test_a_forgotten_element_of_the_previous_packet_is_not_reported_again() -> None:
    scanner = HeaderScanner(IDS)
    with_elements = bytearray(rtp(1, b"x", extension=element(2, b"abc") + element(3, b"ab")))
    without = bytearray(rtp(2, b"x"))
    assert scanner.scan(with_elements, len(with_elements))
    assert scanner.scan(without, len(without))
    assert (scanner.abs_send_time_at, scanner.audio_level_at, scanner.transport_sequence) == (0, 0, -1)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        rtp(1)[:11],
        bytes([0x81]) + rtp(1, b"")[1:],
        bytes([0x90]) + rtp(1, b"")[1:],
        bytes([0x90]) + rtp(1, b"\xbe\xde\x00\x02abcd")[1:],
        rtp(1, b"", extension=b"\x2f\x00\x00\x00"),
        bytes([0xA0]) + rtp(1, b"\x00")[1:],
        bytes([0xA0]) + rtp(1, b"\x09")[1:],
    ],
    ids=["empty", "short", "CSRC", "no block", "long block", "long element", "padding 0", "long padding"],
)
def test_broken_packets_are_refused(packet: bytes) -> None:
    assert not HeaderScanner(IDS).scan(bytearray(packet), len(packet))


ELEMENTS = st.lists(
    st.one_of(
        st.builds(element, st.integers(1, 15), st.binary(min_size=1, max_size=5)),
        st.sampled_from(
            [element(2, b"abc"), element(3, b"\x12\x34"), element(4, b"0"), element(1, b"\x85"), b"\0"]
        ),
    ),
    max_size=5,
).map(b"".join)


def reading(scanner: HeaderScanner, packet: bytes) -> tuple[object, ...]:
    """Scan a copy; return all that came of it."""
    buffer = bytearray(packet)
    if not scanner.scan(buffer, len(buffer)):
        return (False,)
    names = [name for name in HeaderScanner.__slots__ if name[0] != "_"]
    return (bytes(buffer), *((name, getattr(scanner, name)) for name in names))


@settings(deadline=None)
@given(
    st.lists(st.tuples(ELEMENTS, st.integers(0, 30), st.sampled_from([0, 0, 0x20])), min_size=2, max_size=6)
)
def test_what_came_before_on_a_stream_doesnt_change_how_a_packet_is_read(
    packets: list[tuple[bytes, int, int]],
) -> None:
    ids = ExtensionIds(abs_send_time=2, audio_level=1, transport_sequence=3, mid=4)
    scanner = HeaderScanner(ids)
    for number, (extension, cut, padding) in enumerate(packets):
        packet = bytearray(rtp(number, b"payload\x02", extension=extension))
        packet[0] |= padding
        whole = bytes(packet[: max(len(packet) - cut, 0)] if cut < 10 else packet)
        for _ in range(2):
            assert reading(scanner, whole) == reading(HeaderScanner(ids), whole)


@settings(deadline=None)
@given(st.binary(max_size=80), st.integers(0, 255))
def test_any_bytes_are_either_refused_or_keep_their_length(data: bytes, first: int) -> None:
    packet = bytearray(bytes([0x80 | first & 0x3F]) + data)
    size = len(packet)
    scanner = HeaderScanner(IDS)
    if scanner.scan(packet, size):
        assert scanner.payload_at <= scanner.payload_end <= size
        starts_vp8_keyframe(packet, scanner.payload_at, scanner.payload_end)
        original_sequence(packet, scanner.payload_at, scanner.payload_end)
    assert len(packet) == size


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10\x00", True),
        (b"\x10\x01", False),
        (b"\x00\x00", False),
        (b"\x11\x00", False),
        (b"\x10", False),
        (b"", False),
        (b"\x90\x80\x05\x00", True),
        (b"\x90\x80\x85\x05\x00", True),
        (b"\x90\xf0\x85\x05\x07\x21\x00", True),
        (b"\x90\xf0\x85\x05\x07\x21\x01", False),
        (b"\x90\x20\x21\x00", True),
        (b"\x90\x10\x21\x00", True),
        (b"\x90", False),
        (b"\x90\x80", False),
        (b"\x90\x80\x85", False),
    ],
)
def test_vp8_keyframes_are_told_by_their_first_packet(payload: bytes, *, expected: bool) -> None:
    assert starts_vp8_keyframe(b"head" + payload, 4, 4 + len(payload)) is expected


@settings(deadline=None)
@given(
    st.booleans(),
    st.none() | st.integers(0, 0x7FFF),
    st.none() | st.integers(0, 255),
    st.none() | st.tuples(st.integers(0, 3), st.integers(0, 1)),
    st.none() | st.integers(0, 31),
    st.integers(0, 255),
)
def test_vp8_descriptors_of_another_implementation_are_skipped_whole(  # noqa: PLR0913, PLR0917 the descriptor's fields
    starts: bool,  # noqa: FBT001 hypothesis passes by position
    picture: int | None,
    tl0: int | None,
    tid: tuple[int, int] | None,
    keyidx: int | None,
    body: int,
) -> None:
    descriptor = VpxPayloadDescriptor(
        partition_start=int(starts), partition_id=0, picture_id=picture, tl0picidx=tl0, tid=tid, keyidx=keyidx
    )
    payload = bytes(descriptor) + bytes([body])
    assert starts_vp8_keyframe(payload, 0, len(payload)) is (starts and not body & 1)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 65535), st.booleans())
def test_an_rtx_packet_becomes_what_it_repeats(payload: bytes, number: int, marker: bool) -> None:  # noqa: FBT001
    extension = element(2, b"abc")
    rtx = bytearray(
        rtp(
            500,
            number.to_bytes(2, "big") + payload,
            payload_type=97,
            ssrc=3333,
            timestamp=77,
            marker=marker,
            extension=extension,
        )
    )
    scanner = HeaderScanner(IDS)
    assert scanner.scan(rtx, len(rtx))
    assert original_sequence(rtx, scanner.payload_at, scanner.payload_end) == number
    size = restore_original(rtx, len(rtx), scanner.payload_at, 96, 1111)
    restored = RtpPacket.parse(bytes(rtx[:size]))
    assert (restored.payload_type, restored.ssrc, restored.sequence_number) == (96, 1111, number)
    assert (restored.timestamp, bool(restored.marker), restored.payload) == (77, marker, payload)


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x02"])
def test_rtx_probes_carry_no_original(payload: bytes) -> None:
    assert original_sequence(bytearray(payload), 0, len(payload)) == -1
