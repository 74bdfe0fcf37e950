"""Loads the Lua scripts and runs them: one script, one transition.

All scripts and the prelude they share are one library of functions, so that the server compiles and
builds them once and not whenever one runs. Its name is its content's hash: old and new nodes may run
side by side, each with its own. The server keeps libraries with its data and copies them to replicas.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing.connect import QueueUnavailableError, reachable
from callrouter.queueing.forms import LAYOUT, OLDEST
from callrouter.queueing.keys import Keys
from callrouter.timing import Kind, Outcome, doing

#: The prelude's parts; each builds on those before it.
PRELUDE = (
    "base",
    "records",
    "people",
    "room",
    "steps",
    "matching",
    "days",
    "seats",
    "relays",
    "calls",
    "steering",
    "sessions",
    "help",
    "callbacks",
    "sign_ins",
    "layout",
)


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
    JOIN_CALL = "join_call"
    PRIORITISE_CALL = "prioritise_call"
    REDIRECT_CALL = "redirect_call"
    PULL_CALL = "pull_call"
    STOP_CALL = "stop_call"
    FREE_PERSON = "free_person"
    SWITCH_LOCATION = "switch_location"
    EXTEND_WRAP_UP = "extend_wrap_up"
    FINISH_WRAP_UP = "finish_wrap_up"
    STATE_DISPOSITION = "state_disposition"
    CLASSIFY_CALL = "classify_call"
    FLAG_CALL = "flag_call"
    SETTLE_FLAG = "settle_flag"
    WRITE_NOTE = "write_note"
    TRIM_JOURNAL = "trim_journal"
    POST_CHAT = "post_chat"
    RATE_CALL = "rate_call"
    READ_VIEW = "read_view"
    READ_BOARD = "read_board"
    READ_PLACES = "read_places"
    EXPLAIN_CALL = "explain_call"
    CLAIM_DEADLINES = "claim_deadlines"
    EXPIRE_RESERVATION = "expire_reservation"
    OPEN_STEP = "open_step"
    OFFER_AGAIN = "offer_again"
    SKIP_UNSTAFFED = "skip_unstaffed"
    END_BACKOFF = "end_backoff"
    END_WRAP_UP = "end_wrap_up"
    END_LEASE = "end_lease"
    END_GRACE = "end_grace"
    DROP_PARTICIPANT = "drop_participant"
    FORGET_PERSON = "forget_person"
    REQUEST_HELP = "request_help"
    ACKNOWLEDGE_HELP = "acknowledge_help"
    END_HELP = "end_help"
    REPORT_BOOTH = "report_booth"
    READ_BOOTHS = "read_booths"
    OFFER_ENROLMENT = "offer_enrolment"
    ENROL_BOOTH = "enrol_booth"
    REVOKE_BOOTH = "revoke_booth"
    PUT_CALLBACK = "put_callback"
    READ_CALLBACKS = "read_callbacks"
    READ_MESSAGES = "read_messages"
    SETTLE_MESSAGE = "settle_message"
    ADMIT_CITIZEN = "admit_citizen"
    RECORD_STATISTICS = "record_statistics"
    PACK_STATISTICS = "pack_statistics"
    NOTE_ACTION = "note_action"
    RECORD_TRAIL = "record_trail"
    PACK_TRAIL = "pack_trail"
    ROLL_UP_DAY = "roll_up_day"
    REPLACE_DOCUMENT = "replace_document"
    REGISTER_RELAY = "register_relay"
    RENEW_RELAY = "renew_relay"
    REOPEN_LOCATION = "reopen_location"
    DRAIN_RELAY = "drain_relay"
    ASSIGN_CALL = "assign_call"
    LOSE_RELAY = "lose_relay"
    END_RELAY_LEASE = "end_relay_lease"
    MOVE_CALLS = "move_calls"
    READ_RELAYS = "read_relays"
    RENEW_NODE = "renew_node"
    LEAVE_NODE = "leave_node"
    READ_NODES = "read_nodes"
    BEGIN_LAYOUT_CHANGE = "begin_layout_change"
    CHANGE_LAYOUT = "change_layout"
    READ_MEDIA = "read_media"
    TAKE_MEDIA = "take_media"
    SHOW_DEVICES = "show_devices"
    MEASURE_CALL = "measure_call"
    TELL_CALLS = "tell_calls"
    WATCH_ALERTS = "watch_alerts"
    SETTLE_ALERTS = "settle_alerts"
    SETTLE_NOTICE = "settle_notice"
    ACKNOWLEDGE_ALERT = "acknowledge_alert"
    PUT_ACCOUNT = "put_account"
    REMOVE_ACCOUNT = "remove_account"
    ERASE_PERSON = "erase_person"
    BEGIN_SIGN_IN = "begin_sign_in"
    USE_SIGN_IN = "use_sign_in"
    TOUCH_SIGN_INS = "touch_sign_ins"
    END_SIGN_INS = "end_sign_ins"
    READ_SIGN_INS = "read_sign_ins"
    PUT_CREDENTIALS = "put_credentials"
    ADMIT_TRY = "admit_try"
    SETTLE_TRY = "settle_try"


class Library(NamedTuple):
    """All scripts as one text, and what its content makes them be called."""

    text: str
    version: str

    def function(self, name: ScriptName) -> str:
        """Return by which name the server runs a script."""
        return f"{name}_{self.version}"


@cache
def library() -> Library:
    """Return the library as the server gets it."""
    steps = files("callrouter.queueing") / "lua" / "migrations"
    return assembled(
        [(steps / f"to_{form}.lua").read_text("utf-8") for form in range(OLDEST + 1, LAYOUT + 1)]
    )


def assembled(migrations: Sequence[str]) -> Library:
    """Return a library with these steps from one form of the data to the next."""
    folder = files("callrouter.queueing") / "lua"
    prelude = [(folder / "prelude" / f"{part}.lua").read_text("utf-8") for part in PRELUDE]
    prelude += migrations
    own = {name: (folder / f"{name}.lua").read_text("utf-8") for name in ScriptName}
    version = sha256("".join((*prelude, *own.values())).encode()).hexdigest()[:16]
    functions = (
        f"redis.register_function('{name}_{version}', function(keys, arguments)\n"
        f"begin(keys, arguments)\n{text}\nend)"
        for name, text in own.items()
    )
    return Library("\n".join((f"#!lua name=callrouter_{version}", *prelude, *functions)), version)


async def load_library(client: Redis) -> None:
    """Give the server the library, if it hasn't got it.

    Raises ``redis.exceptions.ResponseError`` when it doesn't take it.
    """
    try:
        await client.function_load(library().text)
    except ResponseError as error:
        if "already exists" not in str(error):
            raise


class Scripts:
    """Runs scripts for one deployment.

    ``now`` gives UTC epoch ms; without it the server's clock counts.
    """

    def __init__(self, client: Redis, keys: Keys, now: Callable[[], int] | None) -> None:
        self._client = client
        self._call: Callable[..., Awaitable[list[Any]]] = client.fcall
        self._prefix = keys.prefix
        self._now = now
        self._functions = {name: library().function(name) for name in ScriptName}

    async def run(self, name: ScriptName, *arguments: str | int | bytes) -> list[Any]:
        """Run a script and return what it answers.

        Raises ``Refusal`` when it refuses (nothing was changed then) and ``QueueUnavailableError``
        when the server doesn't answer (unknown whether it ran: every script is safe to repeat).
        """
        with doing(Kind.SCRIPT, name) as piece:
            try:
                return await self._run(name, arguments)
            except Refusal:
                piece.outcome = Outcome.REFUSED
                raise
            except QueueUnavailableError:
                piece.outcome = Outcome.UNAVAILABLE
                raise

    async def _run(self, name: ScriptName, arguments: tuple[str | int | bytes, ...]) -> list[Any]:
        now = "" if self._now is None else self._now()
        function = self._functions[name]
        arguments = (self._prefix, now, *arguments)
        with reachable():
            try:
                answer: list[Any] = await self._call(function, 1, *arguments)
            except ResponseError as error:
                if "Function not found" not in str(error):
                    raise
                await load_library(self._client)
                answer = await self._call(function, 1, *arguments)
        if answer[0]:
            raise Refusal(RefusalCode(answer[0]))
        return answer[1:]
