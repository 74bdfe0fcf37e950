"""What ``callrouter doctor`` says of messages to citizens."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from callrouter.model.messages import Carrier, Writing
from callrouter.queueing import EmbeddedValkey, Pending, connect
from callrouter.services.postman import NotDeliveredError, Postman
from signaling.commands.doctor import examine
from signaling.examination.messages import examine_messages
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.stores import valkey_dir
from tests.services.callbacks import DIRECTORY, MINUTE, Clock, Neighborhoods

pytestmark = pytest.mark.valkey

NOTHING = Pending(0, 0, 0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Keep data in a folder of one's own, and have all carriers."""
    return Settings(
        data_dir=tmp_path,
        mail_server="mail.example",
        mail_from="politie@example.org",
        sms_url="https://sms.example/send",
        sms_token=SecretStr("sesame"),
    )


@pytest.fixture
async def town(settings: Settings) -> AsyncIterator[Neighborhoods]:
    """Open a town beside which the doctor looks at what is kept."""
    server = EmbeddedValkey(valkey_dir(settings))
    await server.start()
    client = await connect(server.url)
    clock = Clock()
    clock.now = now_ms()
    yield Neighborhoods(client, clock=clock)
    await client.aclose()
    await server.stop()


class Refusing:
    """A mail server that never takes anything."""

    def __init__(self, *, for_good: bool) -> None:
        self._for_good = for_good

    async def carry(self, message: Writing) -> None:
        del message
        raise NotDeliveredError(for_good=self._for_good)


async def doctor(settings: Settings, *, whole: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return await examine(settings, whole=whole, out=out, directory=DIRECTORY), out.getvalue()


def postman(town: Neighborhoods, *, for_good: bool) -> Postman:
    return Postman(
        outbox=town.outbox,
        carriers=dict.fromkeys(Carrier, Refusing(for_good=for_good)),
        callbacks=town.callbacks,
        now=town.clock,
    )


async def test_messages_that_are_on_their_way_are_well(town: Neighborhoods, settings: Settings) -> None:
    await town.asks()
    assert "✓ outbox         1 to be sent\n" in (await doctor(settings))[1]


async def test_messages_that_nobody_sends_are_told_of(town: Neighborhoods, settings: Settings) -> None:
    town.clock.now -= 10 * MINUTE
    await town.asks()
    status, told = await doctor(settings)
    assert status == 1
    assert "✗ outbox         1 to be sent, 1 of them long ago" in told


async def test_messages_tried_in_vain_are_told_of(town: Neighborhoods, settings: Settings) -> None:
    await town.asks()
    for _ in range(4):
        await postman(town, for_good=False).send_due()
        town.clock.now += MINUTE
    status, told = await doctor(settings)
    assert status == 1
    assert "1 to be sent, 1 of them tried in vain for minutes" in told
    assert "example.org" not in told


async def test_an_audit_counts_what_failed_for_good(town: Neighborhoods, settings: Settings) -> None:
    await town.asks()
    await postman(town, for_good=True).send_due()
    assert "✓ messages       1 failed for good in the past day" in (await doctor(settings, whole=True))[1]


def test_where_there_are_teams_carriers_are_needed(settings: Settings) -> None:
    def bad(settings: Settings) -> list[str]:
        examined = examine_messages(settings, DIRECTORY, NOTHING, in_service=True)
        return [each.subject for each in examined if not each.fit]

    assert bad(settings) == []
    assert bad(Settings(data_dir=settings.data_dir)) == ["mail", "sms"]
    assert bad(Settings(data_dir=settings.data_dir, keep_messages=True)) == []
    nobody = DIRECTORY.model_copy(update={"teams": ()})
    assert [
        each.subject
        for each in examine_messages(Settings(data_dir=settings.data_dir), nobody, NOTHING, in_service=True)
    ] == ["outbox"]


def test_messages_wait_while_no_node_runs() -> None:
    (examined,) = examine_messages(Settings(), None, Pending(3, 3, 0), in_service=False)
    assert (examined.fit, examined.state) == (True, "3 to be sent")
