"""A call over two nodes and a relay is one trace at an OpenTelemetry collector, and names nobody."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final
from urllib.parse import quote

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import SecretStr
from structlog.testing import capture_logs

from callrouter.model.directory import Directory
from callrouter.policy.call_trace import ATTRIBUTES, trace_id_of, traceparent
from signaling.call_log import CallLog
from signaling.node import running_node
from signaling.relays.process import running_relay
from signaling.settings import Settings
from tests.ports import free_port
from tests.signaling.conftest import Service, until
from tests.signaling.serve_process import Talker

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_TOKEN: Final = "collector's own"  # noqa: S105  (of a test)


class Collector:
    """Takes what is sent by OTLP over HTTP, from who shows the token."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, str, Any]] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {_TOKEN}"
        body = await request.read()
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            said = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += (
                    (said["service.name"], said["service.instance.id"], span) for span in scope.spans
                )
        return web.Response()

    def named(self, name: str) -> list[Any]:
        return [span for _, _, span in self.spans if span.name == name]


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    collector = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    collector.url = f"http://127.0.0.1:{port}"
    yield collector
    await runner.cleanup()


@pytest.fixture(autouse=True)
def _tells_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CallLog, "settles_ms", 2500)


@pytest.fixture
def settings(settings: Settings, collector: Collector) -> Settings:
    return settings.model_copy(update={"otlp_endpoint": collector.url, "otlp_token": SecretStr(_TOKEN)})


async def test_a_call_over_two_nodes_and_a_relay_is_one_trace(
    settings: Settings, directory: Directory, collector: Collector
) -> None:
    with capture_logs() as lines:
        call_id = await _a_call(settings, directory, collector)
    spans = [span for _, _, span in collector.spans]
    assert {span.trace_id.hex() for span in spans} == {f"{trace_id_of(call_id):032x}"}
    by_id = {span.span_id: span for span in spans}
    roots = [span for span in by_id.values() if not span.parent_span_id]
    assert [span.name for span in roots] == ["call"]
    assert all(span.parent_span_id in by_id for span in by_id.values() if span not in roots)
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in spans)

    def chain(span: Any) -> list[str]:
        return [span.name, *(chain(by_id[span.parent_span_id]) if span.parent_span_id else [])]

    media = ["relay_request connect", "media.offer", "call"]
    for name in ("relay answers", "media connecting", "media"):
        assert [chain(span) for span in collector.named(name)] == [[name, *media]] * 2
    assert chain(collector.named("script request_call")[0])[1:] == ["call.request", "call"]
    assert chain(collector.named("script accept_reservation")[0])[1:] == ["reservation.accept", "call"]
    assert {span.name for span in spans} >= {"queued", "ringing", "talking", "call.leave"}
    processes = {service: set[str]() for service, _, _ in collector.spans}
    for service, instance, _ in collector.spans:
        processes[service].add(instance)
    assert {service: len(found) for service, found in processes.items()} == {
        "callrouter": 2,
        "callrouter-relay": 1,
    }

    said = {each.key: each.value.string_value for span in spans for each in span.attributes}
    assert set(said) <= ATTRIBUTES
    assert not any(word in str(spans) for word in ("agent-1", "booth:", "demo", "candidate", "127.0.0.1"))

    told = [line for line in lines if line["event"] == "call"]
    assert [line["call"] for line in told] == [call_id], "two nodes, one line"
    assert told[0]["trace_id"] == f"{trace_id_of(call_id):032x}"
    assert told[0]["legs"] == 2
    assert told[0]["moved_to"] == []
    assert not any(word in str(told) for word in ("agent-1", "booth:", "127.0.0.1"))


async def _a_call(settings: Settings, directory: Directory, collector: Collector) -> str:
    """Let a booth of one node and an employee at another talk; return the call once all is told."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(running_node(settings, directory))
        socket = quote(str((settings.data_dir / "valkey" / "valkey.sock").absolute()))
        beside = settings.model_copy(update={"redis_url": f"unix://{socket}"})
        second = await stack.enter_async_context(running_node(beside, directory))
        await stack.enter_async_context(running_relay(settings, first.stores.relays))
        services = []
        for node in (first, second):
            await until(lambda node=node: node.parts.media.relays_attached() > 0)  # type: ignore[misc]
            url = await stack.enter_async_context(node.edge.serving(node.web_app(home=None)))
            services.append(Service(node, url))
            stack.push_async_callback(services[-1].everybody_goes)
        agent = await services[1].staff("desk", "agent-1")
        booth = await services[0].booth()
        call_id: str = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
        offer = (await agent.hears("reservation.created"))["reservation"]
        await agent.says("reservation.accept", reservation_id=offer["reservation_id"])
        talkers = [
            Talker(agent, call_id, "agent-1", "red"),
            Talker(booth, call_id, "booth:demo", "blue"),
        ]
        for talker in talkers:
            await talker.connect()
        await talkers[0].hears_somebody()
        await booth.says("call.leave", call_id=call_id)
        for talker in talkers:
            await talker.close()
        async with asyncio.timeout(45):
            await until(lambda: bool(collector.named("call")) and len(collector.named("media")) == 2)
        return call_id


async def test_a_collector_that_is_away_harms_nothing_and_is_told_of_once(
    settings: Settings, directory: Directory
) -> None:
    away = settings.model_copy(update={"otlp_endpoint": f"http://127.0.0.1:{free_port()}"})
    async with asyncio.timeout(45), AsyncExitStack() as stack:
        lines = stack.enter_context(capture_logs())
        node = await stack.enter_async_context(running_node(away, directory))
        await stack.enter_async_context(running_relay(away, node.stores.relays))
        await until(lambda: node.parts.media.relays_attached() > 0)
        url = await stack.enter_async_context(node.edge.serving(node.web_app(home=None)))
        service = Service(node, url)
        stack.push_async_callback(service.everybody_goes)
        booth = await service.booth()
        answer = await booth.says("call.request", language="nl", subject="question")
        assert answer["type"] == "request.done"
        await until(lambda: any(line["event"] == "traces.not_sent" for line in lines))
    assert [line for line in lines if line["event"] == "library"] == []


async def test_what_isnt_sampled_isnt_told_by_anybody(
    settings: Settings, directory: Directory, collector: Collector
) -> None:
    rare = settings.model_copy(update={"trace_share": 1e-12})
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(running_node(rare, directory))
        await stack.enter_async_context(running_relay(rare, node.stores.relays))
        await until(lambda: node.parts.media.relays_attached() > 0)
        url = await stack.enter_async_context(node.edge.serving(node.web_app(home=None)))
        service = Service(node, url)
        booth = await service.booth()
        await booth.says("call.request", language="nl", subject="question")
        await service.everybody_goes()
    assert collector.spans == []


def test_a_trace_can_be_gone_on_with_by_others() -> None:
    header = traceparent("c1", 0xAB, sampled=True)
    assert header == f"00-{trace_id_of('c1'):032x}-00000000000000ab-01"
