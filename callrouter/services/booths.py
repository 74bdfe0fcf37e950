"""Booths as devices: how they stand, the help that is wanted at them, and which device may be which."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import NamedTuple

from callrouter.model.booths import BoothStanding, DeviceReport, HelpRequest
from callrouter.model.directory import Directory, Location
from callrouter.model.refusal import Refusal
from callrouter.model.states import HelpEnd, RefusalCode, Role
from callrouter.policy.booth_health import troubles_of
from callrouter.queueing import CODE_TTL_MS, BoothRegistry
from callrouter.services.locations import Locations


class EnrolmentCode(NamedTuple):
    """What is typed in at a booth, like ``4821-7395``, and until when (UTC epoch ms)."""

    code: str
    expires_at: int


class Booths:
    """The booths of the directory. Every method may raise QueueUnavailableError."""

    def __init__(
        self, registry: BoothRegistry, directory: Directory, locations: Locations, *, now: Callable[[], int]
    ) -> None:
        self._registry = registry
        self._directory = directory
        self._locations = locations
        self._now = now

    async def standings(self, at: Collection[str] | None = None) -> tuple[BoothStanding, ...]:
        """Tell how all booths stand, or those ``at`` these locations, in the directory's order."""
        booths = self._directory.booths
        names = [booth.booth_id for booth in booths if at is None or booth.location in at]
        now, standings = self._now(), []
        is_open: dict[str, bool] = {}
        for kept in await self._registry.read(names):
            location = self._location_of(kept.booth_id)
            if location.location_id not in is_open:
                is_open[location.location_id] = self._locations.within_hours(location)
            troubles = troubles_of(kept, within_hours=is_open[location.location_id], now=now)
            standings.append(BoothStanding(**dict(kept), location=location.location_id, troubles=troubles))
        return tuple(standings)

    async def report(self, booth_id: str, report: DeviceReport) -> None:
        """Keep what a booth says of itself."""
        await self._registry.report(booth_id, self._location_of(booth_id).location_id, report)

    async def request_help(self, by: str, call_id: str | None) -> HelpRequest:
        """Ask for somebody to come to the booth: its visitor asks, or the employee in a call with them.

        Raises Refusal: ``no_such_call``, ``not_a_participant``, ``wrong_state``.
        """
        nonce = secrets.token_hex(8)
        location = self._directory.location_of(by)
        if location is not None:
            return await self._registry.request_help(by, location.location_id, nonce)
        if call_id is None:
            raise Refusal(RefusalCode.NO_SUCH_CALL)
        return await self._registry.request_help_in_call(call_id, by, nonce)

    async def acknowledge_help(self, help_id: str, by: str) -> HelpRequest:
        """Say that somebody is on the way.

        Raises Refusal: ``no_such_help``, also elsewhere; ``already_taken`` when it is somebody else.
        """
        self._require_post(help_id, by)
        return await self._registry.acknowledge_help(help_id, by)

    async def settle_help(self, help_id: str, by: str) -> None:
        """Say that somebody was there; harmless when it is over.

        Raises Refusal ``no_such_help`` elsewhere.
        """
        self._require_post(help_id, by)
        await self._registry.end_help(_booth_of(help_id), HelpEnd.SETTLED, by, help_id)

    async def withdraw_help(self, booth_id: str) -> None:
        """Say at the booth that nobody need come any more."""
        await self._registry.end_help(booth_id, HelpEnd.WITHDRAWN, booth_id)

    async def offer_enrolment(self, booth_id: str, by: str) -> EnrolmentCode:
        """Make a code for one device to become this booth. Raises Refusal ``no_such_booth``."""
        self._location_of(booth_id)
        digits = f"{secrets.randbelow(10**8):08d}"
        expires_at = self._now() + CODE_TTL_MS
        await self._registry.offer_enrolment(booth_id, digits, by)
        return EnrolmentCode(f"{digits[:4]}-{digits[4:]}", expires_at)

    async def enrol(self, code: str, token: str, key: str, *, before: str = "") -> str:
        """Let the device with this key that shows ``token`` be the booth of this code; return that booth.

        Another booth that it was, by the token that it showed ``before``, nobody is then. The code is good
        with or without its dash.

        Raises Refusal ``wrong_code``.
        """
        return await self._registry.enrol(code.replace("-", ""), token, key, before=before)

    async def revoke(self, booth_id: str, by: str) -> bool:
        """Let nobody be this booth; False when nobody was. Raises Refusal ``no_such_booth``."""
        self._location_of(booth_id)
        return await self._registry.revoke(booth_id, by)

    def _require_post(self, help_id: str, by: str) -> None:
        """Raise Refusal where somebody who is posted at locations says something of another one's help."""
        account = self._directory.account(by)
        if account is None or account.role is not Role.SERVICE:
            return
        location = self._directory.location_of(_booth_of(help_id))
        if location is None or location.location_id not in account.locations:
            raise Refusal(RefusalCode.NO_SUCH_HELP)

    def _location_of(self, booth_id: str) -> Location:
        location = self._directory.location_of(booth_id)
        if location is None:
            raise Refusal(RefusalCode.NO_SUCH_BOOTH)
        return location


def _booth_of(help_id: str) -> str:
    return help_id.rpartition("#")[0]
