"""What ``callrouter doctor`` says of messages to citizens: can they go out, and do they."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from callrouter.model.directory import Directory
from callrouter.model.messages import Carrier, DeliveryState
from callrouter.queueing import CallbackStore, Pending
from signaling.carriers.choice import missing_carriers
from signaling.examination.examined import Examined
from signaling.settings import Settings

_DAY_MS: Final = 86_400_000
_SETTINGS: Final = {
    Carrier.MAIL: "set mail_server and mail_from",
    Carrier.SMS: "set sms_url and sms_token",
}


def examine_messages(
    settings: Settings, directory: Directory | None, pending: Pending, *, in_service: bool
) -> Iterator[Examined]:
    """Examine how citizens are written to; ``in_service``: somebody uses the queue's server."""
    if directory is not None and directory.teams:
        yield from _carriers(settings)
    yield _outbox(pending, in_service=in_service)


async def failed_messages(callbacks: CallbackStore, *, now_ms: int) -> Examined:
    """Count what failed for good in the past day; some do, by a mistyped address."""
    failed = 0
    async for kept in callbacks.every():
        failed += sum(
            each.state is DeliveryState.FAILED and each.at > now_ms - _DAY_MS for each in kept.deliveries
        )
    return Examined("messages", f"{failed} failed for good in the past day")


def _carriers(settings: Settings) -> Iterator[Examined]:
    missing = missing_carriers(settings)
    for carrier in Carrier:
        if carrier in missing:
            yield Examined(carrier, "there are teams, and nothing carries it", _SETTINGS[carrier])
        else:
            kept = settings.keep_messages
            yield Examined(carrier, "kept for looking at, not sent" if kept else "is carried")


def _outbox(pending: Pending, *, in_service: bool) -> Examined:
    state = f"{pending.total} to be sent"
    if pending.late and in_service:
        return Examined(
            "outbox",
            f"{state}, {pending.late} of them long ago",
            "look whether a node runs, and at its log: nobody sends them",
        )
    if pending.failing:
        return Examined(
            "outbox",
            f"{state}, {pending.failing} of them tried in vain for minutes",
            "look at the mail server or the gateway, and at lines `message` of the log",
        )
    return Examined("outbox", state)
