"""Where a relay can be reached, as its answers say it: which addresses, in which order of preference.

A relay is ICE-lite: it has host candidates only, and takes no notice of the candidates a browser names.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final, TypeAlias

_IP: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_UDP_PREFERENCE: Final = 126
_TCP_PREFERENCE: Final = 90
_MAX_LOCAL_PREFERENCE: Final = 65_535
#: a local preference of TCP has a direction in its upper three bits (RFC 6544 section 4.2)
_PASSIVE: Final = 4 << 13
_MAX_OTHER_PREFERENCE: Final = (1 << 13) - 1
_COMPONENT: Final = 1


def bindable(hosts: Sequence[str]) -> tuple[str, ...]:
    """Return the IP addresses `hosts` as sockets want them; raise ValueError for what is none, or for none.

    An IPv4 address in IPv6's clothes (RFC 4291 section 2.5.5.2) is an IPv4 address.
    """
    if not hosts:
        raise ValueError("a relay needs an address to bind")
    return tuple(str(_parsed(host)) for host in hosts)


def announceable(hosts: Sequence[str], announced: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses to name to browsers: `announced`, or `hosts` (as bound) if there are none.

    Raise ValueError for an address that nobody could reach: a wildcard, or one of a family nothing is bound
    of. A scope (`fe80::1%eth0`) means something to this machine alone and isn't named.
    """
    bound = [_parsed(host) for host in hosts]
    named = [_parsed(address) for address in announced] or bound
    for address in named:
        if address.is_unspecified:
            raise ValueError(f"a relay bound to {address} must be told which addresses to announce")
        if not any(host.version == address.version for host in bound):
            raise ValueError(f"{address} is announced, but no IPv{address.version} address is bound")
    return tuple(str(address).partition("%")[0] for address in named)


def candidate_lines(addresses: Sequence[str], port: int) -> tuple[str, ...]:
    """Return the candidates at `port` as SDP lines (RFC 8839, 6544), the first address and UDP preferred.

    Over TCP the relay waits to be connected to.
    """
    udp, tcp = [], []
    for place, address in enumerate(addresses):
        priority = _priority(_UDP_PREFERENCE, _MAX_LOCAL_PREFERENCE - place)
        udp.append(f"a=candidate:{place + 1} {_COMPONENT} udp {priority} {address} {port} typ host")
        priority = _priority(_TCP_PREFERENCE, _PASSIVE + _MAX_OTHER_PREFERENCE - place)
        foundation = len(addresses) + place + 1
        tcp.append(
            f"a=candidate:{foundation} {_COMPONENT} tcp {priority} {address} {port} typ host tcptype passive"
        )
    return (*udp, *tcp)


def _priority(type_preference: int, local_preference: int) -> int:
    """Return a candidate's priority (RFC 8445 section 5.1.2.1)."""
    return (type_preference << 24) + (local_preference << 8) + 256 - _COMPONENT


def _parsed(host: str) -> _IP:
    address = ipaddress.ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
