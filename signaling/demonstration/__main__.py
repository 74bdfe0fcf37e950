"""``python -m signaling.demonstration ADDRESS``: the robots of ``callrouter demo --robots``."""

from __future__ import annotations

import asyncio
import sys
from typing import Final

import structlog
import uvloop

from signaling import logs
from signaling.demonstration.robots import play
from signaling.load.line import SignedOutError
from signaling.load.site import SiteError
from signaling.settings import load_settings

#: Whoever was signed out, or couldn't come, comes again after so long, s.
_AGAIN_S: Final = 10.0

_log = structlog.get_logger(__name__)


async def _play_on(url: str, password: str) -> None:
    while True:
        try:
            await play(url, password)
        except* (SiteError, SignedOutError) as group:
            _log.warning("robots.come_again", reason=str(group.exceptions[0]))
        await asyncio.sleep(_AGAIN_S)


def main() -> None:
    """Let the robots play until this process is ended."""
    settings = load_settings(options={})
    logs.configure(settings.log_level)
    if settings.demo_password is None:
        sys.exit("demo_password: not set; it is what the robots sign in with")
    uvloop.run(_play_on(sys.argv[1], settings.demo_password.get_secret_value()))


if __name__ == "__main__":
    main()
