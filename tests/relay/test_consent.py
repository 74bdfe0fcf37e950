"""Media goes only where somebody has answered that it is wanted, whoever asked that it go there."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aioice import stun as codec
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay import RelayEngine
from callrouter.relay.transport.consent import EXPIRES, QUESTIONS, Consent, PeerIce
from tests.relay.clients import PATIENCE
from tests.relay.conftest import ROOM, Joins
from tests.relay.test_relay_attacks import stranger

PEER = PeerIce("theirs:ours", "browsers-password-for-this")
RTP = range(128, 192)


def answer(question: bytes, password: str = PEER.password) -> bytes:
    asked = codec.parse_message(question)
    message = codec.Message(codec.Method.BINDING, codec.Class.RESPONSE, asked.transaction_id)
    message.attributes["XOR-MAPPED-ADDRESS"] = ("192.0.2.1", 5004)
    message.add_message_integrity(password.encode())
    return bytes(message)


def asked(consent: Consent, now: float) -> bytes:
    question = consent.question(PEER, now)
    assert question is not None
    return question


def test_a_question_is_a_check_of_a_controlled_agent_that_an_independent_codec_reads() -> None:
    consent = Consent()
    consent.allow()
    message = codec.parse_message(asked(consent, 0.0))
    assert message.check_message_integrity(PEER.password.encode())
    assert message.attributes["USERNAME"] == PEER.username
    assert {"PRIORITY", "ICE-CONTROLLED", "FINGERPRINT"} <= message.attributes.keys()


def test_consent_holds_for_its_time_after_an_answer_and_not_before() -> None:
    consent = Consent()
    consent.allow()
    question = asked(consent, 0.0)
    assert not consent.holds(0.0)
    assert not consent.take(answer(question, "x" * 24), PEER, 0.1)
    assert consent.take(answer(question), PEER, 0.1)
    assert not consent.take(answer(question), PEER, 1.0), "an answer counts once"
    assert consent.holds(EXPIRES)
    assert not consent.holds(EXPIRES + 0.2)


def test_each_check_allows_a_few_questions_and_a_late_answer_to_any_of_them_counts() -> None:
    consent = Consent()
    assert consent.question(PEER, 0.0) is None
    consent.allow()
    questions = [asked(consent, 0.3 * n) for n in range(QUESTIONS)]
    assert consent.question(PEER, 100.0) is None
    consent.allow()
    assert consent.take(answer(questions[0]), PEER, 100.0)
    assert consent.question(PEER, 101.0) is None
    assert consent.question(PEER, 105.0) is not None


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 100), st.binary(min_size=1, max_size=8))
def test_a_damaged_answer_is_none(place: int, junk: bytes) -> None:
    consent = Consent()
    consent.allow()
    whole = answer(asked(consent, 0.0))
    signed = len(whole) - 8
    damaged = whole[:place] + junk + whole[place + len(junk) :]
    assert not consent.take(damaged, PEER, 0.0) or damaged[:signed] == whole[:signed]


def nominating(ufrag: str, password: str) -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = f"{ufrag}:theirs"
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


async def question_of(sock: socket.socket) -> bytes:
    """Return the next question that comes; nothing but STUN may come before it."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE):
        while True:
            datagram = await loop.sock_recv(sock, 2000)
            assert datagram[0] not in RTP
            if datagram.startswith(b"\x00\x01"):
                return datagram


@pytest.mark.network
async def test_media_moves_to_another_address_only_when_somebody_there_answers(
    engine: RelayEngine, joins: Joins
) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    transport = engine._switchboard._legs[ROOM, "visitor"].transport
    used = transport._path
    with stranger() as elsewhere:
        check = nominating(transport.ice_ufrag, transport.ice_pwd)
        elsewhere.sendto(check, ("127.0.0.1", engine.port))
        questions = [await question_of(elsewhere) for _ in range(QUESTIONS)]
        assert transport._path is used
        await visitor.hears(0)
        with pytest.raises(BlockingIOError):
            elsewhere.recv(2000)
        elsewhere.sendto(answer(questions[-1], transport.peer.password), ("127.0.0.1", engine.port))
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE):
            while (await loop.sock_recv(elsewhere, 2000))[0] not in RTP:
                pass
    await agent.hears(0)
