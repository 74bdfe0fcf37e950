"""Everybody is let do every message and every route, with what is somebody else's: nothing comes of it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, Final, get_args

import aiohttp
import pytest

from callrouter.model.directory import Directory
from callrouter.model.routing import RoutingRules
from callrouter.model.states import Role
from callrouter.policy.authorization import RULES, Asker, Outsider, Scope
from callrouter.policy.tenancy import NO_REALM, realm_of
from signaling.handlers.dispatch import carry_out
from signaling.handlers.services import Caller
from signaling.http.api.operation import PREFIX, Operation
from signaling.protocol.client import CLIENT_MESSAGE, ClientMessage, SessionHello
from signaling.settings import Settings
from tests.signaling.conftest import PASSWORD, Person, Service
from tests.signaling.conftest import directory as whole_directory  # noqa: F401  (the fixture it is made of)
from tests.signaling.tenants import (
    MESSAGES,
    NOTHING,
    OPERATIONS,
    OWN_CENTRE_ALONE,
    STRANGERS,
    Work,
    a_days_work,
    filled_in,
    with_another_centre,
)
from tests.signaling.test_oidc import with_provider

pytestmark = [pytest.mark.valkey, pytest.mark.network]

#: With which an asker may name what isn't theirs; it is answered as if it weren't there.
_NAMING: Final = frozenset(Scope) - {Scope.GENERAL, Scope.OWN, Scope.SEEN, Scope.WHOLE}
#: Places and teams are no secret, nor is to whom calls can be handed over; sums of calls are told by place.
_EVERYBODYS: Final = frozenset({"session.opened", "colleagues.counted", "board.measured"})
_PAGES: Final = ("booth", "callback", "desk", "interpreter", "join", "station", "supervisor", "wijkagent")
#: Every route that is no operation, and what somebody gets there who shows nothing at all: a page without
#: anything in it, or a refusal. A new one is let in here by somebody who has thought of it.
_OPEN_ROUTES: Final[dict[str, int]] = {
    **{f"GET /{page}": 302 for page in _PAGES},
    **{f"GET /{page}/": 200 for page in _PAGES},
    "GET /join/{token}": 200,
    "GET /booth/worker.js": 200,
    "GET /station/worker.js": 200,
    "GET /station/app.webmanifest": 200,
    "GET /station/icon.svg": 200,
    "GET /assets/{name}": 404,
    "GET /api/v1/openapi.json": 200,
    "GET /health/live": 200,
    "GET /health/ready": 200,
    # Of loopback alone, as no token is set.
    "GET /metrics": 200,
    # Of the demonstration alone.
    "GET /demo/outbox": 200,
    # By an address that nobody guesses.
    "GET /callback/received/{request_id}": 404,
    "POST /callback/": 415,
    # These say who somebody is, and ask for it in their bodies; the connection asks for a page.
    "GET /ws": 400,
    "POST /api/v1/login": 400,
    "POST /api/v1/logout": 400,
    "POST /api/v1/session": 400,
    "GET /api/v1/sign-in": 200,
    # Of the identity provider, and of whoever comes back from there.
    "GET /oidc/login": 302,
    "GET /oidc/callback": 302,
    "GET /oidc/signed-out": 302,
    "POST /oidc/backchannel-logout": 415,
    # Of whoever's cookie comes along, and of the page that they name.
    "GET /api/v1/account": 400,
    "POST /api/v1/account/password": 400,
    "POST /api/v1/account/second-step": 400,
    "POST /api/v1/account/second-step/confirm": 400,
    "POST /api/v1/account/second-step/remove": 400,
    "POST /api/v1/account/sign-ins/end": 400,
    "POST /api/v1/booth/enrol": 400,
    "POST /api/v1/join": 400,
    "POST /api/v1/join/cancel": 400,
    "POST /api/v1/join/moment": 400,
    "POST /api/v1/join/rating": 400,
}


@pytest.fixture
def directory(whole_directory: Directory) -> Directory:  # noqa: F811
    return with_another_centre(whole_directory)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Return settings with a provider that is away: its routes are there."""
    return with_provider(settings, "http://127.0.0.1:9", 8000, tmp_path)


def _kinds() -> set[str]:
    models = set(get_args(get_args(ClientMessage)[0])) - {SessionHello}
    return {get_args(model.model_fields["type"].annotation)[0] for model in models}


def test_every_message_has_a_rule_and_an_example_and_every_rule_is_used() -> None:
    assert _kinds() == set(MESSAGES)
    assert set(MESSAGES) <= set(RULES)


def _caller(service: Service, role: Role) -> Caller:
    directory = service.node.parts.desk.callbacks.directory
    account = directory.account(STRANGERS[role])
    realm = NO_REALM if account is None else realm_of(account, directory)
    asker = Asker(principal_id=STRANGERS[role], role=role, realm=realm)
    return Caller(asker=asker, session_id="of-a-stranger")


async def _says(service: Service, role: Role, kind: str, names: dict[str, str]) -> dict[str, Any]:
    payload = {"type": kind, "request_id": "r", **filled_in(MESSAGES[kind], names)}
    message = CLIENT_MESSAGE.validate_python(payload)
    services = service.node.web.endpoint.services
    answer = await carry_out(message, _caller(service, role), services)
    return answer.model_dump(mode="json")


async def _state(service: Service, work: Work) -> str:
    """Return all there is to see of the first centre's work."""
    engine = service.node.parts.gate.engine
    board = await engine.board()
    request = await service.node.parts.desk.callbacks.store.get(work.names["callback_id"])
    note = await engine.note("agent-1", work.names["call_id"])
    calls = [each for each in board.calls if each.centre != "oost"]
    people = [each for each in board.staff if each.centre != "oost"]
    assert request is not None
    told = (request.request, request.contact, note, await engine.closings())
    return str((calls, people, board.help, board.flagged, *told))


async def test_no_message_of_a_stranger_changes_or_tells_anything_of_others(service: Service) -> None:
    work = await a_days_work(service)
    before = await _state(service, work)
    wrong: list[str] = []
    for kind, role in product(sorted(MESSAGES), Role):
        told = await _says(service, role, kind, work.names)
        scope = RULES[kind].get(role)
        if scope is None and told.get("code") != "not_allowed":
            wrong.append(f"{role} may {kind}")
        if scope in _NAMING and "$" in str(MESSAGES[kind]):
            of_nothing = await _says(service, role, kind, NOTHING)
            if told["type"] != "error" or told != of_nothing:
                wrong.append(f"{role} learns by {kind}: {told}, {of_nothing}")
        # What was said is said back.
        told.pop("call_id", None)
        if any(name in str(told) for name in _secret(work)):
            wrong.append(f"{role} is told by {kind}: {told}")
    assert not wrong, "\n".join(wrong)
    assert await _state(service, work) == before


def _secret(work: Work) -> list[str]:
    return [name for name in work.names.values() if name != "agent"]


async def _asks(
    person: Person, service: Service, operation: Operation, names: dict[str, str]
) -> tuple[int, str]:
    path = operation.path.format_map(
        names
        | {
            "location_id": names["location"],
            "day": "2026-12-24",
            "alert_id": "none",
            "trial_id": "none",
            "postcode": "9712AB",
        }
    )
    example = filled_in(OPERATIONS.get(f"{operation.method} {operation.path}", {}), names)
    body = example if operation.body else None
    async with person.http.request(
        operation.method,
        f"{service.url}{PREFIX}{path}",
        params=None if operation.body else example,
        json=body,
        headers={"Origin": service.url},
    ) as answer:
        return answer.status, await answer.text()


async def test_no_operation_does_or_tells_a_stranger_anything_of_others(service: Service) -> None:
    work = await a_days_work(service)
    before = await _state(service, work)
    parties = {"nobody": service.person("desk")}
    for page, role in {
        "desk": Role.AGENT,
        "interpreter": Role.INTERPRETER,
        "wijkagent": Role.WIJKAGENT,
        "station": Role.SERVICE,
        "supervisor": Role.SUPERVISOR,
    }.items():
        parties[page] = service.person(page)
        assert await parties[page].sign_in(STRANGERS[role]) == 200
    officers = work.names | {"staff_id": work.names["officer"]}
    wrong: list[str] = []
    for operation, (page, person) in product(service.node.web.operations, parties.items()):
        names = officers if "absence" in operation.action else work.names
        asked = await _asks(person, service, operation, names)
        if page == "supervisor" and operation.party is Role.SUPERVISOR:
            of_nothing = await _asks(person, service, operation, NOTHING)
            as_it_should = _is_right(operation, asked, of_nothing, _secret(work))
        else:
            as_it_should = operation.party is Outsider.ANYBODY or asked[0] == 401
        if not as_it_should:
            wrong.append(f"{page}: {operation.method} {operation.path} {asked}")
    assert not wrong, "\n".join(wrong)
    assert await _state(service, work) == before


def _is_right(
    operation: Operation, asked: tuple[int, str], of_nothing: tuple[int, str], secret: list[str]
) -> bool:
    """Say whether a supervisor of elsewhere was answered as the operation's scope has it."""
    status, text = asked
    scope = RULES[operation.action][Role.SUPERVISOR]
    if scope is Scope.WHOLE:
        return status == 403 and "not_allowed" in text
    if scope in _NAMING:
        return status == 404 and asked == of_nothing
    if operation.method != "GET":
        return asked[0] == of_nothing[0] == 200
    return status == 200 and (scope is Scope.GENERAL or not any(name in text for name in secret))


async def test_every_other_route_is_known_and_gives_nothing_away(service: Service) -> None:
    await a_days_work(service)
    operations = {(each.method, PREFIX + each.path) for each in service.node.web.operations}
    routes = {
        (route.method, route.resource.canonical)
        for route in service.node.web_app(home=None).router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    found: dict[str, int] = {}
    async with aiohttp.ClientSession() as http:
        for method, path in sorted(routes - operations):
            where = service.url + path.replace("{", "").replace("}", "")
            async with http.request(
                method, where, json={}, headers={"Origin": service.url}, allow_redirects=False
            ) as answer:
                found[f"{method} {path}"] = answer.status
    assert found == _OPEN_ROUTES


async def test_no_route_that_names_a_page_takes_one_that_is_a_devices(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    device = service.person("booth")
    offered = f"{service.url}{PREFIX}/booths/booth:demo/enrolment"
    async with supervisor.http.post(offered, headers={"Origin": service.url}) as answer:
        assert (await device.enrol((await answer.json())["code"]))[0] == 200
    await device.open()
    device.http.cookie_jar.update_cookies({each.key: each.value for each in supervisor.http.cookie_jar})
    rest = {"username": "supervisor-1", "password": PASSWORD, "sign_in_id": "x", "code": "1", "new": PASSWORD}
    for route, page in product(_OPEN_ROUTES, ("booth", "join")):
        method, _, path = route.partition(" ")
        if not path.startswith(("/api/v1/account", "/api/v1/log", "/api/v1/session")):
            continue
        for body in ({"page": page}, {"page": page} | rest):
            async with device.http.request(
                method,
                service.url + path,
                params=body if method == "GET" else None,
                json=None if method == "GET" else body,
                headers={"Origin": service.url},
            ) as answer:
                assert answer.status in {400, 401}, f"{route} {body}"
    assert (await device.says("call.request", language="nl", subject="question"))["type"] == "request.done"
    assert (await supervisor.says("flag.settle", call_id="x"))["type"] == "request.done"  # signed in still


async def test_a_supervisor_is_told_of_overseen_centres_alone(service: Service) -> None:
    stranger = service.person("supervisor")
    assert await stranger.sign_in("supervisor-oost") == 200
    snapshot = await stranger.open()
    work = await a_days_work(service)
    booth = await service.booth("oost")
    own = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
    await stranger.hears("call.queued")
    told = await stranger.hears("board.measured", lambda m: bool(m["forecasts"]) or True)
    again = service.person("supervisor")
    again.http.cookie_jar.update_cookies({c.key: c.value for c in stranger.http.cookie_jar})
    later = await again.open()
    assert [call["call_id"] for call in later["board"]["calls"]] == [own]
    assert {each["centre"] for each in later["board"]["staff"] if each["role"] != "interpreter"} <= {"oost"}
    assert [each["location_id"] for each in snapshot["locations"]] == ["plein-oost"]
    heard = [message for message in (*stranger.heard, *again.heard) if message["type"] not in _EVERYBODYS]
    leaks = [message for message in heard if any(name in str(message) for name in _secret(work))]
    assert not leaks
    assert all(each["call_id"] == own for each in told["forecasts"])


async def test_a_call_that_is_moved_to_a_centre_is_told_to_its_supervisor(service: Service) -> None:
    stranger = await service.staff("supervisor", "supervisor-oost", ready=False)
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    rules = service.node.parts.rules
    await rules.load()
    await rules.replace(RoutingRules.model_validate(OWN_CENTRE_ALONE), 0, "supervisor-1")
    booth = await service.booth("demo")
    call_id = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
    queued = (await supervisor.hears("call.queued"))["call"]
    assert (await stranger.says("call.stop", call_id=call_id, why="zo"))["code"] == "no_such_call"
    to = {"kind": "pool", "centre": "oost", "language": "nl"}
    moved = {"call_id": call_id, "deed_id": "d", "to": to, "opened_at": queued["seats"][0]["opened_at"]}
    assert (await supervisor.says("call.move", **moved))["type"] == "request.done"
    told = await stranger.hears("seat.changed", lambda m: m["call"]["opened_to"] == ["oost"])
    assert told["call"]["call_id"] == call_id
    assert {m["type"] for m in stranger.heard if call_id in str(m)} <= {
        "seat.changed",
        "error",
        "board.measured",
    }
    assert (await stranger.says("call.stop", call_id=call_id, why="zo"))["type"] == "request.done"
