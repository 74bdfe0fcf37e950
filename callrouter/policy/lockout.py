"""How long somebody waits between tries to sign in: longer each time, and whose tries count together."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_network
from typing import Final, NamedTuple

_SECOND_MS: Final = 1000
_MINUTE_MS: Final = 60 * _SECOND_MS
_FIRST_MS: Final = _SECOND_MS
_MOST_MS: Final = 15 * _MINUTE_MS
#: What a provider of IPv6 commonly gives one customer.
_CUSTOMER_BITS: Final = 48


def delays(free: int, *, most_ms: int = _MOST_MS) -> tuple[int, ...]:
    """Return how long one waits after each wrong try, ms: from the ``free``-th on, twice as long each."""
    waits = [0] * (free - 1)
    wait = _FIRST_MS
    while wait < most_ms:
        waits.append(wait)
        wait *= 2
    return (*waits, most_ms)


class Tried(NamedTuple):
    """One account of tries: whose, and how long each wrong one makes the next wait."""

    #: The kind of account, and whose it is.
    of: tuple[str, ...]
    delays: tuple[int, ...]
    #: After so long one wrong try is forgotten, ms; after as long again another.
    forgotten_ms: int


class _Severity(NamedTuple):
    delays: tuple[int, ...]
    forgotten_ms: int

    def of(self, *whose: str) -> Tried:
        return Tried(whose, *self)


#: One person's, at one place or device: who guesses gets four tries an hour.
_OF_NAME: Final = _Severity(delays(5), _MOST_MS)
#: One person's from wherever: guessers in many places are slowed down, and keep nobody out for long.
_FROM_ANYWHERE: Final = _Severity(delays(50, most_ms=_MINUTE_MS), _MINUTE_MS)
#: People whose offices share an address mistype too, all day and night.
_OF_PLACE: Final = _Severity(delays(100, most_ms=30 * _SECOND_MS), 30 * _SECOND_MS)
_OF_CUSTOMER: Final = _Severity(delays(400, most_ms=30 * _SECOND_MS), 10 * _SECOND_MS)


def own_tries(name: str) -> tuple[Tried, ...]:
    """Return where it counts when somebody who is signed in proves once more that it is them."""
    return (_OF_NAME.of("own", name),)


def tries_of(name: str, *, place: str, device: str) -> tuple[Tried, ...]:
    """Return where a try with ``name`` counts.

    A ``device`` where its owner signed in before has its own count, so that a guesser elsewhere keeps nobody
    out; all others count by name at a ``place``, by name from anywhere, and by place.
    """
    if device:
        return (_OF_NAME.of("device", device),)
    customer = customer_of(place)
    return (
        _OF_NAME.of("name", name, place),
        _FROM_ANYWHERE.of("anywhere", name),
        _OF_PLACE.of("place", place),
        *(() if customer == place else (_OF_CUSTOMER.of("customer", customer),)),
    )


def customer_of(place: str) -> str:
    """Return all that may be one customer's of a provider: networks of IPv6 come by the 65,536."""
    try:
        network = ip_network(place)
    except ValueError:
        return place
    if isinstance(network, IPv6Network) and network.prefixlen > _CUSTOMER_BITS:
        return str(network.supernet(new_prefix=_CUSTOMER_BITS))
    return place
