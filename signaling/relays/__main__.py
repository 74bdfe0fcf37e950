"""``python -m signaling.relays``: what ``callrouter relay`` runs, without loading all that a node needs.

A relay that died is back sooner by that.
"""

from __future__ import annotations

import sys

import uvloop

from callrouter.queueing import QueueServerError
from callrouter.relay.node import PlaceError
from signaling import logs
from signaling.relays.process import run_relay
from signaling.settings import SettingsError, load_settings


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (who started it reads this)


def main() -> int:
    """Run a relay on the settings of the environment; return the exit status."""
    try:
        settings = load_settings(options={})
        logs.configure(settings.log_level, settings.log_format)
        uvloop.run(run_relay(settings, tell=_tell))
    except (SettingsError, QueueServerError, PlaceError, OSError) as error:
        print(f"callrouter relay: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
