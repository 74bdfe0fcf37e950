"""What nodes keep up together, where one that is of an older release leaves it to the others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from callrouter.model.directory import Directory
from callrouter.policy.local_time import Zones
from callrouter.services.audit_trail import AuditKeeper
from callrouter.services.journal_retention import JournalRetention
from callrouter.services.statistics import StatisticsKeeper
from signaling.background import Background
from signaling.known_node import KnownNode
from signaling.settings import Settings
from signaling.signing_key import trail_signer
from signaling.stores import Stores
from signaling.vitals import Vitals


class Upkeep:
    """One node's share in the record of all."""

    def __init__(  # noqa: PLR0913  (each is another thing it needs)
        self,
        settings: Settings,
        directory: Directory,
        stores: Stores,
        *,
        zones: Zones,
        vitals: Vitals,
        outdated: Callable[[], None],
    ) -> None:
        self._known = KnownNode(
            stores.nodes,
            settings,
            directory,
            node=stores.node,
            outdated=outdated,
            vitals=vitals,
        )
        self.audit_trail = AuditKeeper(
            stores.audit_trail,
            stores.journal,
            signer=trail_signer(settings, stores.audit_trail),
            leads=self._known.leads,
        )
        self.statistics = StatisticsKeeper(
            stores.statistics, stores.journal, zones=zones, leads=self._known.leads
        )
        self._retention = JournalRetention(journal=stores.journal, keep_days=settings.journal_keep_days)

    async def be_known(self) -> None:
        """Say to the other nodes that this one is there, if the queue's server can be asked."""
        with suppress(TimeoutError):  # then it is tried again behind
            await self._known.renew()

    def start(self, background: Background) -> None:
        """Begin the tasks."""
        background.start("known", self._known.run)
        background.start("form of the data", self._known.bring_data_up)
        background.start("statistics", self.statistics.run)
        background.start("audit trail", self.audit_trail.run)
        background.start("journal retention", self._retention.run)

    async def close(self) -> None:
        """Be known no more. End the tasks before."""
        await self._known.end()
