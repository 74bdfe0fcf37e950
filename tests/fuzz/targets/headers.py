"""Headers that say who asks and from where: Origin, Host, X-Forwarded-For, Cookie, and the address."""

from __future__ import annotations

import contextlib
from ipaddress import ip_network
from types import SimpleNamespace
from typing import cast

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from signaling.http.address import client_address, place_of
from signaling.http.origin import is_own_origin
from tests.fuzz.parts import parts

LONGEST = 4000
_TRUSTED = [ip_network("127.0.0.0/8"), ip_network("2001:db8::/32")]
_NAMES = ("Origin", "Host", "X-Forwarded-For", "Cookie")


def fuzz(data: bytes) -> None:
    """Demand that whoever asks is named by what the socket or the header said, and that an origin is one."""
    remote, *values = [part.decode("utf-8", "surrogateescape") for part in parts(data)] or [""]
    headers = CIMultiDict(zip(_NAMES, values, strict=False))
    host = headers.get("Host", "")
    from_there = cast("web.Request", SimpleNamespace(remote=remote, headers=headers, host=host))
    for trusted in (_TRUSTED, []):
        with contextlib.suppress(ValueError):
            ip_network(place_of(from_there, trusted))
        assert len(client_address(from_there, trusted)) <= max(len(remote), len(headers.get(_NAMES[2], "")))
    own = is_own_origin(from_there, ["https://forms.example.org"])
    assert not own or headers.get("Origin", "").lower().startswith(("http://", "https://"))
    cookies = make_mocked_request(
        "GET", "/", headers={"Cookie": _readable(headers.get("Cookie", ""))}
    ).cookies
    assert all(isinstance(value, str) for value in cookies.values())


def _readable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
