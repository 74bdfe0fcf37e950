"""What a node tells Prometheus of alerts: those that stand, and what it raised and told others itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from callrouter.model.alerts import USUAL_RULES, NoticeWay
from callrouter.model.exposition import Metric, Sample, metric
from callrouter.queueing import AlertStore
from callrouter.services.alerts import AlertCounts


@dataclass(frozen=True, kw_only=True)
class AlertFigures:
    """The alerts of the deployment, and this node's work on them."""

    store: AlertStore
    counts: AlertCounts

    async def read(self) -> Sequence[Metric]:
        """Return the figures. Raises QueueUnavailableError."""
        alerts, pending = await self.store.standing()
        counts = self.counts
        raised = dict.fromkeys((rule.rule_id for rule in USUAL_RULES), 0) | dict(counts.raised)
        standing = Counter(dict.fromkeys(raised, 0))  # what is over stands at 0
        standing.update(each.rule_id for each in alerts)
        told, failed = ({str(way): of[way] for way in NoticeWay} for of in (counts.told, counts.failed))
        return (
            _by("gauge", "callrouter_alerts_open", "Alerts that stand.", "rule", standing),
            _by("counter", "callrouter_alerts_raised_total", "Alerts raised.", "rule", raised),
            metric("gauge", "callrouter_alert_notices_pending", "Notices to be delivered.", pending),
            _by("counter", "callrouter_alert_notices_told_total", "Notices handed over.", "way", told),
            _by("counter", "callrouter_alert_notices_failed_total", "Tries in vain.", "way", failed),
        )


def _by(
    kind: Literal["counter", "gauge"], name: str, text: str, label: str, counts: Mapping[str, int]
) -> Metric:
    return Metric(name, kind, text, [Sample(count, {label: of}) for of, count in sorted(counts.items())])
