"""Where a request comes from, also behind proxies that are trusted to say it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from aiohttp import web

Network = IPv4Network | IPv6Network
#: Whoever has one address of IPv6 has all of its network.
_NETWORK_BITS: Final = 64


def place_of(request: web.Request, trusted: Sequence[Network] = ()) -> str:
    """Name where a request comes from, to count by: its client's address, or that of its network."""
    return place_at(client_address(request, trusted))


def place_at(said: str) -> str:
    """Name the place of an address."""
    said = said.partition("%")[0]
    if not _is_address(said):
        return said
    address = ip_address(said)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    bits = _NETWORK_BITS if isinstance(address, IPv6Address) else address.max_prefixlen
    return str(ip_network((address, bits), strict=False))


def client_address(request: web.Request, trusted: Sequence[Network]) -> str:
    """Return the last address on the way here that is no trusted proxy's (``X-Forwarded-For``)."""
    # Some proxies append to the line they get, others add a line of their own: together they are one list.
    told = ",".join(request.headers.getall("X-Forwarded-For", ()))
    way = [each.strip() for each in told.split(",")]
    address = request.remote or ""
    while way and is_among(address, trusted):
        said = way.pop()
        if not _is_address(said):
            break
        address = said
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_among(address: str, networks: Sequence[Network]) -> bool:
    """Say whether an address is one of these networks'."""
    return _is_address(address) and any(ip_address(address) in network for network in networks)
