"""What ``callrouter doctor`` tries of mail and text messages: who carries them is there; nothing is sent."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import aiosmtplib

from signaling.carriers.mail import MailSecurity
from signaling.examination.examined import Examined
from signaling.settings import Settings

_TIMEOUT_S: Final = 8.0


async def examine_delivery(settings: Settings) -> list[Examined]:
    """Connect to what the settings name, and sign in at the mail server."""
    tries = []
    if settings.mail_server is not None and not settings.keep_messages:
        tries.append(_mail(settings, settings.mail_server))
    if settings.sms_url is not None and not settings.keep_messages:
        tries.append(_reached("sms gateway", "sms_url", settings.sms_url))
    if settings.alert_webhook_url is not None:
        tries.append(_reached("webhook", "alert_webhook_url", settings.alert_webhook_url))
    return list(await asyncio.gather(*tries))


async def _mail(settings: Settings, server: str) -> Examined:
    where = f"{server}:{settings.mail_port}"
    password = settings.mail_password
    client = aiosmtplib.SMTP(
        hostname=server,
        port=settings.mail_port,
        use_tls=settings.mail_security is MailSecurity.TLS,
        start_tls=settings.mail_security is MailSecurity.STARTTLS,
        username=settings.mail_user,
        password=None if password is None else password.get_secret_value(),
        timeout=_TIMEOUT_S,
    )
    try:
        await client.connect()
    except aiosmtplib.SMTPAuthenticationError:
        return Examined("mail server", f"{where} refuses who signs in", "correct mail_user and mail_password")
    except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
        return Examined(
            "mail server",
            f"{where} isn't reached ({type(error).__name__})",
            "see whether it runs and is reached from here; correct mail_server, mail_port, mail_security",
        )
    with suppress(aiosmtplib.SMTPException, OSError):
        await client.quit()
    return Examined("mail server", f"{where} is there")


async def _reached(subject: str, setting: str, url: str) -> Examined:
    parts = urlsplit(url)
    secured = parts.scheme == "https"
    port = parts.port or (443 if secured else 80)
    where = f"{parts.hostname}:{port}"
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            _, writer = await asyncio.open_connection(
                parts.hostname, port, ssl=ssl.create_default_context() if secured else None
            )
    except (OSError, TimeoutError) as error:
        why = getattr(error, "verify_message", None) or type(error).__name__
        remedy = f"see whether it runs and is reached from here; correct {setting}"
        return Examined(subject, f"{where} isn't reached ({why})", remedy)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return Examined(subject, f"{where} is there")
