"""Whoever has a booth gets no further than the booth: each attack is played, and the service goes on."""

from __future__ import annotations

import asyncio

import pytest

from tests.signaling.attacks import ATTACKS
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attacker_with_a_booth_is_held_off(
    service: Service, attack: str, capfd: pytest.CaptureFixture[str]
) -> None:
    await ATTACKS[attack](service)
    async with service.person("desk").http as http, http.get(f"{service.url}/health/ready") as answer:
        assert answer.status == 200
    told = capfd.readouterr()
    assert "Traceback" not in told.out + told.err


async def test_an_account_asks_the_api_no_more_than_it_may(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)

    async def asks() -> tuple[int, str | None]:
        async with supervisor.http.get(f"{service.url}/api/v1/routing") as answer:
            return answer.status, answer.headers.get("Retry-After")

    statuses = await asyncio.gather(*(asks() for _ in range(300)))
    assert {status for status, _ in statuses} == {200, 429}
    assert {again for status, again in statuses if status == 429} == {"1"}
