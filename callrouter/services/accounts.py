"""Everybody who works here: the accounts of the directory's file, and those kept beside them.

All who ask, ask the directory. This is what keeps it up to date, on every node.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

import structlog
from pydantic import ValidationError

from callrouter.model.accounts import AccountChange, AccountChanged, KeptAccount
from callrouter.model.directory import Account, Directory
from callrouter.model.events import Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.queueing import AccountStore, QueueUnavailableError

#: Looked at anew this often, in case a change was not heard of.
_LOOK_S: Final = 60.0
_PAUSE_AFTER_FAULT_S: Final = 1.0

_log = structlog.get_logger(__name__)


class AccountFaultError(ValueError):
    """An account names what the directory doesn't have; the message says what."""


class Accounts:
    """The kept accounts; until ``load`` succeeds there are those of the file alone."""

    def __init__(self, store: AccountStore, directory: Directory) -> None:
        self._store = store
        #: With everybody in it.
        self.directory = directory
        self._of_file = frozenset(account.staff_id for account in directory.file_accounts)
        self._changed = asyncio.Event()
        #: So that what was read first is taken over first.
        self._reading = asyncio.Lock()
        #: Whom to look at; None: everybody.
        self._named: set[str] | None = None
        #: Called with the name of whoever was added, changed or removed, once the directory says so.
        self.heard: Callable[[str], None] = lambda _staff_id: None

    async def put(self, kept: KeptAccount, *, by: str, why: str = "") -> AccountChange | None:
        """Keep an account, or keep it as it is now; None when nothing changed.

        Raises Refusal ``already_taken`` when the name is somebody else's, in the file too; AccountFaultError.
        """
        account = kept.account
        if account.staff_id in self._of_file:
            raise Refusal(RefusalCode.ALREADY_TAKEN)
        if fault := self.directory.unresolved([account]):
            raise AccountFaultError(fault)
        change = await self._store.put(kept, by=by, why=why)
        await self._look({account.staff_id})
        return change

    async def remove(self, staff_id: str, *, by: str, why: str = "") -> None:
        """Keep an account no longer.

        Raises Refusal ``no_such_person``; AccountFaultError for one that stands in the file.
        """
        if staff_id in self._of_file:
            raise AccountFaultError("it stands in the directory's file")
        if not await self._store.remove(staff_id, by=by, why=why):
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        await self._look({staff_id})

    async def known_as(self, subject: str) -> Account | None:
        """Return the account of somebody whom the identity provider knows, as it is kept now."""
        staff_id = await self._store.name_of(subject)
        if staff_id is None:
            return None
        await self._look({staff_id})
        return self.directory.account(staff_id)

    def take_file(self, accounts: Iterable[Account]) -> None:
        """Take over who stands in the directory's file now.

        Raises AccountFaultError, and changes nothing, when they name what the running directory doesn't have.
        """
        people = tuple(accounts)
        if fault := self.directory.unresolved(people):
            raise AccountFaultError(fault)
        names = {each.staff_id for each in (*self.directory.file_accounts, *people)}
        before = {name: self.directory.account(name) for name in names}
        self.directory.take_accounts(people)
        self._of_file = frozenset(each.staff_id for each in people)
        for name in sorted(names):
            self._tell_of(name, before[name])
        # Of the kept ones some may be hidden by the file now, and others no more.
        self._named = None
        self._changed.set()

    def follow(self, event: Event) -> None:
        """Hear that an account was changed, perhaps at another node."""
        if isinstance(event, AccountChanged):
            if self._named is not None:
                self._named.add(event.staff_id)
            self._changed.set()

    async def load(self) -> None:
        """Take over everything that is kept. Raises QueueUnavailableError."""
        async with self._reading:
            stored = await self._store.read()
            read = {name: self._read(name, text) for name, text in stored.items()}
            before = self.directory.kept_accounts
            self._take({name: account for name, account in read.items() if account is not None})
        for name in before.keys() | read.keys():
            self._tell_of(name, before.get(name))

    async def run(self) -> None:
        """Follow changes for ever."""
        while True:
            self._changed.clear()
            named, self._named = self._named, set()
            try:
                if named is None:
                    await self.load()
                elif named:
                    await self._look(named)
                async with asyncio.timeout(_LOOK_S):
                    await self._changed.wait()
            except TimeoutError:
                self._named = None
            except QueueUnavailableError:
                self._named = None
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def _look(self, names: set[str]) -> None:
        """Take over how these are kept."""
        for name in sorted(names):
            async with self._reading:
                text = await self._store.read_one(name)
                account = None if text is None else self._read(name, text)
                before = self.directory.kept_accounts
                others = {other: kept for other, kept in before.items() if other != name}
                self._take(others if account is None else {**others, name: account})
            self._tell_of(name, before.get(name))

    def _take(self, kept: dict[str, Account]) -> None:
        if kept != self.directory.kept_accounts:
            self.directory.keep_accounts(kept)

    def _tell_of(self, name: str, before: Account | None) -> None:
        if self.directory.account(name) != before:
            self.heard(name)

    def _read(self, name: str, text: str) -> Account | None:
        """Return an account as it is kept; None, and a line in the log, where it doesn't fit any more."""
        try:
            account = KeptAccount.kept(text).account
        except ValidationError as error:
            _log.error("account.unreadable", staff_id=name, faults=error.error_count())
            return None
        if name in self._of_file:
            _log.warning("account.hidden_by_file", staff_id=name)
            return None
        if fault := self.directory.unresolved([account]):
            _log.error("account.unresolved", staff_id=name, fault=fault)
            return None
        return account
