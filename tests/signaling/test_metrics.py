"""``/metrics``: what Prometheus reads, and who may."""

from __future__ import annotations

import aiohttp
import pytest
from pydantic import SecretStr

from signaling.settings import Settings
from tests.signaling.conftest import Service
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
