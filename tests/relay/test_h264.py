"""Keyframes in H.264 payloads: single units, aggregates and fragments (RFC 6184)."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.packets.h264 import starts_h264_keyframe

SPS, PPS, IDR, DELTA, SEI = b"\x67\x42", b"\x68\xce", b"\x65\x88", b"\x41\x9a", b"\x06\x05"


def stap(*units: bytes) -> bytes:
    return b"\x78" + b"".join(struct.pack("!H", len(unit)) + unit for unit in units)


def fragment(unit: bytes, *, start: bool = False, end: bool = False) -> bytes:
    return bytes([unit[0] & 0x60 | 28, start << 7 | end << 6 | unit[0] & 0x1F]) + unit[1:]


@pytest.mark.parametrize(
    "payload",
    [
        SPS,
        IDR,
        stap(SPS, PPS),
        stap(SEI, SPS, PPS),
        stap(SPS, PPS, IDR),
        fragment(IDR, start=True),
        fragment(SPS, start=True),
    ],
    ids=[
        "parameters",
        "picture",
        "parameters together",
        "after information",
        "all",
        "fragment",
        "long parameters",
    ],
)
def test_these_start_a_keyframe(payload: bytes) -> None:
    assert starts_h264_keyframe(b"head" + payload + b"tail", 4, 4 + len(payload))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        DELTA,
        PPS,
        SEI,
        stap(DELTA, SEI),
        fragment(DELTA, start=True),
        fragment(IDR),
        fragment(IDR, end=True),
        b"\x7c",
        b"\x78",
        b"\x78\x00",
        b"\x78\x00\x02",
        b"\x78\x00\x05\x67",
        b"\x78\x00\x00\x67",
        b"\x79\x00\x00\x00\x02\x67\x42",
    ],
)
def test_these_do_not(payload: bytes) -> None:
    assert not starts_h264_keyframe(b"head" + payload + b"\x67\x65", 4, 4 + len(payload))


@given(st.binary(max_size=60), st.integers(0, 60))
def test_any_bytes_are_answered_within_the_payload(payload: bytes, at: int) -> None:
    end = len(payload)
    assert starts_h264_keyframe(payload, at, end) == starts_h264_keyframe(payload + b"\x67" * 9, at, end)
