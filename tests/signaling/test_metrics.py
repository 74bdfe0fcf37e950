"""``/metrics``: what Prometheus reads, and who may."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from callrouter.model.exposition import Metric, exposition
from callrouter.relay.node import ServerCertificate, unix_path
from signaling import node_figures
from signaling.node_figures import NodeFigures
from signaling.process_figures import certificate_metrics
from signaling.queue_figures import QueueFigures
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from tests.signaling.conftest import Service
from tests.signaling.metrics_reference import documented, metrics_in, rewrite, table_of
from tests.signaling.test_callbacks import asks

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def _asked(service: Service, **headers: str) -> tuple[int, str]:
    shown = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as http, http.get(f"{service.url}/metrics", headers=shown) as answer:
        return answer.status, await answer.text()


async def test_this_machine_is_told_of_pages_and_relays(service: Service) -> None:
    await service.staff("desk", "agent-1")
    status, text = await _asked(service)
    assert status == 200
    assert 'callrouter_pages{role="agent"} 1\n' in text
    assert "callrouter_queue_up 1\n" in text
    assert "callrouter_relays 1\n" in text
    assert "callrouter_alert_notices_pending 0\n" in text
    assert 'callrouter_node_relay_calls{relay="relay-' in text


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "Via"])
async def test_who_comes_through_a_proxy_is_not_this_machine(service: Service, header: str) -> None:
    status, text = await _asked(service, **{header: "127.0.0.1"})
    assert status == 403
    assert "callrouter_" not in text


class TestWithToken:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"metrics_token": SecretStr("sesame")})

    async def test_only_who_shows_it_is_told(self, service: Service) -> None:
        assert (await _asked(service))[0] == 401
        assert (await _asked(service, Authorization="Bearer open"))[0] == 401
        assert (await _asked(service, Authorization="Bearer sesame", Via="proxy"))[0] == 200


async def test_callback_requests_and_messages_are_counted(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    for number in range(3):
        await asks(service, f"request-{number}")
    await officer.says("callback.claim", callback_id="request-0")
    _, text = await _asked(service)
    assert "callrouter_callbacks_waiting 2\n" in text
    assert "callrouter_callbacks_overdue 0\n" in text
    assert "callrouter_messages_pending " in text


async def _of_relay(service: Service) -> str:
    (relay,) = await service.node.stores.relays.all()
    connector = aiohttp.UnixConnector(str(unix_path(relay.relay.control_url)))
    async with (
        aiohttp.ClientSession(connector=connector) as http,
        http.get("http://relay/metrics") as answer,
    ):
        return await answer.text()


async def test_the_story_of_a_call_is_in_the_figures(service: Service) -> None:
    agent = await service.staff("desk", "agent-2", ready=False)
    booth = await service.booth()
    call_id = (await booth.says("call.request", language="de", subject="question"))["call_id"]
    await until_told(service, 'callrouter_calls_waiting{centre="midden-nederland",language="de"} 1\n')
    await agent.says("status.set", status="ready")
    offer = (await agent.hears("reservation.created"))["reservation"]
    await until_told(service, 'callrouter_staff{centre="midden-nederland",role="agent",state="reserved"} 1\n')
    await agent.says("reservation.accept", reservation_id=offer["reservation_id"])
    await until_told(service, 'callrouter_calls_talking{centre="midden-nederland"} 1\n')
    await booth.says("call.leave", call_id=call_id)
    text = await until_told(
        service, 'callrouter_calls_ended_total{centre="midden-nederland",reason="visitor_hung_up"} 1\n'
    )
    for line in (
        'callrouter_calls_waiting{centre="midden-nederland",language="de"} 0',
        'callrouter_calls_offered_total{centre="midden-nederland",language="de"} 1',
        'callrouter_calls_answered_total{centre="midden-nederland"} 1',
        'callrouter_reservations_total{role="agent",outcome="accepted"} 1',
        "callrouter_wait_seconds_count 1",
        'callrouter_match_seconds_count{role="agent"} 1',
        "callrouter_ring_seconds_count 1",
        'callrouter_longest_wait_seconds{centre="midden-nederland"} 0',
    ):
        assert line in text.splitlines(), line


async def test_a_node_that_starts_knows_who_waits_already(service: Service) -> None:
    booth = await service.booth()
    await booth.says("call.request", language="nl", subject="question")
    later = QueueFigures(
        service.node.figures.queue._engine, service.node.figures.queue._directory, now=now_ms
    )
    await later.read_queue()
    assert 'callrouter_calls_waiting{centre="midden-nederland",language="nl"} 1\n' in exposition(
        later.metrics()
    )


async def test_what_the_queues_server_does_not_say_is_not_waited_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def hangs() -> Sequence[Metric]:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()
        raise AssertionError

    node = service.node
    own = node.figures
    hanging = NodeFigures(node.vitals, own.queue, own._booths, hangs)
    monkeypatch.setattr(node_figures, "_PATIENCE_S", 0.05)
    cut_off = exposition(await hanging.read())
    assert "callrouter_queue_up 0\n" in cut_off
    assert "callrouter_loop_lag_seconds" in cut_off
    assert "callrouter_calls_offered_total" in cut_off
    assert "callrouter_calls_waiting" not in cut_off, "it may be long over"
    node.vitals._looked = replace(node.vitals._looked, queue_up=False)
    assert "callrouter_queue_up 0\n" in exposition(await hanging.read())
    assert asked == 1, "nothing is asked of a server that is known to be away"


async def test_pieces_of_work_are_timed_by_kind_and_outcome(service: Service) -> None:
    before = metrics_by_line((await _asked(service))[1])
    agent = await service.staff("desk", "agent-1", ready=False)
    await agent.says("reservation.accept", reservation_id="nothing/like-it#1")
    after = metrics_by_line((await _asked(service))[1])

    def grew(line: str) -> bool:
        return after[line] > before.get(line, 0)

    assert grew('callrouter_messages_total{outcome="refused"}')
    assert grew('callrouter_message_duration_seconds_count{type="reservation.accept"}')
    assert grew('callrouter_scripts_total{outcome="refused"}')
    assert grew('callrouter_script_duration_seconds_count{script="open_session"}')
    assert grew('callrouter_http_request_duration_seconds_count{route="/api/v1/login"}')
    assert not any("agent-1" in line for line in after)


@pytest.mark.parametrize("part", ["node", "relay"])
async def test_the_reference_tells_what_is_exposed(service: Service, tmp_path: Path, part: str) -> None:
    agent = await service.staff("desk", "agent-1")
    booth = await service.booth()
    call_id = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
    offer = (await agent.hears("reservation.created"))["reservation"]
    await agent.says("reservation.accept", reservation_id=offer["reservation_id"])
    await booth.says("media.offer", call_id=call_id, sdp_offer="v=0")
    exposed = (await _asked(service))[1] if part == "node" else await _of_relay(service)
    with_tls = exposition(certificate_metrics(ServerCertificate(*self_signed(tmp_path))))
    table = table_of(metrics_in(exposed + with_tls))
    if "RENEW_METRICS" in os.environ:
        rewrite(part, table)
    assert documented(part) == table, "run this with RENEW_METRICS=1, and look at what changed"


async def until_told(service: Service, line: str) -> str:
    """Wait until the figures have this line; return all of them."""
    async with asyncio.timeout(10):
        while line not in (text := (await _asked(service))[1]):  # noqa: ASYNC110  (tells nobody)
            await asyncio.sleep(0.02)
        return text


def metrics_by_line(text: str) -> dict[str, float]:
    """Return the values by what stands before them."""
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Make a certificate with its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    command = ["openssl", *request.split(), "-out", str(certificate), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (openssl, as is)
    return certificate, key
