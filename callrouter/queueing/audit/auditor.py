"""The whole audit: everything is read and checked; what is found must be there again at the next readings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from redis.asyncio import Redis

from callrouter.queueing.audit.callbacks import check_callbacks
from callrouter.queueing.audit.contents import Contents, read_contents
from callrouter.queueing.audit.figures import check_figures
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.parties import check_parties
from callrouter.queueing.audit.queues import check_queues
from callrouter.queueing.audit.relays import check_relays
from callrouter.queueing.audit.server import Examined, examine_rights, examine_server
from callrouter.queueing.audit.standing import check_standing
from callrouter.queueing.audit.state import understand
from callrouter.queueing.audit.story import check_story
from callrouter.queueing.audit.times import check_times
from callrouter.queueing.audit.trail import check_trail
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys

_CHECKS: Final = (
    check_parties,
    check_standing,
    check_queues,
    check_times,
    check_relays,
    check_story,
    check_callbacks,
)
#: A finding counts when so many readings in a row have it.
_READINGS: Final = 5


class Examination:
    """Looks at a deployment and its server; changes nothing."""

    def __init__(self, client: Redis, namespace: str) -> None:
        self._client = client
        self._namespace = namespace

    async def server(self) -> tuple[Examined, ...]:
        """Tell whether the server is fit. Raises ``QueueUnavailableError``."""
        rights = await examine_rights(self._client, self._namespace)
        return (*(await examine_server(self._client) if rights.fit else ()), rights)

    async def clock_ms(self) -> int:
        """Tell the server's time, UTC epoch ms. Raises ``QueueUnavailableError``."""
        with reachable():
            seconds, microseconds = await self._client.time()
        return int(seconds) * 1000 + int(microseconds) // 1000

    async def whole(self, *, progress: Callable[[str], None] | None = None) -> tuple[Finding, ...]:
        """Tell what contradicts what in everything that is kept. Raises ``QueueUnavailableError``."""
        return await audit(self._client, self._namespace, progress=progress)


async def audit(
    client: Redis, namespace: str, *, progress: Callable[[str], None] | None = None
) -> tuple[Finding, ...]:
    """Find what contradicts what in everything kept under a namespace, by the server's clock.

    May run while the deployment works: a key that came up during a reading contradicts nothing, since what
    is found must be found again in all of five readings. ``progress`` is told what is being done.
    Raises ``QueueUnavailableError``.
    """
    say = progress or (lambda _: None)
    known: set[str] = set()
    standing: set[Finding] | None = None
    for reading in range(1, _READINGS + 1):
        say(f"reading, {reading} of at most {_READINGS}")
        contents = await read_contents(client, namespace, known=known)
        now = await _engine_now(client, namespace)
        say(f"checking {len(contents.values)} keys and {len(contents.events)} events")
        found = set(findings_in(contents, now))
        found.update(await check_figures(client, namespace))
        found.update(await check_trail(client, namespace))
        standing = found if standing is None else standing & found
        if not standing:
            break
        known |= contents.names
    say("")
    return tuple(sorted(standing or ()))


async def _engine_now(client: Redis, namespace: str) -> int:
    """Read the engine's clock, which goes on where the server's was set back."""
    with reachable():
        seconds, microseconds = await client.time()
        kept: Any = await client.hmget(Keys(namespace).index("clock"), ["ahead", "looked_at"])
    ahead, looked_at = (int(float(value or 0)) for value in kept)
    return int(max(seconds * 1000 + microseconds // 1000 + ahead, looked_at))


def findings_in(contents: Contents, now: int) -> tuple[Finding, ...]:
    """Find what contradicts what in one reading; ``now`` is the engine's clock, UTC epoch ms."""
    state = understand(contents, now)
    found = list(state.findings)
    for check in _CHECKS:
        try:
            found += check(state)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # So damaged that the check itself stumbles: still a finding, and the other checks go on.
            found.append(Finding(FindingCode.UNREADABLE, check.__name__, f"stopped by {error!r}"))
    return tuple(sorted(set(found)))
