"""Sign-ins: that a browser speaks for a member of staff on one page, since when and until when."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal

from callrouter.model.base import Id, Record
from callrouter.model.event import BaseEvent
from callrouter.model.steering_events import Why


class SignInMethod(StrEnum):
    """By what somebody was known."""

    LOCAL = "local"
    OIDC = "oidc"


class SignInEnd(StrEnum):
    """Why a sign-in ended before its time."""

    SIGNED_OUT = "signed_out"
    #: By its person from another page, by a supervisor, or at the terminal.
    REVOKED = "revoked"
    #: A token was shown that had been replaced: somebody has a copy.
    REPLAYED = "replayed"
    #: The password or the second factor is another one.
    CREDENTIALS_CHANGED = "credentials_changed"
    #: The account is gone, or is for another page.
    ACCOUNT_CHANGED = "account_changed"
    #: The identity provider said so.
    PROVIDER = "provider"
    #: The person has signed in elsewhere so often since.
    TOO_MANY = "too_many"


class Browser(StrEnum):
    """A browser, by its maker's word; which version is nobody's business."""

    CHROME = "chrome"
    EDGE = "edge"
    FIREFOX = "firefox"
    OPERA = "opera"
    SAFARI = "safari"
    OTHER = "other"


class System(StrEnum):
    """What a browser runs on."""

    ANDROID = "android"
    CHROMEOS = "chromeos"
    IOS = "ios"
    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"
    OTHER = "other"


class Machine(Record):
    """On what somebody signed in, so that they know it again in a list."""

    browser: Browser = Browser.OTHER
    system: System = System.OTHER


#: Nobody said.
SOME_MACHINE: Final = Machine()


class SignIn(Record):
    """One browser's sign-in at one page. Times are UTC epoch ms."""

    #: No secret: it says nothing about the token.
    sign_in_id: Id
    staff_id: Id
    page: Id
    by: SignInMethod
    on: Machine = SOME_MACHINE
    started_at: int
    #: When it was last used, to a minute.
    seen_at: int = 0
    #: When it is over, however much it is used.
    ends_at: int


class SignInEnded(BaseEvent):
    """A sign-in ended before its time: its pages close."""

    type: Literal["sign_in.ended"]
    sign_in_id: Id
    staff_id: Id
    page: Id
    reason: SignInEnd
    #: Who ended it: a member of staff, ``operator``, or ``clock`` for the service itself.
    by: Id
    why: Why = ""


def of_person(staff_id: str) -> str:
    """Return the name under which all sign-ins of a person are ended or listed."""
    return f"staff:{staff_id}"


def of_provider_session(issuer: str, session: str) -> str:
    """Return the name of all sign-ins that come from one session (``sid``) at an identity provider."""
    return _digest("sid", issuer, session)


def of_provider_subject(issuer: str, subject: str) -> str:
    """Return the name of all sign-ins of whom an identity provider knows as ``subject`` (``sub``)."""
    return _digest("sub", issuer, subject)


def _digest(kind: str, issuer: str, value: str) -> str:
    return f"{kind}:{sha256(f'{issuer} {value}'.encode()).hexdigest()}"
