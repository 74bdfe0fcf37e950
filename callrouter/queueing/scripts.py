"""Loads the Lua scripts and runs them: one script, one transition.

A script's text is the parts of the prelude it needs and its own file; its content hash is its
version, so old and new nodes may run side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from redis.asyncio import Redis

from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys

#: The prelude's parts; each builds on those before it.
PRELUDE = ("base", "records", "people", "steps", "matching", "seats", "calls", "sessions")
#: A script's head names the last part it needs. Each costs microseconds whenever the script runs.
_NEEDS = re.compile(r"^-- Needs: +(\w+)$", re.MULTILINE)


class ScriptName(StrEnum):
    """Every script; the value is its file's name. Purpose, arguments and events stand in its head."""

    OPEN_SESSION = "open_session"
    RENEW_LEASES = "renew_leases"
    CLOSE_SESSION = "close_session"
    SET_STATUS = "set_status"
    REQUEST_CALL = "request_call"
    ACCEPT_RESERVATION = "accept_reservation"
    DECLINE_RESERVATION = "decline_reservation"
    ADD_SEAT = "add_seat"
    CANCEL_SEAT = "cancel_seat"
    LEAVE_CALL = "leave_call"
    TRANSFER_CALL = "transfer_call"
    HOLD_CALL = "hold_call"
    PRIORITISE_CALL = "prioritise_call"
    SWITCH_LOCATION = "switch_location"
    EXTEND_WRAP_UP = "extend_wrap_up"
    FINISH_WRAP_UP = "finish_wrap_up"
    POST_CHAT = "post_chat"
    RATE_CALL = "rate_call"
    READ_VIEW = "read_view"
    READ_BOARD = "read_board"
    READ_PLACES = "read_places"
    EXPLAIN_CALL = "explain_call"
    CLAIM_DEADLINES = "claim_deadlines"
    EXPIRE_RESERVATION = "expire_reservation"
    OPEN_STEP = "open_step"
    SKIP_UNSTAFFED = "skip_unstaffed"
    END_BACKOFF = "end_backoff"
    END_WRAP_UP = "end_wrap_up"
    END_LEASE = "end_lease"
    END_GRACE = "end_grace"
    DROP_PARTICIPANT = "drop_participant"
    FORGET_PERSON = "forget_person"
    RECORD_STATISTICS = "record_statistics"
    PACK_STATISTICS = "pack_statistics"
    REPLACE_DOCUMENT = "replace_document"


@cache
def script_text(name: ScriptName) -> str:
    """Return the script as the server gets it: the prelude's parts, then its own file."""
    folder = files("callrouter.queueing") / "lua"
    own = (folder / f"{name}.lua").read_text("utf-8")
    needs = _NEEDS.search(own)
    needed = PRELUDE[: PRELUDE.index(needs.group(1)) + 1] if needs else PRELUDE
    parts = ((folder / "prelude" / f"{part}.lua").read_text("utf-8") for part in needed)
    return "\n".join((*parts, own))


class Scripts:
    """Runs scripts for one deployment.

    ``now`` gives UTC epoch ms; without it the server's clock counts.
    """

    def __init__(self, client: Redis, keys: Keys, now: Callable[[], int] | None) -> None:
        self._keys = [keys.prefix]
        self._now = now
        self._scripts = {name: client.register_script(script_text(name)) for name in ScriptName}

    async def run(self, name: ScriptName, *arguments: str | int) -> list[Any]:
        """Run a script and return what it answers.

        Raises ``Refusal`` when it refuses (nothing was changed then) and ``QueueUnavailableError``
        when the server doesn't answer (unknown whether it ran: every script is safe to repeat).
        """
        now = "" if self._now is None else self._now()
        with reachable():
            answer: list[Any] = await self._scripts[name](keys=self._keys, args=(now, *arguments))
        if answer[0]:
            raise Refusal(RefusalCode(answer[0]))
        return answer[1:]
