"""A signaling node as it makes itself known to the others: who runs, and whether they are set alike."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, StringConstraints

from callrouter.model.base import Id, Told

#: Of the name of a setting.
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]
_Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{4}$")]


class NodeRecord(Told):
    """A node's process, as it says of itself."""

    #: Made anew at each start.
    node_id: Id
    version: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    #: Where it runs, as far as it can tell machines apart.
    machine: Id | None = None
    #: What its host is called, for people.
    host: Annotated[str, StringConstraints(max_length=255)] = ""
    #: The oldest and the newest form of the data that it can work on.
    reads_from: Annotated[int, Field(ge=1)] = 4
    reads_to: Annotated[int, Field(ge=1)] = 4
    #: How much it gives up, of ``policy.shedding``.
    level: int = Field(default=0, ge=0)
    #: Whether it is about to stop.
    draining: bool = False
    #: For each setting that must be the same everywhere a few bits by which two values are told apart.
    marks: dict[_Name, _Mark] = Field(default_factory=dict)


def release_order(version: str) -> tuple[int, ...]:
    """Return what releases are sorted by: the numbers in their names."""
    return tuple(map(int, re.findall(r"[0-9]{1,9}", version)))


class NodeStanding(Told):
    """A node that is there."""

    node: NodeRecord
    #: UTC epoch ms.
    renewed_at: int
    #: How far its clock is ahead of the server's, with what its message was under way.
    ahead_ms: int
