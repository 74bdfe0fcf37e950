"""Credentials for TURN servers: short-lived, one for each participant, made without asking the server.

The scheme is the one coturn calls `use-auth-secret` (draft-uberti-behave-turn-rest-00): the user name says
until when it is good, and the password is its HMAC-SHA1 under a secret that coturn knows as well.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode
from dataclasses import dataclass

from callrouter.model.media import IceServer
from signaling.settings import Settings

_NAME_BYTES = 8


@dataclass(frozen=True, kw_only=True)
class TurnServers:
    """The TURN servers of a deployment; no `urls`: there are none, and none are needed."""

    urls: tuple[str, ...]
    secret: str
    #: How long a credential is good for making a connection, seconds. An existing one outlives it.
    ttl_s: int

    def for_participant(self, now_s: float) -> tuple[IceServer, ...]:
        """Return servers with credentials of their own; the name says nothing about whose they are."""
        if not self.urls:
            return ()
        username = f"{int(now_s) + self.ttl_s}:{secrets.token_hex(_NAME_BYTES)}"
        digest = hmac.digest(self.secret.encode(), username.encode(), "sha1")
        return (IceServer(urls=self.urls, username=username, credential=b64encode(digest).decode()),)


def turn_servers_of(settings: Settings) -> TurnServers:
    """Return the TURN servers the settings name."""
    secret = settings.turn_secret.get_secret_value() if settings.turn_secret else ""
    return TurnServers(urls=settings.turn_urls, secret=secret, ttl_s=settings.turn_ttl_s)
