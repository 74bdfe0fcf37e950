"""The names of everything a deployment keeps in the server, under one hash tag.

Scripts build the same names in one place, ``key()`` in ``lua/prelude_1_records.lua``, from the
prefix they are given. What there is, after ``{<namespace>}:``:

===================== ====== =================================================================
call:<id>             hash   record (public JSON), hidden (what only the engine knows)
staff:<id>            hash   the same for a person
reservation:<id>      hash   record, outcome (pending or how it ended)
session:<id>          hash   principal, ends_at (its lease)
sessions:<principal>  set    the principal's sessions
seats:<pool>          zset   seats that wait in a pool, by score
ready:<pool>          zset   people available in a pool, by the time since which they are
waiting               zset   calls nobody has answered, by score
calls                 hash   live call -> booth
booths                hash   booth -> live call
people                set    everybody who isn't offline
deadlines             zset   <kind>:<subject> by due time
journal               stream every event
chat:<call>           hash   entry id -> numbered entry, as long as the call lives
token:<sha256>        string a short-lived secret's subject
document:<name>       hash   text, version, at, by
statistics            hash   up to which journal entry events are counted, and when the last was
statistics:<start>    hash   figures of a quarter of an hour, by their names
===================== ====== =================================================================
"""

from __future__ import annotations

import re

_NAMESPACE = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class Keys:
    """Names the keys of one deployment. Raises ``ValueError`` on a namespace that can't be a hash tag."""

    def __init__(self, namespace: str) -> None:
        if not _NAMESPACE.fullmatch(namespace):
            raise ValueError(f"not a namespace: {namespace!r}")
        self.prefix = f"{{{namespace}}}:"
        self.journal = f"{self.prefix}journal"
        self.statistics = f"{self.prefix}statistics"

    def chat(self, call_id: str) -> str:
        """Where a call's chat is kept."""
        return f"{self.prefix}chat:{call_id}"

    def token(self, digest: str) -> str:
        """Where the subject of the token with this digest is kept."""
        return f"{self.prefix}token:{digest}"

    def document(self, name: str) -> str:
        """Where a document is kept."""
        return f"{self.prefix}document:{name}"

    def interval(self, starts_at: int) -> str:
        """Where the figures of the interval that starts then are kept."""
        return f"{self.prefix}statistics:{starts_at}"
