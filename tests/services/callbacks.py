"""Two teams, their officers and a centre, for the tests of callback requests; and a clock of their own."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import count

from redis.asyncio import Redis

from callrouter.model.callbacks import CallbackRequest, Channel, Contact, NewCallback, Origin, Wishes
from callrouter.model.commands import Place, SessionSpec, StaffSpec
from callrouter.model.directory import Account, Centre, Directory
from callrouter.model.media import RelayRecord
from callrouter.model.messages import Message
from callrouter.model.neighborhoods import Neighborhood, Team
from callrouter.model.refusal import Refusal
from callrouter.model.states import Role, Status, Subject
from callrouter.policy.callback_access import citizen_of
from callrouter.policy.routing import staff_places
from callrouter.queueing import (
    AuditTrailStore,
    CallbackStore,
    Documents,
    Journal,
    Outbox,
    QueueEngine,
    RelayRegistry,
)
from callrouter.services.absences import AbsenceRegister
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.callback_clock import CallbackClock
from callrouter.services.callbacks import CallbackService
from callrouter.services.calls import CallPolicy, CallService
from callrouter.services.letters import LetterWriter
from callrouter.services.locations import Locations
from callrouter.services.relief import Relief
from callrouter.services.rules import Rules
from callrouter.services.special_days import SpecialDays
from callrouter.services.waiting_room import WaitingRoom

#: A Tuesday morning in Groningen, in November 2026.
MORNING = 1_795_507_200_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
POLICY = CallPolicy(
    ring_ms=20_000,
    wrap_up_ms=30_000,
    longest_wrap_up_ms=60_000,
    grace_ms=60_000,
    notes_ms=HOUR,
    day_ms=DAY,
    widen_ms=15_000,
    decline_backoff_ms=5_000,
    respect_hours=False,
)
DIRECTORY = Directory(
    centres=(Centre(centre_id="noord", name="RSC Noord"),),
    locations=(),
    booths=(),
    accounts=(
        *(
            Account(
                staff_id=staff_id,
                role=Role.WIJKAGENT,
                display_name=staff_id.title(),
                centre="noord",
                languages=("nl",),
                teams=teams,
            )
            for staff_id, teams in (("ann", ("team-n",)), ("bob", ("team-n",)), ("cor", ("team-z",)))
        ),
        Account(staff_id="rik", role=Role.AGENT, display_name="Rik", centre="noord", languages=("nl", "en")),
        Account(staff_id="sue", role=Role.SUPERVISOR, display_name="Sue", centre="noord", languages=("nl",)),
    ),
    teams=(
        Team(team_id="team-n", name="Noord", centre="noord", video_from=date(2020, 6, 9)),
        Team(team_id="team-z", name="Zuid", centre="noord"),
        Team(team_id="team-h", name="Haren", centre="noord", video_from=date(2027, 1, 4)),
    ),
    neighborhoods=(
        Neighborhood(neighborhood_id="selwerd", name="Selwerd", team="team-n", postcodes=("9711-9718",)),
        Neighborhood(neighborhood_id="haren", name="Haren", team="team-h", postcodes=("9751",)),
        Neighborhood(neighborhood_id="helpman", name="Helpman", team="team-z", postcodes=("9721",)),
    ),
)
CONTACT = Contact(name="Jo Smit", phone="+31612345678", mail="jo@example.org")


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> int:
        return self.now


class Neighborhoods:
    """The services of callback requests over one server, and short ways of saying what people do."""

    def __init__(self, client: Redis, *, clock: Clock | None = None, node: str = "") -> None:
        self.clock = clock or Clock()
        numbers = count(1)
        self.engine = QueueEngine(client, now=self.clock)
        self.relays = RelayRegistry(client, now=self.clock)
        self.journal = Journal(client)
        self.store = CallbackStore(client, blind=str, now=self.clock)
        self.outbox = Outbox(client, now=self.clock)
        self.absences = AbsenceRegister(Documents(client, now=self.clock), DIRECTORY, now=self.clock)
        self.callbacks = CallbackService(
            store=self.store,
            directory=DIRECTORY,
            letters=LetterWriter(public_url=lambda: "https://politie.example"),
            now=self.clock,
            absences=self.absences.known,
        )
        self.room = WaitingRoom(
            callbacks=self.callbacks,
            engine=self.engine,
            calls=CallService(
                engine=self.engine,
                directory=DIRECTORY,
                rules=Rules(Documents(client), DIRECTORY),
                locations=Locations(
                    self.engine,
                    DIRECTORY,
                    respect_hours=False,
                    now=self.clock,
                    special_days=SpecialDays(Documents(client), DIRECTORY, now=self.clock),
                ),
                policy=POLICY,
                new_id=lambda: f"call-{node}{next(numbers)}",
            ),
            policy=POLICY,
            new_id=lambda: f"call-{node}{next(numbers)}",
        )
        self.time = CallbackClock(
            callbacks=self.callbacks,
            waiting_room=self.room,
            relief=Relief(callbacks=self.callbacks),
            notes=ActionNotes(AuditTrailStore(client)),
        )

    async def asks(
        self,
        name: str = "r1",
        *,
        channel: Channel = Channel.VIDEO,
        postcode: str = "9712 AB",
        contact: Contact = CONTACT,
        language: str = "nl",
    ) -> CallbackRequest:
        """Ask to be called back."""
        return await self.callbacks.ask(
            NewCallback(
                request_id=name,
                origin=Origin.FORM,
                contact=contact,
                postcode=postcode,
                subject=Subject.QUESTION,
                language=language,
                wishes=Wishes(channel=channel),
            )
        )

    async def request(self, name: str = "r1") -> CallbackRequest:
        """Read a request."""
        kept = await self.store.get(name)
        assert kept is not None
        return kept.request

    async def ready(self, staff_id: str) -> None:
        """Connect and become ready."""
        account = DIRECTORY.account(staff_id)
        assert account is not None
        places: tuple[Place, ...] = staff_places(account, DIRECTORY.centres[0])
        spec = StaffSpec(
            staff_id=staff_id,
            role=account.role,
            display_name=account.display_name,
            centre="noord",
            languages=account.languages,
            places=places,
        )
        session = SessionSpec(session_id=f"{staff_id}-page", principal_id=staff_id, lease_ms=DAY)
        await self.engine.open_session(session, spec)
        await self.engine.set_status(staff_id, Status.READY)

    async def comes(self, name: str = "r1") -> str:
        """Open the page of the link and enter the waiting room; return the call."""
        citizen = citizen_of(name)
        relay = RelayRecord(relay_id="relay", control_url="unix:///relay", capacity=1000)
        await self.relays.register(relay, lease_ms=DAY)
        session = SessionSpec(session_id=f"{name}-page", principal_id=citizen, lease_ms=DAY)
        await self.engine.open_session(session, None)
        return (await self.room.enter(citizen)).call_id

    async def hears(self) -> None:
        """Tell requests what became of their calls."""
        for event in await self.journal.newest(1000):
            self.room.follow(event)
        await self.drain()

    async def drain(self) -> None:
        """Carry out what was heard; what doesn't concern a request any more is left, as a node does."""
        heard = self.room._heard
        while not heard.empty():
            call, step = heard.get_nowait()
            with suppress(Refusal):
                await self.room.hear(call, step)

    async def passes(self, ms: int) -> None:
        """Let time pass, and do what it brings."""
        self.clock.now += ms
        while await self.time.wake_due() == 0.0:
            pass

    async def messages(self) -> tuple[Message, ...]:
        """Take what is to be sent now."""
        return (await self.outbox.claim(1000))[0]
