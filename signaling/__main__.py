"""``python -m signaling`` is ``callrouter``."""

from __future__ import annotations

from signaling.cli import main

main()
