"""The settings of messages to citizens: where their links lead, and who carries them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from signaling.carriers.mail import MailSecurity

_HTTPS = r"https://[a-z0-9.-]{1,200}(:[0-9]{1,5})?"
_HERE = r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?"
_ORIGIN: Final = re.compile(f"{_HTTPS}|{_HERE}")
_URL: Final = re.compile(f"({_HTTPS}|{_HERE})(/[!-~]*)?")
_HOST: Final = re.compile(r"[A-Za-z0-9.:_-]{1,253}")
#: An address, or a name with one in angle brackets; no header may begin in it.
_SENDER: Final = re.compile(
    r'[^@\s<>",;]{1,64}@[A-Za-z0-9.-]{1,190}|[^<>@"\r\n]{1,100} <[^@\s<>]{1,64}@[A-Za-z0-9.-]{1,190}>'
)


def _like(pattern: re.Pattern[str], wanted: str) -> Callable[[str], str]:
    """Return a check that a value is of this form; it raises ValueError with what is ``wanted``."""

    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(wanted)
        return value

    return check


#: Check that this is an origin of the web: https, or http on this machine. Raises ValueError.
is_origin = _like(_ORIGIN, "must be like https://calls.example.org, without a path")
#: Check that this is an address of the web: https, or http on this machine. Raises ValueError.
is_url = _like(_URL, "must be like https://gateway.example.org/messages")
_is_host = _like(_HOST, "must be a name or an address")
_is_sender = _like(_SENDER, "must be like noreply@example.org, or Politie <noreply@example.org>")


class MessageSettings(BaseModel):
    """How citizens are written to."""

    public_url: Annotated[str, AfterValidator(is_origin)] | None = Field(
        default=None,
        description="where citizens find the pages, for links in messages; default: where it listens",
    )
    mail_server: Annotated[str, AfterValidator(_is_host)] | None = Field(
        default=None, description="mail server that takes messages to citizens"
    )
    mail_port: int = Field(default=587, ge=1, le=65535, description="its port")
    mail_security: MailSecurity = Field(
        default=MailSecurity.STARTTLS, description="tls, starttls, or none for a server on this machine"
    )
    mail_user: str | None = Field(default=None, description="who signs in there; default: nobody")
    mail_password: SecretStr | None = Field(default=None, description="and with what")
    mail_from: Annotated[str, AfterValidator(_is_sender)] | None = Field(
        default=None, description="who citizens' mails are from, like Politie <noreply@example.org>"
    )
    sms_url: Annotated[str, AfterValidator(is_url)] | None = Field(
        default=None, description="gateway that text messages to citizens are posted to"
    )
    sms_token: SecretStr | None = Field(default=None, description="bearer token of the gateway")
    sms_from: str = Field(
        default="Politie", pattern=r"^[A-Za-z0-9+ ]{1,15}$", description="who text messages are from"
    )
    keep_messages: bool = Field(
        default=False,
        description="keep messages to citizens to be looked at, and send none: for demonstrations",
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for one, other in (("mail_server", "mail_from"), ("sms_url", "sms_token")):
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                message = f"{one} and {other} need each other"
                raise ValueError(message)
        return self
