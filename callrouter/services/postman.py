"""Sends citizens what they are written: claims messages, hands them to a carrier, tries again, gives up."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from callrouter.model.messages import Carrier, Delivery, DeliveryState, Message, Writing
from callrouter.policy.callback_access import audience_of
from callrouter.queueing import Outbox, QueueUnavailableError
from callrouter.services.callbacks import CallbackService

_LONGEST_SLEEP_S: Final = 1.0
_PAUSE_AFTER_FAULT_S: Final = 1.0
#: Shorter than a message is claimed for: before another node takes it, this one has given it up.
_LONGEST_S: Final = 45.0
#: So many messages a carrier is handed at once; what is due beyond that is looked at a little later.
_AT_ONCE: Final = 20
_PUT_OFF_MS: Final = 1_000
#: After each failure, how long until the next try; the last one goes on.
_PAUSES_MS: Final = (5_000, 20_000, 60_000, 300_000)

_log = structlog.get_logger(__name__)


class NotDeliveredError(Exception):
    """A carrier didn't take a message; ``for_good``: nor will it, however often it is asked."""

    def __init__(self, *, for_good: bool) -> None:
        super().__init__("for good" if for_good else "for now")
        self.for_good = for_good


class Carries(Protocol):
    """Takes a message to where it goes."""

    async def carry(self, message: Writing) -> None:
        """Hand a message over. Raises NotDeliveredError."""


@dataclass(frozen=True, kw_only=True)
class Postman:
    """Sends what is in the outbox. Any number of nodes may do so at once."""

    outbox: Outbox
    carriers: Mapping[Carrier, Carries]
    callbacks: CallbackService
    now: Callable[[], int]
    longest_s: float = _LONGEST_S
    #: How many messages each carrier is handed at this moment.
    _busy: Counter[Carrier] = field(default_factory=Counter)

    async def run(self) -> None:
        """Send for ever; who is slow to take messages holds up no other carrier's."""
        async with asyncio.TaskGroup() as sending:
            while True:
                try:
                    pause_s = await self._hand_out(sending)
                except QueueUnavailableError:
                    pause_s = _PAUSE_AFTER_FAULT_S
                await asyncio.sleep(pause_s)

    async def send_due(self) -> float:
        """Send what is due; when that is done, return for how many seconds there is nothing to do."""
        async with asyncio.TaskGroup() as sending:
            return await self._hand_out(sending)

    async def _hand_out(self, sending: asyncio.TaskGroup) -> float:
        messages, next_in_ms = await self.outbox.claim()
        for message in messages:
            if self._busy[message.carrier] < _AT_ONCE:
                self._busy[message.carrier] += 1
                sending.create_task(self._see_to(message))
            else:
                await self.outbox.put_off(message, until=self.now() + _PUT_OFF_MS)
        if messages:
            return 0.0
        return _LONGEST_SLEEP_S if next_in_ms is None else min(_LONGEST_SLEEP_S, next_in_ms / 1000)

    async def _see_to(self, message: Message) -> None:
        try:
            await self._send(message)
        except QueueUnavailableError:
            _log.warning("message.not_settled", carrier=message.carrier)  # it comes again
        except Exception:  # noqa: BLE001  (a bug costs one message, never the others)
            _log.exception("message.failed", carrier=message.carrier)
        finally:
            self._busy[message.carrier] -= 1

    async def _send(self, message: Message) -> None:
        failed, for_good = False, message.expires_at <= self.now()
        if not for_good:
            try:
                async with asyncio.timeout(self.longest_s):
                    await self.carriers[message.carrier].carry(message)
            except NotDeliveredError as failure:
                failed, for_good = True, failure.for_good
            except TimeoutError:
                failed = True
            except Exception:  # noqa: BLE001  (a bug in a carrier costs a try, never the other messages)
                _log.exception("message.carrier_failed", carrier=message.carrier)
                failed = True
        await self._settle(message, failed=failed, for_good=for_good)

    async def _settle(self, message: Message, *, failed: bool, for_good: bool) -> None:
        now = self.now()
        failures = message.failures + failed
        again_at = None
        state = DeliveryState.FAILED if for_good else DeliveryState.SENT
        if failed and not for_good:
            again_at = now + _PAUSES_MS[min(failures, len(_PAUSES_MS)) - 1]
            state = DeliveryState.PENDING
        delivery = Delivery(
            message_id=message.message_id,
            letter=message.letter,
            carrier=message.carrier,
            state=state,
            at=now,
            failures=failures,
        )
        _log.info("message", letter=message.letter, carrier=message.carrier, state=state, failures=failures)
        kept = await self.callbacks.store.get(message.request_id)
        audience = () if kept is None else audience_of(self.callbacks.roster(), kept.request)
        tried = message.model_copy(update={"failures": failures})
        await self.outbox.settle(tried, delivery, audience, try_again_at=again_at)
