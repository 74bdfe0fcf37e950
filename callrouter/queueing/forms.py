"""Which forms of the data this release knows; ``layout.py`` says what a form is."""

from __future__ import annotations

from typing import Final

#: The form this release brings data to: one more than before for each ``lua/migrations/to_<form>.lua``.
LAYOUT: Final = 4
#: The oldest form it can work on, beside nodes of a release before it.
READS_FROM: Final = 4
#: The oldest form it can bring up to date.
OLDEST: Final = 4
#: A form that older nodes and relays can't read is begun when none was there for so long: one that only
#: starts again is no reason, and whoever upgrades can still go back.
UNREAD_MINUTES: Final = 10
