"""Messages leave the house: by a real mail server and a real gateway, through refusals and outages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from redis.asyncio import Redis

from callrouter.model.callback_steps import Plan
from callrouter.model.callbacks import Channel, Contact
from callrouter.model.messages import Carrier, DeliveryState, Letter, Message, Writing
from callrouter.services.postman import NotDeliveredError, Postman
from signaling.carriers.choice import carriers, missing_carriers
from signaling.carriers.mail import Mail, MailSecurity
from signaling.carriers.sms import TextMessages
from signaling.message_settings import MessageSettings
from tests.services.callbacks import DAY, MINUTE, MORNING, Neighborhoods
from tests.services.conftest import client, valkey  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.network, pytest.mark.valkey]

JO = "jo@example.org"


def message(carrier: Carrier = Carrier.MAIL, **fields: Any) -> Message:
    plain = {
        "message_id": "m1",
        "request_id": "r1",
        "letter": Letter.INVITATION,
        "carrier": carrier,
        "to": JO if carrier is Carrier.MAIL else "+31612345678",
        "subject": "De wijkagent wil u spreken",
        "text": "Beste Jo,\n\nhttps://example.org/join/geheim · tot straks",
        "expires_at": MORNING + DAY,
    }
    return Message.model_validate(plain | fields)


@dataclass
class PostOffice:
    """A mail server that answers as it is told to, and keeps what it took."""

    answers: list[str] = field(default_factory=list)
    kept: list[EmailMessage] = field(default_factory=list)
    server: asyncio.Server | None = None
    port: int = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.kept.append(parsed)
        return "250 taken"


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    opened = PostOffice()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(opened, hostname="office"), "127.0.0.1", 0)
    opened.server, opened.port = server, server.sockets[0].getsockname()[1]
    yield opened
    server.close()


def mail_to(office: PostOffice, security: MailSecurity = MailSecurity.NONE) -> Mail:
    return Mail(
        server="127.0.0.1",
        port=office.port,
        security=security,
        sender="Politie <noreply@politie.example>",
    )


async def test_a_mail_arrives_with_its_calendar(office: PostOffice) -> None:
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"
    await mail_to(office).carry(message(calendar=calendar))
    (mail,) = office.kept
    assert (mail["To"], mail["Message-ID"]) == (JO, "<m1@politie.example>")
    body = mail.get_body()
    assert body is not None
    assert "https://example.org/join/geheim · tot straks" in body.get_content()
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "PUBLISH"


@pytest.mark.parametrize(("answer", "for_good"), [("451 later", False), ("550 nobody here", True)])
async def test_a_mail_server_refuses_for_now_or_for_good(
    office: PostOffice,
    answer: str,
    for_good: bool,  # noqa: FBT001
) -> None:
    office.answers.append(answer)
    with pytest.raises(NotDeliveredError) as failure:
        await mail_to(office).carry(message())
    assert failure.value.for_good is for_good
    assert JO not in str(failure.value)


async def test_a_mail_server_that_is_away_may_come_back(office: PostOffice) -> None:
    mail = mail_to(office)
    assert office.server is not None
    office.server.close()
    await office.server.wait_closed()
    with pytest.raises(NotDeliveredError) as failure:
        await mail.carry(message())
    assert not failure.value.for_good


async def test_tls_is_insisted_on(office: PostOffice) -> None:
    with pytest.raises(NotDeliveredError) as failure:
        await mail_to(office, MailSecurity.STARTTLS).carry(message())
    assert not failure.value.for_good


@dataclass
class Gateway:
    """A gateway for text messages that answers as it is told to."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        self.taken.append(await request.json())
        return web.Response(status=202)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    opened = Gateway()
    app = web.Application()
    app.router.add_post("/messages", opened.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    opened.url = f"http://127.0.0.1:{runner.addresses[0][1]}/messages"
    yield opened
    await runner.cleanup()


async def test_a_gateway_takes_text_messages_and_refuses_for_now_or_for_good(gateway: Gateway) -> None:
    sms = TextMessages(url=gateway.url, sender="Politie", token="secret")  # noqa: S106
    gateway.answers = [500, 429, 401, 302, 400]
    for for_good in (False, False, False, False, True):
        with pytest.raises(NotDeliveredError) as failure:
            await sms.carry(message(Carrier.SMS))
        assert failure.value.for_good is for_good
    await sms.carry(message(Carrier.SMS))
    (taken,) = gateway.taken
    assert (taken["to"], taken["from"], taken["reference"]) == ("+31612345678", "Politie", "m1")


class Counter:
    """A carrier that fails as it is told to."""

    def __init__(self, *failures: NotDeliveredError) -> None:
        self.failures = list(failures)
        self.taken: list[Writing] = []
        self.took = asyncio.Event()

    async def carry(self, message: Writing) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(message)
        self.took.set()


@pytest.fixture
def town(client: Redis) -> Neighborhoods:  # noqa: F811
    return Neighborhoods(client)


def postman(town: Neighborhoods, carrier: Counter) -> Postman:
    return Postman(
        outbox=town.outbox,
        carriers=dict.fromkeys(Carrier, carrier),
        callbacks=town.callbacks,
        now=town.clock,
    )


async def deliveries(town: Neighborhoods) -> list[tuple[DeliveryState, int]]:
    kept = await town.store.get("r1")
    assert kept is not None
    return [(delivery.state, delivery.failures) for delivery in kept.deliveries]


async def test_what_fails_for_now_is_tried_again_later_and_seen_to_be(town: Neighborhoods) -> None:
    carrier = Counter(NotDeliveredError(for_good=False))
    await town.asks()
    await postman(town, carrier).send_due()
    assert await deliveries(town) == [(DeliveryState.PENDING, 1)]
    await postman(town, carrier).send_due()
    assert carrier.taken == []
    town.clock.now += MINUTE
    await postman(town, carrier).send_due()
    assert len(carrier.taken) == 1
    assert await deliveries(town) == [(DeliveryState.SENT, 1)]
    town.clock.now += DAY
    await postman(town, carrier).send_due()
    assert len(carrier.taken) == 1


async def test_what_fails_for_good_or_comes_too_late_is_given_up(town: Neighborhoods) -> None:
    await town.asks()
    await postman(town, Counter(NotDeliveredError(for_good=True))).send_due()
    assert await deliveries(town) == [(DeliveryState.FAILED, 1)]
    late = Counter()
    plan = Plan(by="ann", starts_at=MORNING + DAY, channel=Channel.VIDEO, invitation_id="i1")
    await town.callbacks.take("r1", plan, by="ann")
    town.clock.now += 2 * DAY
    await postman(town, late).send_due()
    assert late.taken == []


async def test_a_node_that_dies_while_sending_loses_no_message(town: Neighborhoods) -> None:
    await town.asks()
    (claimed,), _ = await town.outbox.claim()
    assert (await town.outbox.claim())[0] == ()
    town.clock.now += MINUTE
    carrier = Counter()
    await postman(town, carrier).send_due()
    assert [each.message_id for each in carrier.taken] == [claimed.message_id]


async def test_two_nodes_send_a_message_once(town: Neighborhoods) -> None:
    await town.asks()
    carrier = Counter()
    await asyncio.gather(*(postman(town, carrier).send_due() for _ in range(5)))
    assert len(carrier.taken) == 1


class Hanging:
    """A carrier that takes a message and never answers."""

    async def carry(self, message: Writing) -> None:
        del message
        await asyncio.Event().wait()


async def test_a_carrier_that_hangs_holds_up_no_other_s_messages(town: Neighborhoods) -> None:
    texts = Counter()
    own = Postman(
        outbox=town.outbox,
        carriers={Carrier.MAIL: Hanging(), Carrier.SMS: texts},
        callbacks=town.callbacks,
        now=town.clock,
    )
    for number in range(50):
        await town.asks(f"mail-{number:02}", contact=Contact(name="Jo", mail=f"jo{number}@example.org"))
    town.clock.now += 1
    await town.asks("text", contact=Contact(name="Jo", phone="+31612345678"))
    sending = asyncio.create_task(own.run())
    try:
        async with asyncio.timeout(10):
            await texts.took.wait()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    assert [each.to for each in texts.taken] == ["+31612345678"]


async def test_a_message_is_given_up_before_another_node_may_take_it(town: Neighborhoods) -> None:
    await town.asks()
    own = Postman(
        outbox=town.outbox,
        carriers=dict.fromkeys(Carrier, Hanging()),
        callbacks=town.callbacks,
        now=town.clock,
        longest_s=0.01,
    )
    await own.send_due()
    assert await deliveries(town) == [(DeliveryState.PENDING, 1)]


async def test_without_carriers_a_message_fails_at_once_and_operators_are_told(town: Neighborhoods) -> None:
    settings = MessageSettings()
    assert missing_carriers(settings) == (Carrier.MAIL, Carrier.SMS)
    await town.asks(contact=Contact(name="Jo", mail=JO))
    own = Postman(
        outbox=town.outbox, carriers=carriers(settings, None), callbacks=town.callbacks, now=town.clock
    )
    await own.send_due()
    assert await deliveries(town) == [(DeliveryState.FAILED, 1)]
