"""Which carriers a node has, as its settings say."""

from __future__ import annotations

from callrouter.model.messages import Carrier, Writing
from callrouter.services.postman import Carries, NotDeliveredError
from signaling.carriers.mail import Mail
from signaling.carriers.shelf import Shelf
from signaling.carriers.sms import TextMessages
from signaling.message_settings import MessageSettings


class Nobody:
    """Where no carrier is set up: every message fails at once, and staff see that it did."""

    async def carry(self, message: Writing) -> None:
        """Take nothing. Raises NotDeliveredError."""
        del message
        raise NotDeliveredError(for_good=True)


def carriers(settings: MessageSettings, shelf: Shelf | None) -> dict[Carrier, Carries]:
    """Return who carries what; with a ``shelf`` nothing leaves the house."""
    if shelf is not None:
        return dict.fromkeys(Carrier, shelf)
    return {Carrier.MAIL: _mail(settings) or Nobody(), Carrier.SMS: _sms(settings) or Nobody()}


def missing_carriers(settings: MessageSettings) -> tuple[Carrier, ...]:
    """Return by what citizens can't be written to."""
    if settings.keep_messages:
        return ()
    known = {Carrier.MAIL: _mail(settings), Carrier.SMS: _sms(settings)}
    return tuple(carrier for carrier, way in known.items() if way is None)


def _mail(settings: MessageSettings) -> Mail | None:
    if settings.mail_server is None or settings.mail_from is None:
        return None
    return Mail(
        server=settings.mail_server,
        port=settings.mail_port,
        security=settings.mail_security,
        sender=settings.mail_from,
        user=settings.mail_user,
        password=settings.mail_password.get_secret_value() if settings.mail_password else None,
    )


def _sms(settings: MessageSettings) -> TextMessages | None:
    if settings.sms_url is None or settings.sms_token is None:
        return None
    return TextMessages(
        url=settings.sms_url, sender=settings.sms_from, token=settings.sms_token.get_secret_value()
    )
