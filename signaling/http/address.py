"""Whose address a request comes from, behind proxies that are trusted to say it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from aiohttp import web

Network = IPv4Network | IPv6Network


def client_address(request: web.Request, trusted: Sequence[Network]) -> str:
    """Return the last address on the way here that is no trusted proxy's (``X-Forwarded-For``)."""
    way = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    address = request.remote or ""
    while way and _is_in(address, trusted):
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


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)
