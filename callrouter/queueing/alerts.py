"""Alerts and the notices of them, as the queue's server keeps them.

One node at a time looks after them: it watches, and settles what it saw. Every command is one atomic script,
safe to repeat; each raises ``QueueUnavailableError`` when the server doesn't answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from callrouter.model.alerts import Alert, AlertNotice, KeptAlert
from callrouter.policy.alerting import Change
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.reading import readable
from callrouter.queueing.scripts import ScriptName, Scripts

#: For so long a node looks after alerts, unless it goes on.
WATCH_MS: Final = 10_000


class Watch(NamedTuple):
    """What there is for the node that looks after alerts."""

    now: int
    revision: int
    kept: Mapping[str, KeptAlert]
    notices: Sequence[AlertNotice]


class AlertStore:
    """The alerts of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def standing(self) -> tuple[tuple[Alert, ...], int]:
        """Return the alerts that are raised, and how many notices of alerts are still to be delivered."""
        with reachable():
            texts: Any = await self._client.hvals(self._keys.index("alerts"))
            pending: Any = await self._client.hlen(self._keys.index("alert_notices"))
        return raised(texts), pending

    async def watch(self, holder: str) -> Watch | None:
        """Look after alerts for a while; None when another node does."""
        now, held, revision, kept, notices = await self._run(ScriptName.WATCH_ALERTS, holder, WATCH_MS)
        if not held:
            return None
        return Watch(now, revision, _kept(kept), readable(AlertNotice.to_change, notices[1::2]))

    async def settle(
        self, holder: str, watch: Watch, changed: Sequence[Change], notices: Sequence[AlertNotice]
    ) -> bool:
        """Keep and tell what became of what was read; False = somebody was first, so look again."""
        said = {
            "alerts": [
                {
                    "key": change.key,
                    **({"kept": _text(change.kept)} if change.kept else {}),
                    **(
                        {"told": change.told, "alert": _text(change.alert)}
                        if change.told and change.alert
                        else {}
                    ),
                }
                for change in changed
            ],
            "notices": [{"id": notice.notice_id, "notice": _text(notice)} for notice in notices],
        }
        answer = await self._run(ScriptName.SETTLE_ALERTS, holder, watch.revision, json.dumps(said))
        return bool(answer[0])

    async def settle_notice(self, notice: AlertNotice, again: AlertNotice | None, *, delivered: bool) -> None:
        """Keep that a notice was delivered, is tried ``again``, or neither, so that its alert tells."""
        await self._run(
            ScriptName.SETTLE_NOTICE,
            notice.notice_id,
            "" if again is None else _text(again),
            "" if delivered or again is not None else notice.alert.key,
            notice.alert.alert_id,
            notice.way,
        )

    async def acknowledge(self, alert_id: str, by: str) -> Alert:
        """Keep that somebody has seen an alert; who was first stays. Raises Refusal ``no_such_alert``."""
        text = (await self._run(ScriptName.ACKNOWLEDGE_ALERT, alert_id, by))[0]
        return Alert.kept(text)


def _text(record: KeptAlert | Alert | AlertNotice) -> str:
    return record.to_keep(exclude_none=True)


def _kept(pairs: Sequence[str]) -> dict[str, KeptAlert]:
    return {kept.condition.key: kept for kept in readable(KeptAlert.to_change, pairs[1::2])}


def raised(texts: Sequence[str]) -> tuple[Alert, ...]:
    """Return the alerts among what is kept, the oldest first."""
    alerts = [kept.alert for kept in readable(KeptAlert.to_change, texts) if kept.alert is not None]
    return tuple(sorted(alerts, key=lambda alert: (alert.raised_at, alert.alert_id)))
