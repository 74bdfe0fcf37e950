"""What happened to callback requests. Who their citizens are is in none of it."""

from __future__ import annotations

from typing import Literal

from callrouter.model.base import Id
from callrouter.model.callbacks import CallbackRequest, CallbackState
from callrouter.model.event import BaseEvent
from callrouter.model.messages import Delivery


class CallbackChanged(BaseEvent):
    """A request was made, or a step was taken with it; ``was``: where it stood, None = it is new."""

    type: Literal["callback.changed"]
    request: CallbackRequest
    was: CallbackState | None = None
    step: str
    by: Id


class MessageDelivered(BaseEvent):
    """A message to a citizen came further, or failed."""

    type: Literal["message.delivered"]
    request_id: Id
    delivery: Delivery
