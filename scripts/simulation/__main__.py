"""``python -m scripts.simulation``."""

from __future__ import annotations

import sys

from scripts.simulation.cli import main

if __name__ == "__main__":
    sys.exit(main())
