"""What ``callrouter doctor`` says of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was examined: how it is and, when that is wrong, how to mend it."""

    subject: str
    state: str
    remedy: str | None = None

    @property
    def fit(self) -> bool:
        """Whether nothing need be done."""
        return self.remedy is None
