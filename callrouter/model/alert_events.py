"""What happened to alerts. Nobody is named as audience: supervisors are told everything."""

from __future__ import annotations

from typing import Literal

from callrouter.model.alerts import Alert
from callrouter.model.event import BaseEvent
from callrouter.model.records import Id


class AlertRaised(BaseEvent):
    """What a rule watches for has lasted."""

    type: Literal["alert.raised"]
    alert: Alert


class AlertChanged(BaseEvent):
    """It is worse, or better, or about somebody else; or others couldn't be told of it."""

    type: Literal["alert.changed"]
    alert: Alert


class AlertAcknowledged(BaseEvent):
    """A supervisor has seen it."""

    type: Literal["alert.acknowledged"]
    alert: Alert
    by: Id


class AlertCleared(BaseEvent):
    """It is over, by itself."""

    type: Literal["alert.cleared"]
    alert: Alert
