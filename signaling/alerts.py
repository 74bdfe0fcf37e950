"""Alerts at a node, put together: watched, told to others, and offered by the API."""

from __future__ import annotations

from collections.abc import Callable

from callrouter.model.alerts import NoticeWay
from callrouter.model.directory import Directory
from callrouter.policy.tenancy import Tenancy
from callrouter.services.alerts import AlertRuleBook, AlertSources, AlertWatch, Tells
from callrouter.services.postman import Carries
from signaling.alert_figures import AlertFigures
from signaling.background import Background
from signaling.carriers.alerts import AlertMail, Webhook
from signaling.http.api.alerts import AlertApi
from signaling.http.api.operation import Operation
from signaling.settings import Settings
from signaling.stores import Stores


class Alerting:
    """All of a node that alerts need."""

    def __init__(
        self,
        settings: Settings,
        stores: Stores,
        sources: AlertSources,
        *,
        mail: Carries,
        new_id: Callable[[], str],
    ) -> None:
        self._engine = stores.engine
        self._directory = sources.directory
        self._rules = AlertRuleBook(stores.documents, sources.directory)
        self.watch = AlertWatch(
            store=stores.alerts,
            rules=self._rules,
            sources=sources,
            ways=_ways(settings, sources.directory, mail),
            holder=new_id(),
            new_id=new_id,
        )

        self.figures = AlertFigures(store=stores.alerts, counts=self.watch.counts)

    def start(self, background: Background) -> None:
        """Begin the task."""
        background.start("alerts", self.watch.run)

    def operations(self, tenancy: Tenancy) -> tuple[Operation, ...]:
        """Return what supervisors may do by the API."""
        return AlertApi(
            engine=self._engine,
            watch=self.watch,
            rules=self._rules,
            directory=self._directory,
            tenancy=tenancy,
        ).operations()


def _ways(settings: Settings, directory: Directory, mail: Carries) -> dict[NoticeWay, Tells]:
    ways: dict[NoticeWay, Tells] = {}
    if settings.alert_webhook_url is not None and settings.alert_webhook_secret is not None:
        secret = settings.alert_webhook_secret.get_secret_value()
        ways[NoticeWay.WEBHOOK] = Webhook(url=settings.alert_webhook_url, secret=secret)
    if settings.alert_mail_to is not None:
        ways[NoticeWay.MAIL] = AlertMail(to=settings.alert_mail_to, carrier=mail, directory=directory)
    return ways
