"""Alerts at a whole node: raised once, seen by whoever saw it first, told to others, over by themselves."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from redis.asyncio import Redis

from callrouter.model.alerts import AlertNotice, AlertRule, AlertRules, NoticeWay
from callrouter.model.directory import Directory
from callrouter.model.exposition import exposition
from callrouter.policy.alerting import CLEAR_AFTER_MS, GIVE_UP_AFTER_MS, RAISE_AFTER_MS, Scene
from callrouter.queueing import AlertStore, Documents, QueueEngine
from callrouter.services.alerts import AlertRuleBook, AlertWatch, Tells
from callrouter.services.postman import NotDeliveredError
from signaling.alert_figures import AlertFigures
from signaling.carriers.alerts import SIGNATURE, AlertMail, Webhook
from signaling.carriers.mail import Mail, MailSecurity
from tests.services.callbacks import MORNING
from tests.services.conftest import client, valkey  # noqa: F401  (fixtures)
from tests.signaling.conftest import Message, Person, Service
from tests.signaling.test_carriers import PostOffice, office  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.network, pytest.mark.valkey]

SECRET = "sixteen letters or more"  # noqa: S105  (of a test)
DIRECTORY = Directory(centres=(), locations=(), booths=(), accounts=())
RULES = AlertRules(
    rules=(
        AlertRule.model_validate(
            {"rule_id": "late", "kind": "callback_overdue", "threshold": 1, "notify": ["webhook", "mail"]}
        ),
    )
)


@dataclass
class Listener:
    """A web server that answers as it is told to, and keeps what was posted to it."""

    answers: list[int] = field(default_factory=list)
    posts: list[tuple[bytes, str]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.posts.append((await request.read(), request.headers[SIGNATURE]))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    opened = Listener()
    app = web.Application()
    app.router.add_post("/alerts", opened.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    opened.url = f"http://127.0.0.1:{runner.addresses[0][1]}/alerts"
    yield opened
    await runner.cleanup()


@dataclass
class Sources:
    """What rules look at, as a test says it is."""

    overdue: int = 1

    async def scene(self, now: int) -> Scene:
        return Scene(now=now, callbacks_overdue=self.overdue)


class House:
    """Nodes that look after alerts of one deployment, with a clock of their own."""

    def __init__(self, client: Redis) -> None:  # noqa: F811
        self.now = MORNING
        self.sources = Sources()
        self.store = AlertStore(client, now=lambda: self.now)
        self._book = AlertRuleBook(Documents(client), DIRECTORY)
        self._engine = QueueEngine(client)

    async def has_rules(self) -> None:
        await self._book.replace(RULES, 0, "sue")

    def node(self, name: str, ways: Mapping[NoticeWay, Tells]) -> AlertWatch:
        return AlertWatch(
            store=self.store,
            rules=self._book,
            sources=self.sources,
            ways=ways,
            holder=name,
            new_id=lambda: f"made-by-{name}-at-{self.now}",
        )

    async def looks(self, node: AlertWatch, after_ms: int = 0) -> None:
        """Let a node look once, and deliver what it takes in hand."""
        self.now += after_ms
        async with asyncio.TaskGroup() as telling:
            await node.look(telling)

    async def raises(self, node: AlertWatch) -> None:
        for _ in range(2):
            await self.looks(node, RAISE_AFTER_MS)

    async def alerts(self) -> list[str]:
        return [alert.alert_id for alert in (await self._engine.board()).alerts]

    async def undelivered(self) -> list[NoticeWay]:
        return [way for alert in (await self._engine.board()).alerts for way in alert.undelivered]


@pytest.fixture
async def house(client: Redis) -> House:  # noqa: F811
    opened = House(client)
    await opened.has_rules()
    return opened


def webhook(listener: Listener) -> Webhook:
    return Webhook(url=listener.url, secret=SECRET)


async def test_a_webhook_is_told_of_beginning_and_end_signed(house: House, listener: Listener) -> None:
    node = house.node("one", {NoticeWay.WEBHOOK: webhook(listener)})
    await house.raises(node)
    await house.looks(node)
    house.sources.overdue = 0
    await house.looks(node)
    await house.looks(node, CLEAR_AFTER_MS)
    await house.looks(node)
    told = [json.loads(body) for body, _ in listener.posts]
    assert [each["type"] for each in told] == ["alert.raised", "alert.cleared"]
    assert {each["alert"]["rule_id"] for each in told} == {"late"}
    for body, signature in listener.posts:
        assert signature == f"sha256={hmac.new(SECRET.encode(), body, 'sha256').hexdigest()}"
    assert await house.alerts() == []


async def test_what_a_killed_node_told_nobody_another_one_tells(house: House, listener: Listener) -> None:
    ways = {NoticeWay.WEBHOOK: webhook(listener)}
    await house.raises(house.node("killed", ways))
    assert listener.posts == []
    other = house.node("other", ways)
    await house.looks(other)
    assert listener.posts == [], "the other may still be there"
    await house.looks(other, 10_000)
    await house.looks(other)
    assert [json.loads(body)["type"] for body, _ in listener.posts] == ["alert.raised"]
    assert await house.alerts() == [json.loads(listener.posts[0][0])["alert"]["alert_id"]]


async def test_a_refused_notice_comes_again_until_it_is_taken(house: House, listener: Listener) -> None:
    node = house.node("one", {NoticeWay.WEBHOOK: webhook(listener)})
    listener.answers = [500, 302]
    await house.raises(node)
    for _ in range(4):
        await house.looks(node, 15_000)
    figures = exposition(await AlertFigures(store=house.store, counts=node.counts).read()).splitlines()
    for told in (
        'alerts_open{rule="late"} 1',
        'alerts_raised_total{rule="late"} 1',
        "alert_notices_pending 0",
    ):
        assert f"callrouter_{told}" in figures
    for told in (
        'told_total{way="webhook"} 1',
        'failed_total{way="webhook"} 2',
        'failed_total{way="mail"} 0',
    ):
        assert f"callrouter_alert_notices_{told}" in figures
    assert len(listener.posts) == 3
    assert len({json.loads(body)["notice_id"] for body, _ in listener.posts}) == 1
    assert await house.undelivered() == []


class Deaf:
    """Takes nothing."""

    async def tell(self, notice: AlertNotice) -> None:
        del notice
        raise NotDeliveredError(for_good=False)


async def test_an_alert_says_by_what_nobody_could_be_told(house: House) -> None:
    node = house.node("one", {NoticeWay.WEBHOOK: Deaf()})
    await house.raises(node)
    for _ in range(8):
        await house.looks(node, GIVE_UP_AFTER_MS // 6)
    assert await house.undelivered() == [NoticeWay.WEBHOOK]


async def test_an_alert_is_mailed_in_both_languages(house: House, office: PostOffice) -> None:  # noqa: F811
    mail = Mail(
        server="127.0.0.1", port=office.port, security=MailSecurity.NONE, sender="noreply@politie.example"
    )
    way = AlertMail(to="leads@politie.example", carrier=mail, directory=DIRECTORY)
    node = house.node("one", {NoticeWay.MAIL: way})
    await house.raises(node)
    await house.looks(node)
    (arrived,) = office.kept
    assert (arrived["To"], arrived["Subject"]) == (
        "leads@politie.example",
        "Melding: terugbelverzoeken te laat: 1",
    )
    body = arrived.get_body()
    assert body is not None
    assert "Alert: callback requests past due: 1" in body.get_content()


async def _asks(
    service: Service, person: Person, method: str, path: str, body: object = None
) -> tuple[int, Message]:
    async with person.http.request(
        method, f"{service.url}/api/v1{path}", json=body, headers={"Origin": service.url}
    ) as response:
        return response.status, await response.json()


def _rules(**fields: Any) -> Message:
    return {"rules": [{"rule_id": "wait", "kind": "longest_wait", "threshold": 60} | fields]}


async def test_rules_are_replaced_by_who_knows_them_and_only_by_rules(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    status, told = await _asks(service, supervisor, "GET", "/alerts/rules")
    assert (status, told["version"], len(told["rules"]["rules"])) == (200, 0, 10)
    new = {"version": 0, "rules": _rules(location="utrecht-stationsplein")}
    assert await _asks(service, supervisor, "PUT", "/alerts/rules", new) == (200, {"version": 1})
    other = {"version": 0, "rules": _rules(threshold=90)}
    assert (await _asks(service, supervisor, "PUT", "/alerts/rules", other))[0] == 412
    for wrong in (_rules(location="nowhere"), _rules(threshold=1), _rules(kind="nonsense")):
        body = {"version": 1, "rules": wrong}
        status, fault = await _asks(service, supervisor, "PUT", "/alerts/rules", body)
        assert (status, fault["code"]) == (400, "bad_request")
        assert fault["faults"][0]["where"].startswith("rules.rules.0")
    status, told = await _asks(service, supervisor, "GET", "/alerts/rules")
    assert (told["version"], told["rules"]["rules"][0]["location"]) == (1, "utrecht-stationsplein")


async def test_a_supervisor_is_alerted_and_says_that_it_was_seen(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    rules = {"version": 0, "rules": _rules(kind="queue_length", threshold=1)}
    assert (await _asks(service, supervisor, "PUT", "/alerts/rules", rules))[0] == 200
    booth = await service.booth()
    await booth.says("call.request", language="de", subject="question")
    alert = (await supervisor.hears("alert.raised"))["alert"]
    assert (alert["kind"], alert["value"], alert["acknowledged_by"]) == ("queue_length", 1, None)
    late = await service.staff("supervisor", "supervisor-1", ready=False)
    snapshot = next(message for message in late.heard if message["type"] == "snapshot")
    assert [each["alert_id"] for each in snapshot["board"]["alerts"]] == [alert["alert_id"]]
    path = f"/alerts/{alert['alert_id']}/acknowledgement"
    status, seen = await _asks(service, supervisor, "POST", path)
    assert (status, seen["acknowledged_by"]) == (200, "supervisor-1")
    assert (await late.hears("alert.acknowledged"))["by"] == "supervisor-1"
    assert (await _asks(service, supervisor, "POST", "/alerts/none/acknowledgement"))[0] == 404
