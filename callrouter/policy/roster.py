"""Who works on which queues of callback requests now: by their role, and in place of absent officers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from callrouter.model.absences import Absence
from callrouter.model.directory import Account, Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role

#: An absence is told no longer ahead, nor lasts longer.
_LONGEST_MS = 366 * 86_400_000


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everybody's queues at ``at`` (UTC epoch ms)."""

    directory: Directory
    absences: tuple[Absence, ...] = ()
    at: int = 0

    @cached_property
    def now_absent(self) -> tuple[Absence, ...]:
        """The absences that have begun and are not over."""
        return tuple(each for each in self.absences if each.starts_at <= self.at < each.ends_at)

    def stand_in(self, absence: Absence) -> str | None:
        """Return who stands in for somebody; None also while that person is absent too, or is gone."""
        name = absence.replacement
        if name is None or name not in self._accounts:
            return None
        return None if any(each.staff_id == name for each in self.now_absent) else name

    def queues_of(self, account: Account) -> tuple[str, ...]:
        """Return the queues somebody works on: an officer's teams and of whom they replace, or a centre."""
        match account.role:
            case Role.WIJKAGENT:
                replaced = self._replaced.get(account.staff_id)
                return tuple(dict.fromkeys([*account.teams, *replaced])) if replaced else account.teams
            case Role.AGENT:
                return (account.centre,)
            case _:
                return ()

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        return {account.staff_id: account for account in self.directory.everybody}

    @cached_property
    def _replaced(self) -> dict[str, tuple[str, ...]]:
        """Teams of absent officers, by who stands in for them."""
        teams: dict[str, tuple[str, ...]] = {}
        for each in self.now_absent:
            name, account = self.stand_in(each), self._accounts.get(each.staff_id)
            if name is not None and account is not None:
                teams[name] = (*teams.get(name, ()), *account.teams)
        return teams


def check_absence(directory: Directory, absence: Absence, *, at: int) -> None:
    """Check that an absence can be told.

    Raises Refusal: ``no_such_person`` unless it is of an officer, replaced by another one; ``no_such_moment``
    when it is over, or ends before it begins; ``too_far_ahead`` when it is more than a year long or ahead.
    """
    for name in (absence.staff_id, absence.replacement):
        account = None if name is None else directory.account(name)
        if name is not None and (account is None or account.role is not Role.WIJKAGENT):
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
    if absence.replacement == absence.staff_id:
        raise Refusal(RefusalCode.NO_SUCH_PERSON)
    begins = max(at, absence.starts_at)
    if absence.ends_at <= begins:
        raise Refusal(RefusalCode.NO_SUCH_MOMENT)
    if absence.ends_at > begins + _LONGEST_MS or begins > at + _LONGEST_MS:
        raise Refusal(RefusalCode.TOO_FAR_AHEAD)


def with_absence(absences: tuple[Absence, ...], absence: Absence, *, at: int) -> tuple[Absence, ...]:
    """Return the absences with this one in place of the officer's own; those that are over are left out."""
    return (*without_absence(absences, absence.staff_id, at=at), absence)


def without_absence(absences: tuple[Absence, ...], staff_id: str, *, at: int) -> tuple[Absence, ...]:
    """Return the absences without an officer's own; those that are over are left out."""
    return tuple(each for each in absences if each.staff_id != staff_id and each.ends_at > at)


def without_person(absences: tuple[Absence, ...], staff_id: str, *, at: int) -> tuple[Absence, ...]:
    """Return the absences without somebody who left: nobody stands in for whom they would have replaced."""
    left = without_absence(absences, staff_id, at=at)
    return tuple(
        each.model_copy(update={"replacement": None}) if each.replacement == staff_id else each
        for each in left
    )
