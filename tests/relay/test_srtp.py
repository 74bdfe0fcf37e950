from __future__ import annotations

import pytest
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

from callrouter.relay.transport.srtp import MAX_PLAIN_SIZE, PacketBuffer, SrtpKeys
from tests.relay.packets import rtp

PROFILES = [
    Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
    Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
]


def session(profile: int, ssrc_type: int) -> Session:
    return Session(Policy(key=bytes(range(60)), ssrc_type=ssrc_type, srtp_profile=profile))


def keys(profile: int) -> SrtpKeys:
    return SrtpKeys(session(profile, Policy.SSRC_ANY_INBOUND), session(profile, Policy.SSRC_ANY_OUTBOUND))


@pytest.mark.parametrize("profile", PROFILES)
def test_packets_protected_in_place_are_read_by_the_public_api_and_back(profile: int) -> None:
    ours, buffer = keys(profile), PacketBuffer()
    protect, unprotect = ours.protector(buffer), ours.unprotector()
    plain = rtp(1, b"x" * 1000)
    buffer.data[: len(plain)] = plain
    size = protect(0, len(plain))
    assert size > len(plain)
    assert session(profile, Policy.SSRC_ANY_INBOUND).unprotect(bytes(buffer.view[:size])) == plain
    assert unprotect(buffer, size) == len(plain)
    assert buffer.view[: len(plain)] == plain


def test_a_packet_anywhere_in_a_buffer_is_protected_and_its_neighbors_are_left_alone() -> None:
    buffer, plain, at = PacketBuffer(), rtp(1, b"x" * 100), 333
    buffer.view[:] = b"n" * len(buffer.view)
    buffer.view[at : at + len(plain)] = plain
    size = keys(PROFILES[0]).protector(buffer)(at, len(plain))
    protected = bytes(buffer.view[at : at + size])
    assert session(PROFILES[0], Policy.SSRC_ANY_INBOUND).unprotect(protected) == plain
    assert set(buffer.data[:at]) == {ord("n")}


def test_a_packet_of_the_greatest_size_fits() -> None:
    buffer = PacketBuffer()
    plain = rtp(1, b"x" * (MAX_PLAIN_SIZE - 12))
    buffer.data[: len(plain)] = plain
    assert keys(PROFILES[2]).protector(buffer)(0, len(plain)) == len(plain) + 10


def test_forged_packets_and_replays_are_refused() -> None:
    ours, buffer = keys(PROFILES[0]), PacketBuffer()
    unprotect = ours.unprotector()
    protected = session(PROFILES[0], Policy.SSRC_ANY_OUTBOUND).protect(rtp(1, b"abc"))
    for place in (2, 13, len(protected) - 1):
        forged = bytearray(protected)
        forged[place] ^= 1
        buffer.data[: len(forged)] = forged
        assert unprotect(buffer, len(forged)) == -1
    buffer.data[: len(protected)] = protected
    assert unprotect(buffer, len(protected)) == len(rtp(1, b"abc"))
    buffer.data[: len(protected)] = protected
    assert unprotect(buffer, len(protected)) == -1


@pytest.mark.parametrize("size", [0, 1, 11, 12, 20])
def test_short_packets_are_refused(size: int) -> None:
    assert keys(PROFILES[0]).unprotector()(PacketBuffer(), size) == -1
    assert keys(PROFILES[0]).rtcp_unprotector()(PacketBuffer(), size) == -1


def test_rtcp_goes_out_and_comes_in() -> None:
    ours, buffer = keys(PROFILES[0]), PacketBuffer()
    packet = bytes.fromhex("80c9000100000001")
    protected = ours.protect_rtcp(packet)
    assert protected is not None
    buffer.data[: len(protected)] = protected
    assert ours.rtcp_unprotector()(buffer, len(protected)) == len(packet)
    assert buffer.view[: len(packet)] == packet
    assert ours.protect_rtcp(b"x" * 4000) is None


def test_the_private_names_of_pylibsrtp_are_still_there() -> None:
    some = session(PROFILES[0], Policy.SSRC_ANY_INBOUND)
    assert ffi.typeof(some._srtp).cname == "struct srtp_ctx_t_ * *"
    for name in ("srtp_protect", "srtp_unprotect", "srtp_unprotect_rtcp"):
        assert ffi.typeof(getattr(lib, name)).args[1:] == (ffi.typeof("void *"), ffi.typeof("int *"))
    assert lib.srtp_err_status_ok == 0
