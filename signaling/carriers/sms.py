"""Text messages by an HTTP gateway: a JSON document is posted to it for each, with a bearer token.

``{"to": "+31…", "from": "Politie", "text": "…", "reference": "…"}``; ``reference`` is the same for each try.
A gateway that takes something else needs an adapter in front of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import aiohttp

from callrouter.model.messages import Writing
from callrouter.services.postman import NotDeliveredError

_TIMEOUT: Final = aiohttp.ClientTimeout(total=20)
#: Ours to mend, or over in a moment: worth trying again.
_FOR_NOW: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


@dataclass(frozen=True, kw_only=True)
class TextMessages:
    """Hands text messages to a gateway."""

    url: str
    sender: str
    token: str = field(repr=False)

    async def carry(self, message: Writing) -> None:
        """Hand a text message over. Raises NotDeliveredError."""
        body = {
            "to": message.to,
            "from": self.sender,
            "text": message.text,
            "reference": message.message_id,
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.post(self.url, json=body, headers=headers, allow_redirects=False) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise NotDeliveredError(for_good=False) from None
        if status < HTTPStatus.MULTIPLE_CHOICES:
            return
        refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        raise NotDeliveredError(for_good=refused and status not in _FOR_NOW)
