"""Who works here and where: centres, locations, booths and staff accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PrivateAttr, StringConstraints, field_validator, model_validator

from callrouter.model.base import Id, Language, LocalTime, OwnPath, Record, WebAddress
from callrouter.model.doors import OwnLine
from callrouter.model.joining import JoinMode
from callrouter.model.neighborhoods import CallbackPolicy, Neighborhood, Team, bounds
from callrouter.model.routing import Choice, Level
from callrouter.model.states import Disposition, Role
from callrouter.model.tiles import Tile, TileShow

#: A name without a colon, so that no account can be mistaken for a booth.
AccountName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


#: In the place of a name where nobody of the staff did something.
NOBODYS_NAMES: Final = frozenset({"api", "clock", "operator", "unknown"})


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        message = f"unknown time zone: {name}"
        raise ValueError(message) from error
    return name


def _repeated(values: Iterable[str]) -> str:
    """Return the values that occur more than once, listed; empty when each occurs once."""
    return ", ".join(sorted(value for value, times in Counter(values).items() if times > 1))


#: An IANA time zone such as ``Europe/Amsterdam``. Nothing else gets to ``ZoneInfo``, which loses some memory
#: for each name with a zero byte.
TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,64}$"), AfterValidator(_known_zone)]


class DayHours(Record):
    """From when until when, local time; ``closes`` is later the same day, or 00:00 for the end of the day."""

    opens: LocalTime
    closes: LocalTime

    @model_validator(mode="after")
    def _in_order(self) -> DayHours:
        if self.closes <= self.opens and self.closes != time(0):
            message = "closes must be later than opens"
            raise ValueError(message)
        return self


class Centre(Record):
    """A Regional Service Centre."""

    centre_id: Id
    name: str
    #: The centres asked first when this one can't serve a call.
    neighbors: tuple[Id, ...] = ()
    #: How one of several available employees is chosen.
    choice: Choice = Choice.LONGEST_IDLE
    #: What everybody there is hired with: no interpreter is held for calls in these.
    working_languages: tuple[Language, ...] = ("nl", "en")
    #: How its employees may say that a call was finished, in the order they are offered.
    dispositions: tuple[Disposition, ...] = Field(default=tuple(Disposition), min_length=1)
    #: The page on which a visitor files a complaint by themselves; employees send it into the chat.
    online_form: Annotated[str, StringConstraints(pattern=r"^https://[^\s]{1,500}$")] | None = None
    #: How supervisors may take part in its calls; everybody in the call is told when one does.
    joining: tuple[JoinMode, ...] = ()

    @model_validator(mode="after")
    def _neighbors_are_others(self) -> Centre:
        if self.centre_id in self.neighbors:
            message = f"{self.centre_id} is its own neighbor"
            raise ValueError(message)
        if twice := _repeated(self.neighbors):
            message = f"neighbor named twice: {twice}"
            raise ValueError(message)
        if twice := _repeated(self.dispositions):
            message = f"disposition named twice: {twice}"
            raise ValueError(message)
        return self


class OnHolidays(StrEnum):
    """What the public holidays of the Netherlands change."""

    AS_USUAL = "as_usual"
    #: Open as on a Sunday.
    AS_SUNDAY = "as_sunday"
    CLOSED = "closed"


class DayException(Record):
    """A date on which other hours count than on its weekday; without hours it is closed."""

    day: date
    hours: DayHours | None = None
    #: What visitors read beside that day, as it is written.
    line: OwnLine = ""


class ExceptionsKept(Record):
    """The exceptions that supervisors made, by location; each day of one once, in order."""

    locations: dict[Id, tuple[DayException, ...]] = Field(default_factory=dict)


class Location(Record):
    """A station without officers, served by a centre first."""

    location_id: Id
    name: str
    centre: Id
    timezone: TimeZone
    #: ISO weekday (1 = Monday) to its hours; a missing day is closed.
    hours: dict[Annotated[int, Field(ge=1, le=7)], DayHours]
    #: Before weekly hours and holidays.
    exceptions: tuple[DayException, ...] = ()
    on_holidays: OnHolidays = OnHolidays.AS_USUAL
    #: No more calls than this wait here; further ones are told that the queue is full.
    most_waiting: int = Field(default=20, ge=1)
    #: Whether a call is refused when nobody is connected who could answer it, instead of waiting.
    require_staff: bool = True
    #: The form on which a visitor asks to be called back, such as ``/callback/``, this service's own; it is
    #: told ``language`` and ``topic``.
    callback_url: WebAddress | OwnPath | None = None
    #: How supervisors may take part in calls from here; None: as in all of the centre's.
    joining: tuple[JoinMode, ...] | None = None
    #: What the booth offers beside the call, in this order.
    tiles: Annotated[tuple[Tile, ...], Field(max_length=6)] = ()

    @model_validator(mode="after")
    def _one_exception_a_day(self) -> Location:
        if twice := _repeated(exception.day.isoformat() for exception in self.exceptions):
            message = f"two exceptions for the same day: {twice}"
            raise ValueError(message)
        return self


class Booth(Record):
    """The device in the private room of a location."""

    booth_id: Annotated[str, StringConstraints(pattern=r"^booth:[a-z0-9-]{1,40}$")]
    location: Id


class Account(Record):
    """A member of staff."""

    staff_id: AccountName
    role: Role
    display_name: str
    centre: Id
    languages: tuple[Language, ...] = Field(min_length=1)
    #: How well; a language not named here is spoken like a native one (C2).
    levels: dict[Language, Level] = Field(default_factory=dict)
    #: The teams of a neighborhood officer.
    teams: tuple[Id, ...] = ()
    #: The locations of a service employee, who hears of help wanted there.
    locations: tuple[Id, ...] = ()
    #: The centres whose work a supervisor oversees; none named: the own.
    oversees: tuple[Id, ...] = ()
    #: As ``signaling.auth.passwords`` makes it; empty = can't sign in with a password.
    password_hash: str = Field(default="", repr=False)

    @field_validator("staff_id")
    @classmethod
    def _is_somebodys(cls, name: str) -> str:
        if name in NOBODYS_NAMES:
            message = f"{name} stands for nobody in the audit trail"
            raise ValueError(message)
        return name

    @model_validator(mode="after")
    def _levels_are_of_spoken_languages(self) -> Account:
        if unspoken := set(self.levels) - set(self.languages):
            message = f"a level for a language that isn't spoken: {', '.join(sorted(unspoken))}"
            raise ValueError(message)
        if twice := _repeated(self.languages):
            message = f"language named twice: {twice}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _officers_have_teams(self) -> Account:
        if (self.role is Role.WIJKAGENT) != bool(self.teams):
            message = f"{self.staff_id}: a neighborhood officer has teams, and nobody else"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _supervisors_oversee(self) -> Account:
        if self.oversees and self.role is not Role.SUPERVISOR:
            message = f"{self.staff_id}: a supervisor oversees centres, and nobody else"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _service_employees_have_locations(self) -> Account:
        if (self.role is Role.SERVICE) != bool(self.locations):
            message = f"{self.staff_id}: a service employee has locations, and nobody else"
            raise ValueError(message)
        return self


class _Places:
    """Where each booth stands: a country has thousands, and each is looked for often."""

    def __init__(self, of: tuple[Location, ...], booths: tuple[Booth, ...]) -> None:
        self.of = of
        named = {place.location_id: place for place in of}
        self.by_booth = {booth.booth_id: named[booth.location] for booth in booths}


class Directory(Record):
    """All of it, consistent: every id is used once, every reference resolves.

    It is as its file said, but for people: who was added since (``keep_accounts``), and those of the file as
    it is now (``take_accounts``).
    """

    centres: tuple[Centre, ...]
    locations: tuple[Location, ...]
    booths: tuple[Booth, ...]
    accounts: tuple[Account, ...]
    teams: tuple[Team, ...] = ()
    neighborhoods: tuple[Neighborhood, ...] = ()
    callbacks: CallbackPolicy = CallbackPolicy()
    #: Replaced as a whole, so that a copy goes its own way.
    _kept: Mapping[str, Account] = PrivateAttr(default_factory=dict)
    #: Those of the file, if it has changed since it was read; replaced as a whole too.
    _of_file: tuple[Account, ...] | None = PrivateAttr(default=None)
    _places: _Places | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Directory:
        every = {
            "centre": [centre.centre_id for centre in self.centres],
            "location": [location.location_id for location in self.locations],
            "booth": [booth.booth_id for booth in self.booths],
            "account": [account.staff_id for account in self.accounts],
            "team or centre": [
                *(team.team_id for team in self.teams),
                *(centre.centre_id for centre in self.centres),
            ],
            "neighborhood": [each.neighborhood_id for each in self.neighborhoods],
        }
        for kind, ids in every.items():
            if twice := _repeated(ids):
                message = f"two of the same {kind}: {twice}"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _references_resolve(self) -> Directory:
        if fault := self.unresolved(self.accounts):
            raise ValueError(fault)
        wanted = [location.centre for location in self.locations]
        wanted += [team.centre for team in self.teams]
        wanted += [neighbor for centre in self.centres for neighbor in centre.neighbors]
        if unknown := set(wanted) - self.centre_ids:
            message = f"unknown centre: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        if unknown := {booth.location for booth in self.booths} - self.location_ids:
            message = f"unknown location: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        if unknown := {neighborhood.team for neighborhood in self.neighborhoods} - self.team_ids:
            message = f"unknown team: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _postcodes_lead_to_one_place(self) -> Directory:
        ranges = sorted(
            (*bounds(postcodes), each.neighborhood_id)
            for each in self.neighborhoods
            for postcodes in each.postcodes
        )
        for (_, last, one), (first, _, other) in pairwise(ranges):
            if first <= last:
                message = f"{one} and {other} share the postcode {first}"
                raise ValueError(message)
        return self

    def unresolved(self, accounts: Iterable[Account]) -> str | None:
        """Say what these accounts name that there isn't here; None when there is all of it."""
        people = tuple(accounts)
        unknown = {
            "centre": {name for each in people for name in (each.centre, *each.oversees)} - self.centre_ids,
            "location": {place for each in people for place in each.locations} - self.location_ids,
            "team": {team for each in people for team in each.teams} - self.team_ids,
        }
        faults = (f"unknown {kind}: {', '.join(sorted(names))}" for kind, names in unknown.items() if names)
        return "; ".join(faults) or None

    @property
    def centre_ids(self) -> frozenset[str]:
        """The ids of all centres."""
        return frozenset(each.centre_id for each in self.centres)

    @property
    def location_ids(self) -> frozenset[str]:
        """The ids of all locations."""
        return frozenset(each.location_id for each in self.locations)

    @property
    def team_ids(self) -> frozenset[str]:
        """The ids of all teams."""
        return frozenset(each.team_id for each in self.teams)

    @property
    def kept_accounts(self) -> Mapping[str, Account]:
        """Who was added since, by name."""
        return self._kept

    def keep_accounts(self, kept: Mapping[str, Account]) -> None:
        """Know these people beside those of the file, and no others; whom the file has, it has."""
        self._kept = kept

    @property
    def file_accounts(self) -> tuple[Account, ...]:
        """Who stands in the file, as it was read last."""
        return self.accounts if self._of_file is None else self._of_file

    def take_accounts(self, accounts: Iterable[Account]) -> None:
        """Know these people as those of the file, and no others."""
        self._of_file = tuple(accounts)

    @property
    def everybody(self) -> tuple[Account, ...]:
        """All who work here now: those of the file, then who was added since."""
        return (*self.file_accounts, *self._kept.values())

    def account(self, staff_id: str) -> Account | None:
        """Return the account of this name, as it is now."""
        of_file = (account for account in self.file_accounts if account.staff_id == staff_id)
        return next(of_file, None) or self._kept.get(staff_id)

    def centre(self, centre_id: str) -> Centre | None:
        """Return the centre of this id."""
        return next((centre for centre in self.centres if centre.centre_id == centre_id), None)

    def team(self, team_id: str) -> Team | None:
        """Return the team of this id."""
        return next((team for team in self.teams if team.team_id == team_id), None)

    def neighborhood_of(self, postcode: str) -> Neighborhood | None:
        """Return where a postcode is, of which the four digits count."""
        number = int(postcode[:4])
        return next(
            (
                each
                for each in self.neighborhoods
                for first, last in map(bounds, each.postcodes)
                if first <= number <= last
            ),
            None,
        )

    def officers(self, team_id: str) -> tuple[Account, ...]:
        """Return the officers of a team."""
        return tuple(account for account in self.everybody if team_id in account.teams)

    def location_of(self, booth_id: str) -> Location | None:
        """Return where the booth stands; None for a booth nobody enrolled."""
        if self._places is None or self._places.of is not self.locations:  # a copy may have others
            self._places = _Places(self.locations, self.booths)
        return self._places.by_booth.get(booth_id)

    @property
    def frame_origins(self) -> tuple[str, ...]:
        """The origins whose pages booths show in a frame, in alphabetical order."""
        tiles = (tile for location in self.locations for tile in location.tiles)
        return tuple(sorted({tile.origin for tile in tiles if tile.show is TileShow.FRAME}))

    @property
    def served_languages(self) -> tuple[str, ...]:
        """Languages that somebody speaks with visitors or interprets, in alphabetical order."""
        spoken = self._spoken_by(Role.AGENT) | self._spoken_by(Role.INTERPRETER)
        return tuple(sorted({language for languages in spoken for language in languages}))

    @property
    def interpreter_languages(self) -> tuple[str, ...]:
        """Languages that interpreters bring beside those every agent speaks, in alphabetical order."""
        agents = [set(languages) for languages in self._spoken_by(Role.AGENT)]
        common = set.intersection(*agents) if agents else set()
        brought = {language for languages in self._spoken_by(Role.INTERPRETER) for language in languages}
        return tuple(sorted(brought - common))

    def _spoken_by(self, role: Role) -> frozenset[tuple[Language, ...]]:
        """Return what people of a role speak, each choice of languages once: people are many."""
        return frozenset(each.languages for each in self.everybody if each.role is role)
