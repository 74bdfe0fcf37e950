"""To which centre everything belongs, and which centres' work somebody oversees. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from callrouter.model.alerts import Alert
from callrouter.model.audit_trail import AuditEntry
from callrouter.model.callbacks import CallbackRequest
from callrouter.model.directory import Account, Directory
from callrouter.model.events import Event
from callrouter.model.records import Call, Record, Reservation, Staff
from callrouter.model.states import Role
from callrouter.model.views import Board
from callrouter.policy.routing import EVERY_CENTRE

#: Belongs to nobody in particular, such as a relay: every supervisor may know of it.
EVERYBODYS: Final = frozenset({EVERY_CENTRE})
_NOBODYS: Final[frozenset[str]] = frozenset()


class Realm(Record):
    """The centres whose work somebody oversees; nobody but supervisors has any."""

    centres: frozenset[str] = frozenset()
    #: Whether those are all there are: what applies to everybody is theirs to say, too.
    whole: bool = False

    def has(self, centres: Iterable[str]) -> bool:
        """Say whether what belongs to these centres is overseen."""
        if self.whole:
            return True
        found = frozenset(centres)
        return bool(self.centres) and (EVERY_CENTRE in found or not self.centres.isdisjoint(found))


NO_REALM: Final = Realm()


def realm_of(account: Account, directory: Directory) -> Realm:
    """Return what somebody oversees: what their account names, or else the own centre."""
    if account.role is not Role.SUPERVISOR:
        return NO_REALM
    centres = frozenset(account.oversees or (account.centre,))
    return Realm(centres=centres, whole=centres.issuperset(each.centre_id for each in directory.centres))


class Tenancy:
    """The centres that things belong to; what isn't known is overseen by who oversees all of them alone."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._places = {each.location_id: each.centre for each in directory.locations}
        self._places |= {each.team_id: each.centre for each in directory.teams}
        self._places |= {each.centre_id: each.centre_id for each in directory.centres}
        self._booths = {each.booth_id: each.location for each in directory.booths}

    def of_place(self, place: str | None) -> frozenset[str]:
        """Return whose a location, a team or a centre is."""
        centre = self._places.get(place or "")
        return _NOBODYS if centre is None else frozenset({centre})

    def of_booth(self, booth_id: str | None) -> frozenset[str]:
        """Return whose a booth is."""
        return self.of_place(self._booths.get(booth_id or ""))

    def of_help(self, help_id: str) -> frozenset[str]:
        """Return whose help wanted at a booth is; its id begins with the booth's."""
        return self.of_booth(help_id.rpartition("#")[0])

    def of_person(self, staff_id: str) -> frozenset[str]:
        """Return whose somebody of the staff is."""
        account = self._directory.account(staff_id)
        return _NOBODYS if account is None else frozenset({account.centre})

    def of_call(self, call: Call) -> frozenset[str]:
        """Return whose a call is: its place's, and whose employees have been asked to take it."""
        return frozenset(call.centres)

    def of_reservation(self, reservation: Reservation) -> frozenset[str]:
        """Return whose a reservation is: the call's, and the person's for whom it rings."""
        return frozenset({reservation.centre}) | self.of_person(reservation.staff_id)

    def of_request(self, request: CallbackRequest) -> frozenset[str]:
        """Return whose a callback request is: its neighborhood's, and of the queue it was handed to."""
        return frozenset({request.centre}) | self.of_place(request.queue)

    def of_alert(self, alert: Alert) -> frozenset[str]:
        """Return whom an alert is for; one about no place in particular is for everybody who watches."""
        named = (alert.location, alert.centre, alert.booth_id)
        if not any(named):
            return EVERYBODYS
        return self.of_place(alert.location) | self.of_place(alert.centre) | self.of_booth(alert.booth_id)

    def told_of_person(self, staff: Staff) -> frozenset[str]:
        """Return whose supervisors are told how somebody is: interpreters work for every centre."""
        return EVERYBODYS if staff.role is Role.INTERPRETER else frozenset({staff.centre})

    def of_entry(self, entry: AuditEntry) -> frozenset[str]:
        """Return whose supervisors read an entry of the trail: of who acted, and of whom or where it was."""
        subject = entry.subject or ""
        things = self.of_person(subject) | self.of_place(subject) | self.of_booth(subject)
        return self.of_person(entry.by) | things

    def part_of(self, board: Board, realm: Realm) -> Board:
        """Return what of the board is overseen."""
        if realm.whole:
            return board
        return Board(
            event_id=board.event_id,
            calls=tuple(each for each in board.calls if realm.has(self.of_call(each))),
            staff=tuple(each for each in board.staff if realm.has(self.told_of_person(each))),
            help=tuple(each for each in board.help if realm.has(self.of_booth(each.booth_id))),
            flagged=tuple(each for each in board.flagged if realm.has(self.of_place(each.location))),
            alerts=tuple(each for each in board.alerts if realm.has(self.of_alert(each))),
        )

    def of_event(self, event: Event) -> frozenset[str]:
        """Return whose supervisors are told of an event; nobody's that isn't provided for."""
        for name, whose in _WHOSE.items():
            if (record := getattr(event, name, None)) is not None:
                return whose(self, record)
        return EVERYBODYS if event.type.startswith("relay.") else _NOBODYS


#: By what an event carries, the first that it has.
_WHOSE: Final[Mapping[str, Callable[[Tenancy, Any], frozenset[str]]]] = {
    "call": Tenancy.of_call,
    "staff": Tenancy.told_of_person,
    "reservation": Tenancy.of_reservation,
    "help": lambda tenancy, wanted: tenancy.of_booth(wanted.booth_id),
    "alert": Tenancy.of_alert,
    "request": Tenancy.of_request,
    "location": Tenancy.of_place,
    "staff_id": Tenancy.of_person,
}
