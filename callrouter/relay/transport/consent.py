"""Whether somebody at an address wants what is sent there: the relay asks by checks of its own (RFC 7675).

Who is in a call can forge where a packet comes from, keys and all; what he can't do is answer for somebody
at another address, as the question has a number nobody else sees. So media goes to addresses that answered.
Each check that comes from an address allows a few questions, so that no more goes out than a small multiple.
"""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from callrouter.relay.transport.stun import binding_request, is_answer

#: seconds for which an answer counts (RFC 7675 section 5.1)
EXPIRES: Final = 30.0
#: seconds from a question to the next, and from an answer
_AGAIN: Final = 0.2
_RENEW: Final = 4.0
#: questions that one check from an address allows
QUESTIONS: Final = 3


class PeerIce(NamedTuple):
    """What a browser is asked by: the user name it knows itself under here, and its password."""

    username: str
    password: str


class Consent:
    """The consent of one address; all times are seconds on one monotonic clock."""

    __slots__ = ("_allowed", "_asked", "_asked_at", "_given_at")

    def __init__(self) -> None:
        self._asked: deque[bytes] = deque(maxlen=4)
        self._asked_at = self._given_at = float("-inf")
        self._allowed = 0

    def holds(self, now: float) -> bool:
        """Tell whether somebody answered from there lately."""
        return now - self._given_at < EXPIRES

    def allow(self) -> None:
        """Note that a check came from there."""
        self._allowed = QUESTIONS

    def question(self, peer: PeerIce, now: float) -> bytes | None:
        """Return what is to be sent there now, if it is time to ask."""
        if not self._allowed or now - self._given_at < _RENEW or now - self._asked_at < _AGAIN:
            return None
        self._allowed -= 1
        self._asked_at = now
        transaction, question = binding_request(peer.username, peer.password)
        self._asked.append(transaction)
        return question

    def take(self, datagram: bytes, peer: PeerIce, now: float) -> bool:
        """Take what came from there; tell whether it was an answer to one of the last questions."""
        if not any(is_answer(datagram, transaction, peer.password) for transaction in self._asked):
            return False
        self._given_at = now
        self._asked.clear()
        return True
