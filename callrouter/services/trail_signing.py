"""Days of the audit trail, signed: who can write to the queue's server can't write a chain anew unseen.

When a day is over its last entry's number and hash are signed with a key (Ed25519) that isn't kept there. As
each hash covers all entries before it, so does each signature. A day is signed once, just after it ended, and
only if all since the key was made were: whoever takes signatures away gets no new ones. The last signed day
is remembered elsewhere, too: whoever takes the newest days away as well gets no new ones either.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple, Protocol, Self

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from callrouter.queueing import AuditTrailStore
from callrouter.queueing.audit_trail import TrailDay

_KIND: Final = "ed25519"
_WORDS: Final = 3
#: Of either half.
_KEY_BYTES: Final = 32

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class VerifyingKey:
    """What signatures are checked with; from its first day (UTC) on, each day has to be signed."""

    key: bytes
    first_day: str

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a line of a file with public keys. Raises ValueError."""
        first_day, key = _parsed(line)
        return cls(key=key, first_day=first_day)

    def line(self) -> str:
        """Return it as a line of text."""
        return f"{_KIND} {b64encode(self.key).decode()} {self.first_day}"

    def has_signed(self, text: bytes, signature: str) -> bool:
        """Whether this text was signed with the key that belongs to it."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(b64decode(signature, validate=True), text)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """What days are signed with, from its first day (UTC) on."""

    seed: bytes = field(repr=False)
    first_day: str

    @classmethod
    def make(cls, *, today: str) -> Self:
        """Make a new one."""
        return cls(seed=Ed25519PrivateKey.generate().private_bytes_raw(), first_day=today)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``text`` wrote. Raises ValueError."""
        first_day, seed = _parsed(text)
        return cls(seed=seed, first_day=first_day)

    def text(self) -> str:
        """Return it as the text of its file."""
        return f"{_KIND} {b64encode(self.seed).decode()} {self.first_day}\n"

    @property
    def public(self) -> VerifyingKey:
        """What its signatures are checked with."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifyingKey(key=key, first_day=self.first_day)

    def sign(self, text: bytes) -> str:
        """Return the signature of a text."""
        return b64encode(Ed25519PrivateKey.from_private_bytes(self.seed).sign(text)).decode()


class EndedDay(NamedTuple):
    """A day that is over, with the number and hash of its last entry."""

    day: str
    number: int
    head: str

    def text(self, namespace: str) -> bytes:
        """Return what is signed of it."""
        return f"callrouter audit trail\n{namespace}\n{self.day}\n{self.number}\n{self.head}\n".encode()


class LastSigned(Protocol):
    """Which day was signed last, kept where nobody writes who can write to the queue's server."""

    def read(self) -> EndedDay | None:
        """Return it; None if none is known."""

    def write(self, day: EndedDay) -> None:
        """Keep it in place of the one before, if it can be kept."""


@dataclass(frozen=True, kw_only=True)
class SignaturesFound:
    """What a check of the signatures found."""

    #: Days that are over, since the first that had to be signed.
    days: int
    #: The first day that isn't signed, or was otherwise when it was; None = all is well.
    unsigned: str | None = None
    altered: str | None = None
    #: A day that was signed here and isn't in the trail any more, or ends otherwise.
    cut: str | None = None


class TrailSigner:
    """Signs each day when it is over."""

    def __init__(self, store: AuditTrailStore, key: SigningKey, last: LastSigned) -> None:
        self._store = store
        self._key = key
        self._last = last
        #: The last day that was looked at: no server has it signed twice.
        self._seen = ""

    async def sign(self) -> None:
        """Sign the day that ended last, unless it is, or one before it should be signed, or there, and isn't.

        Raises ``QueueUnavailableError``.
        """
        ended = [each for each in _ended(await self._store.days()) if each.day >= self._key.first_day]
        if not ended or ended[-1].day <= self._seen:
            return
        signatures = await self._store.signatures()
        newest, last = ended[-1], self._last.read()
        missing = next((each.day for each in ended[:-1] if each.day not in signatures), None)
        if last is not None and await _is_cut(self._store, ended, last, since=self._key.first_day):
            _log.error("audit_trail.cut_off", day=last.day, number=last.number, hash=last.head)
        elif newest.day in signatures:
            if self._key.public.has_signed(newest.text(self._store.namespace), signatures[newest.day]):
                self._last.write(newest)
        elif missing is not None:
            _log.error("audit_trail.not_signed", day=newest.day, missing=missing)
        else:
            signature = self._key.sign(newest.text(self._store.namespace))
            await self._store.keep_signature(newest.day, signature)
            self._last.write(newest)
            _log.info("audit_trail.signed", day=newest.day, number=newest.number, hash=newest.head)
        self._seen = newest.day


async def check_signatures(
    store: AuditTrailStore, keys: Sequence[VerifyingKey], last: EndedDay | None = None
) -> SignaturesFound:
    """Check that each day that is over is signed with one of these keys as it is, since the first key's day.

    ``last``: a day that is known to have been signed, and so has to be there. The day that ended last may
    still be about to be signed. That entries and hashes belong together is seen by the chain's check. Raises
    ``QueueUnavailableError``.
    """
    since = min(key.first_day for key in keys)
    ended = [each for each in _ended(await store.days()) if each.day >= since]
    if last is not None and await _is_cut(store, ended, last, since=since):
        return SignaturesFound(days=len(ended), cut=last.day)
    signatures: Mapping[str, str] = await store.signatures()
    newest = ended[-1].day if ended else ""
    for each in ended:
        signature = signatures.get(each.day)
        if signature is None:
            if each.day != newest:
                return SignaturesFound(days=len(ended), unsigned=each.day)
            continue
        text = each.text(store.namespace)
        if not any(key.first_day <= each.day and key.has_signed(text, signature) for key in keys):
            return SignaturesFound(days=len(ended), altered=each.day)
    return SignaturesFound(days=len(ended))


def _ended(days: Sequence[TrailDay]) -> Iterator[EndedDay]:
    for each, following in pairwise(days):
        yield EndedDay(each.day, following.number - 1, following.after)


async def _is_cut(store: AuditTrailStore, ended: Sequence[EndedDay], last: EndedDay, *, since: str) -> bool:
    """Whether a day that was signed isn't there as it was, though it isn't old enough to be dropped."""
    return last.day >= since and last not in ended and await store.keeps(last.day)


def _parsed(line: str) -> tuple[str, bytes]:
    """Return the day and the key of a line. Raises ValueError."""
    words = line.split()
    if len(words) == _WORDS and words[0] == _KIND:
        with suppress(ValueError):
            key = b64decode(words[1], validate=True)
            if len(key) == _KEY_BYTES:
                return words[2], key
    raise ValueError("this is no key")
