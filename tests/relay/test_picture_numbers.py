from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.forwarding.picture_numbers import PictureNumbers, find_numbers


def payload(picture: int, layer_zero: int, *, long: bool = True) -> bytes:
    """Return a VP8 payload with all its numbers, as Chromium sends it for a layer."""
    number = struct.pack("!H", 0x8000 | picture) if long else bytes([picture])
    return b"\x90\xf0" + number + bytes([layer_zero, 0x20]) + b"\x00picture"


def numbers(data: bytes) -> tuple[int, int]:
    picture_at, layer_zero_at = find_numbers(data, 0, len(data))
    short = not data[picture_at] & 0x80
    (long,) = struct.unpack_from("!H", data, picture_at)
    return (data[picture_at] if short else long & 0x7FFF), data[layer_zero_at]


def patched(pictures: PictureNumbers, data: bytes) -> tuple[int, int]:
    out = memoryview(bytearray(b"head" + data))
    if pictures.shifted:
        pictures.patch(out, 4, len(out))
    return numbers(bytes(out[4:]))


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b"\x10\x00", (0, 0)),
        (b"\x90\x80\x05\x00", (2, 0)),
        (b"\x90\x80\x85\x05\x00", (2, 0)),
        (b"\x90\xc0\x85\x05\x09\x00", (2, 4)),
        (b"\x90\x40\x09\x00", (0, 2)),
        (b"\x90\x80\x85", (0, 0)),
        (b"\x90\xc0\x85\x05", (0, 0)),
        (b"\x90", (0, 0)),
        (b"", (0, 0)),
    ],
)
def test_numbers_stand_where_the_descriptor_says(data: bytes, places: tuple[int, int]) -> None:
    assert find_numbers(data, 0, len(data)) == places


@given(st.binary(max_size=8))
def test_any_payload_is_survived(data: bytes) -> None:
    pictures = PictureNumbers()
    pictures.end(payload(7, 7), 0)
    pictures.begin(data, 0)
    out = bytearray(data)
    pictures.patch(memoryview(out), 0, len(out))
    assert len(out) == len(data)
    assert out[:2] == data[:2]


def test_the_first_source_is_left_alone() -> None:
    pictures = PictureNumbers()
    pictures.begin(payload(7, 9), 0)
    assert patched(pictures, payload(8, 10)) == (8, 10)
    assert not pictures.shifted


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(0, 0x7FFF), st.integers(0, 255))
def test_the_next_source_follows_on_also_over_the_wrap(
    last: int, last_zero: int, first: int, first_zero: int
) -> None:
    pictures = PictureNumbers()
    pictures.begin(payload(0, 0), 0)
    pictures.end(payload(last, last_zero), 0)
    pictures.begin(payload(first, first_zero), 0)
    for step in range(3):
        after = payload((first + step) & 0x7FFF, (first_zero + step) & 0xFF)
        assert patched(pictures, after) == ((last + 1 + step) & 0x7FFF, (last_zero + 1 + step) & 0xFF)
    pictures.end(payload((first + 2) & 0x7FFF, (first_zero + 2) & 0xFF), 0)
    pictures.begin(payload(first, first_zero), 0)
    assert patched(pictures, payload(first, first_zero)) == ((last + 4) & 0x7FFF, (last_zero + 4) & 0xFF)


def test_short_numbers_stay_short() -> None:
    pictures = PictureNumbers()
    pictures.end(payload(126, 0, long=False), 0)
    pictures.begin(payload(3, 0, long=False), 0)
    assert [patched(pictures, payload(n, 0, long=False))[0] for n in (3, 4)] == [127, 0]


def test_another_codec_is_left_alone_and_forgets_nothing() -> None:
    pictures = PictureNumbers()
    pictures.end(payload(7, 7), 0)
    pictures.begin(b"H264", 4)
    assert not pictures.shifted
    pictures.begin(payload(100, 100), 0)
    assert patched(pictures, payload(100, 100)) == (8, 8)
