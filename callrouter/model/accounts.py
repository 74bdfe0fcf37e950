"""Accounts that are kept beside those of the directory's file, and the event that tells of a change."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from callrouter.model.base import Id, Record
from callrouter.model.directory import Account
from callrouter.model.event import BaseEvent
from callrouter.model.steering_events import Why


class AccountChange(StrEnum):
    """What became of a kept account."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class KeptAccount(Record):
    """A member of staff who isn't in the directory's file."""

    account: Account
    #: Digest of who they are at the identity provider; empty for who was added at the terminal.
    subject: str = Field(default="", pattern=r"^([0-9a-f]{64})?$", repr=False)


class AccountChanged(BaseEvent):
    """A kept account was added, changed or removed; what it says is read where it is kept."""

    type: Literal["account.changed"]
    staff_id: Id
    what: AccountChange
    by: Id
    why: Why = ""
