"""What browsers would send: packets with their header extensions, encrypted before the run, and when they go.

Every payload says whose it is and which, so that what a relay sends on can be told apart and compared.
"""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from scripts.benchmarks.relay.generator import BURST, Load
from scripts.benchmarks.relay.transport import Transport

AUDIO_PER_S: Final = 50
BURST_SIZE: Final = 6
_VIDEO_SIZE: Final = 1_100
_AUDIO_SIZE: Final = 130
_VIDEO_CLOCK: Final = 90_000
_AUDIO_STEP: Final = 960
_KEYFRAME_EVERY: Final = 60
_EXTENSIONS_SIZE: Final = 12
_HEADER: Final = struct.Struct("!BBHIIHH")
_IDENTITY: Final = struct.Struct("!IHHI")
_MAGIC: Final = 0x6F70656E
_AUDIO, _VIDEO = 0, 1
#: VP8's payload descriptor with a picture number, as browsers write it (RFC 7741 section 4.2)
_PICTURE: Final = struct.Struct("!BBH")
_FILLING: Final = random.Random(7).randbytes(_VIDEO_SIZE)  # noqa: S311  (noise, no secret)

#: Header extension numbers that Chromium uses.
LEVEL, SEND_TIME, TRANSPORT_SEQUENCE, MID = 1, 2, 3, 4


@dataclass
class Publication:
    """One participant's audio and video: identities, and the next number of each."""

    leg: int
    number: int
    audio_ssrc: int
    video_ssrc: int
    audio_type: int = 111
    video_type: int = 96
    mids: tuple[str, str] = ("0", "1")
    sequence: list[int] = field(default_factory=lambda: [1, 1])
    transport_sequence: int = 0
    pictures: int = 0
    elapsed_s: float = 0.0
    #: of real sound and pictures, if they are sent: by kind and burst
    payloads: tuple[list[list[bytes]], list[list[bytes]]] | None = None


def identity(packet: bytes) -> tuple[int, int, int] | None:
    """Return (publication, kind, number) of a decrypted packet; None for a retransmission.

    Raises ``ValueError`` if its content isn't what was sent.
    """
    at = packet.find(_MAGIC.to_bytes(4, "big"), 12, 80)
    if at < 0:
        raise ValueError("a packet came that isn't one of those sent")
    _, publication, kind, number = _IDENTITY.unpack_from(packet, at)
    filling = packet[at + _IDENTITY.size :]
    if kind == _VIDEO:
        size, before = _VIDEO_SIZE, _PICTURE.size + 1
    else:
        size, before = _AUDIO_SIZE, 0
    if filling != _FILLING[: size - _HEADER.size - _EXTENSIONS_SIZE - before - _IDENTITY.size]:
        raise ValueError("the content of a packet isn't what was sent")
    payload_at = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        payload_at += 4 + 4 * int.from_bytes(packet[payload_at + 2 : payload_at + 4], "big")
    # A retransmission has the original's number before the rest (RFC 4588 section 4).
    return (publication, kind, number) if at - payload_at == before else None


def build(publications: list[Publication], transports: list[Transport], rate: int, seconds: float) -> Load:
    """Make the packets of all publications at `rate` packets a second in sum."""
    video_rate = rate / len(publications) - AUDIO_PER_S
    plan: list[tuple[int, int, Publication]] = []
    for place, publication in enumerate(publications):
        share = place / len(publications)
        for kind, per_s in ((_AUDIO, AUDIO_PER_S), (_VIDEO, video_rate / BURST_SIZE)):
            if per_s > 0:
                starts = (np.arange(int(seconds * per_s)) + share) / per_s
                plan += [(int(at * 1e9), kind, publication) for at in starts]
    return _written(publications, transports, plan, seconds)


def clip(
    publications: list[Publication],
    transports: list[Transport],
    sounds: list[list[bytes]],
    pictures: list[list[bytes]],
    pictures_per_s: int,
) -> Load:
    """Make the packets of all publications from real, coded sound and pictures."""
    plan: list[tuple[int, int, Publication]] = []
    for place, publication in enumerate(publications):
        publication.payloads = (sounds, pictures)
        share = place / len(publications)
        for kind, coded, per_s in ((_AUDIO, sounds, AUDIO_PER_S), (_VIDEO, pictures, pictures_per_s)):
            plan += [(int((n + share) / per_s * 1e9), kind, publication) for n in range(len(coded))]
    return _written(publications, transports, plan, len(pictures) / pictures_per_s)


def _written(
    publications: list[Publication],
    transports: list[Transport],
    plan: list[tuple[int, int, Publication]],
    seconds: float,
) -> Load:
    """Write and encrypt what is planned: (nanoseconds, kind, whose)."""
    plan.sort(key=lambda item: (item[0], item[1], item[2].number))
    packets = bytearray()
    offsets, keys = [0], []
    bursts = np.zeros(len(plan), BURST)
    done: dict[tuple[int, int], int] = {}
    for burst, (at_ns, kind, publication) in zip(bursts, plan, strict=True):
        number = done[publication.number, kind] = done.get((publication.number, kind), -1) + 1
        coded = publication.payloads[kind][number] if publication.payloads else None
        count = len(coded) if coded is not None else (BURST_SIZE if kind == _VIDEO else 1)
        burst["at_ns"], burst["leg"] = at_ns, publication.leg
        burst["first"], burst["count"] = len(keys), count
        protect = transports[publication.leg].sending.protect
        for place in range(count):
            keys.append((publication.number, kind, publication.sequence[kind]))
            payload = None if coded is None else coded[place]
            packets += protect(_packet(publication, kind, at_ns, (place == 0, place == count - 1), payload))
            offsets.append(len(packets))
        publication.pictures += kind
    for publication in publications:
        publication.elapsed_s += seconds
    return Load(bursts, packets, np.array(offsets, "i8"), np.array(keys, "i4"), seconds)


def _packet(
    publication: Publication, kind: int, at_ns: int, ends: tuple[bool, bool], payload: bytes | None
) -> bytes:
    first, last = ends
    number = publication.sequence[kind]
    publication.sequence[kind] = number + 1 & 0xFFFF
    publication.transport_sequence = publication.transport_sequence + 1 & 0xFFFF
    seconds = publication.elapsed_s + at_ns * 1e-9
    send_time = int(seconds * (1 << 18)) & 0xFFFFFF
    extensions = bytes([SEND_TIME << 4 | 2, *send_time.to_bytes(3, "big")])
    extensions += bytes([TRANSPORT_SEQUENCE << 4 | 1, *publication.transport_sequence.to_bytes(2, "big")])
    extensions += bytes([MID << 4, ord(publication.mids[kind])])
    if kind == _AUDIO:
        extensions += bytes([LEVEL << 4, 0x80 | 30])
        timestamp, ssrc = _AUDIO_STEP * number, publication.audio_ssrc
        second, size, descriptor = publication.audio_type, _AUDIO_SIZE, b""
    else:
        timestamp, ssrc = int(seconds * _VIDEO_CLOCK), publication.video_ssrc
        second, size = publication.video_type | (0x80 if last else 0), _VIDEO_SIZE
        descriptor = _PICTURE.pack(0x90 if first else 0x80, 0x80, 0x8000 | publication.pictures & 0x7FFF)
        keyframe = publication.pictures % _KEYFRAME_EVERY == 0
        descriptor += b"\x00" if first and keyframe else b"\x01"
    extensions += bytes(-len(extensions) % 4)
    head = (
        _HEADER.pack(0x90, second, number, timestamp & 0xFFFFFFFF, ssrc, 0xBEDE, len(extensions) // 4)
        + extensions
        + descriptor
    )
    if payload is not None:
        return head[: len(head) - len(descriptor)] + payload
    head += _IDENTITY.pack(_MAGIC, publication.number, kind, number)
    return head + _FILLING[: size - len(head)]
