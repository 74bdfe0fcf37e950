"""The journal is another one than a node has read: nothing is skipped, pages get a fresh view."""

from __future__ import annotations

from typing import Any

import pytest

from callrouter.queueing import connect
from signaling.protocol.errors import CloseCode
from signaling.settings import Settings
from signaling.stores import valkey_dir
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def test_pages_connect_anew_when_events_they_were_told_never_were(
    service: Service, settings: Settings
) -> None:
    booth = await service.booth()
    call = await booth.says("call.request", language="en", subject="question")
    queued = await booth.hears("call.queued")
    client = await connect(f"unix://{valkey_dir(settings)}/valkey.sock")
    # As after a failover to a server that hadn't got the last event.
    told: Any = await client.xrange("{callrouter}:journal", min=queued["event_id"])
    await client.xdel("{callrouter}:journal", *(event_id for event_id, _ in told))
    await client.aclose()
    assert await booth.is_closed_with() == CloseCode.GOING_AWAY
    snapshot = await booth.open(resume=True)
    assert snapshot["type"] == "snapshot"
    await booth.says("call.leave", call_id=call["call_id"])
    await booth.hears("call.ended")
