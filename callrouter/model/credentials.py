"""By what a member of staff is known here beside the directory: an own password, and a second step."""

from __future__ import annotations

from pydantic import Field

from callrouter.model.base import Id, Record


class Credentials(Record):
    """What is kept of one account; replaced as a whole, by revision. Times are UTC epoch ms."""

    staff_id: Id
    revision: int = 0
    #: Counts instead of the directory's for as long as that is the one it took the place of.
    password_hash: str = Field(default="", repr=False)
    #: SHA-256 of the directory's hash then.
    instead_of: str = Field(default="", repr=False)
    #: Whether nobody may sign in with this account.
    locked: bool = False
    #: The secret of the second step (RFC 6238), encrypted; empty: there is none.
    totp: str = Field(default="", repr=False)
    #: One that was shown, and is to be confirmed by a code.
    totp_offered: str = Field(default="", repr=False)
    totp_offered_at: int = 0
    #: The last time step of which a code was taken: each is good once.
    totp_step: int = 0
    #: Digests of the codes for when the device is lost; each is good once.
    recovery: tuple[str, ...] = Field(default=(), repr=False)
