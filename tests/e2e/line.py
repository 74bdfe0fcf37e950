"""A page's line to the server, to be listened to, spoken into and cut."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Self

from playwright.async_api import Page, WebSocketRoute


class Line:
    """Stands between page and server; everything passes."""

    def __init__(self) -> None:
        #: How many messages of each type the page has sent.
        self.sent: Counter[str] = Counter()
        self._route: WebSocketRoute | None = None

    @classmethod
    async def of(cls, page: Page) -> Self:
        """Stand in the line of a page, from its next opening on."""
        line = cls()
        await page.route_web_socket(re.compile("/ws"), line._opened)
        return line

    def tells(self, **message: object) -> None:
        """Say something to the page, as the server would."""
        assert self._route is not None, "the page has no line"
        self._route.send(json.dumps(message))

    async def breaks(self) -> None:
        """Cut the line; the page may open another."""
        assert self._route is not None, "the page has no line"
        await self._route.close()

    def _opened(self, route: WebSocketRoute) -> None:
        self._route = route
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            self.sent[json.loads(message).get("type")] += 1
            server.send(message)

        route.on_message(pass_on)
