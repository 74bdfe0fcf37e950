"""Mail by SMTP (RFC 5321): text, and a calendar's entry where there is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WITH_CRLF
from email.utils import formatdate
from enum import StrEnum
from typing import Final

import aiosmtplib

from callrouter.model.messages import Writing
from callrouter.services.postman import NotDeliveredError

_TIMEOUT_S: Final = 20.0
#: RFC 5321 section 4.2.1: a permanent refusal; the same mail would be refused again.
_PERMANENT: Final = 500


class MailSecurity(StrEnum):
    """How the connection to the mail server is kept to ourselves."""

    #: TLS from the first byte (RFC 8314).
    TLS = "tls"
    #: Asked for after connecting, and insisted on.
    STARTTLS = "starttls"
    #: Not at all: for a server on this machine.
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Hands mails to one server, each over a connection of its own."""

    server: str
    port: int
    security: MailSecurity
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    async def carry(self, message: Writing) -> None:
        """Hand a mail over. Raises NotDeliveredError."""
        try:
            await aiosmtplib.send(
                self._mail(message),
                hostname=self.server,
                port=self.port,
                use_tls=self.security is MailSecurity.TLS,
                start_tls=self.security is MailSecurity.STARTTLS,
                username=self.user,
                password=self.password,
                timeout=_TIMEOUT_S,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [recipient.code for recipient in refused.recipients]
            raise NotDeliveredError(for_good=all(code >= _PERMANENT for code in codes)) from None
        except aiosmtplib.SMTPAuthenticationError:
            # The operator's mistake: mails wait until it is mended.
            raise NotDeliveredError(for_good=False) from None
        except aiosmtplib.SMTPResponseException as refused:
            raise NotDeliveredError(for_good=refused.code >= _PERMANENT) from None
        except (aiosmtplib.SMTPException, OSError):
            raise NotDeliveredError(for_good=False) from None

    def _mail(self, message: Writing) -> EmailMessage:
        mail = EmailMessage(policy=WITH_CRLF)
        mail["From"] = self.sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = formatdate()
        # The same for each try, so that a mail server recognizes one that comes twice.
        mail["Message-ID"] = f"<{message.message_id}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        if message.calendar is not None:
            method = "CANCEL" if "METHOD:CANCEL" in message.calendar else "PUBLISH"
            mail.add_attachment(
                message.calendar,
                subtype="calendar",
                filename="gesprek.ics",
                params={"method": method},
            )
        return mail
