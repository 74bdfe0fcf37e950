"""What every message of a page has."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from callrouter.model.records import Record

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class ClientMessageBase(Record):
    """What every client message has: the page's own id for it, repeated in the answer."""

    request_id: RequestId
