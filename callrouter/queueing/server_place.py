"""Where the queue's server is: read from a URL, and refused with a reason where that can't be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import unquote


class Topology(StrEnum):
    """How the servers stand to each other."""

    SINGLE = "single"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


#: By scheme: the topology, and whether connections are encrypted.
_SCHEMES: Final[Mapping[str, tuple[Topology, bool]]] = {
    "redis": (Topology.SINGLE, False),
    "rediss": (Topology.SINGLE, True),
    "unix": (Topology.SINGLE, False),
    "redis+sentinel": (Topology.SENTINEL, False),
    "rediss+sentinel": (Topology.SENTINEL, True),
    "redis+cluster": (Topology.CLUSTER, False),
    "rediss+cluster": (Topology.CLUSTER, True),
}
#: Kinds of server that can be connected to.
URL_SCHEMES: Final = tuple(_SCHEMES)
_TLS_OPTIONS: Final = ("ca", "cert", "key", "verify")
_HOST: Final = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?"
)
#: What a mistyped option looks like; all else may be a part of a password.
_OPTION: Final = re.compile("[a-z_]+")
_SERVER_PORT, _SENTINEL_PORT = 6379, 26_379
_LAST_PORT: Final = 65_535
_MOST_REPLICAS: Final = 8

#: A host's name or address, and a port.
Address = tuple[str, int]


class UnsupportedUrlError(ValueError):
    """The URL doesn't say where a queue's server is; the message says why, and nothing secret."""


class Verification(StrEnum):
    """What a server's certificate must show."""

    #: That the authority made it for this host.
    FULL = "full"
    #: That the authority made it, for whatever host.
    CA = "ca"
    #: Nothing: whoever is in between can read along.
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Tls:
    """With what connections are encrypted; without ``ca`` the system's authorities count."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    verify: Verification = Verification.FULL


@dataclass(frozen=True, kw_only=True)
class ServerPlace:
    """Where the server is, and as whom to connect. Without a ``socket`` there are ``hosts``."""

    topology: Topology
    hosts: tuple[Address, ...] = ()
    socket: str | None = None
    #: By what Sentinels know the servers.
    service: str = ""
    db: int = 0
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    sentinel_username: str | None = None
    sentinel_password: str | None = field(default=None, repr=False)
    tls: Tls | None = None
    #: How many replicas must have a change before it counts as done.
    replicas: int = 0


def server_place(url: str) -> ServerPlace:
    """Read a URL as docs/operating.md describes them. Raises ``UnsupportedUrlError``."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in _SCHEMES:
        known = ", ".join(f"{each}://" for each in URL_SCHEMES)
        raise UnsupportedUrlError(f"must start with one of {known}")
    topology, encrypted = _SCHEMES[scheme]
    rest, _, query = rest.partition("?")
    credentials, _, where = rest.rpartition("@")
    username, _, password = credentials.partition(":")
    options = _options(query, topology, encrypted=encrypted, socket=scheme == "unix")
    place = ServerPlace(
        topology=topology,
        username=options.get("username") or unquote(username) or None,
        password=options.get("password") or unquote(password) or None,
        sentinel_username=options.get("sentinel_username"),
        sentinel_password=options.get("sentinel_password"),
        tls=_tls(options) if encrypted else None,
        replicas=_number(options, "replicas", 0 if topology is Topology.SINGLE else 1, most=_MOST_REPLICAS),
    )
    if scheme == "unix":
        if not where:
            raise UnsupportedUrlError("unix:// needs the path of a socket")
        return replace(place, socket=unquote(where), db=_number(options, "db", 0))
    return _at_hosts(place, where, options)


def _at_hosts(place: ServerPlace, where: str, options: Mapping[str, str]) -> ServerPlace:
    topology = place.topology
    hosts, _, path = where.partition("/")
    service = ""
    if topology is Topology.SENTINEL:
        service, _, path = unquote(path).partition("/")
        if not service:
            raise UnsupportedUrlError(
                "needs the service's name behind the Sentinels, as in host:26379/callrouter"
            )
    database = {"db": path} if path else options
    default = _SENTINEL_PORT if topology is Topology.SENTINEL else _SERVER_PORT
    addresses = tuple(_address(each, default) for each in (hosts or "localhost").split(","))
    if topology is Topology.SINGLE and len(addresses) > 1:
        raise UnsupportedUrlError("several hosts need redis+sentinel:// or redis+cluster://")
    db = _number(database, "db", 0)
    if topology is Topology.CLUSTER and db:
        raise UnsupportedUrlError("a cluster has database 0 only")
    return replace(place, hosts=addresses, service=service, db=db)


def _address(text: str, default_port: int) -> Address:
    found = _HOST.fullmatch(text)
    port = int(found["port"] or default_port) if found else 0
    if not found or not 0 < port <= _LAST_PORT:
        raise UnsupportedUrlError("a host must be like name:6379, 192.0.2.1:6379 or [2001:db8::1]:6379")
    return found["six"] or found["name"], port


def _options(query: str, topology: Topology, *, encrypted: bool, socket: bool) -> dict[str, str]:
    known = {"replicas"}
    if topology is not Topology.CLUSTER:
        known.add("db")
    if topology is Topology.SENTINEL:
        known |= {"sentinel_username", "sentinel_password"}
    if encrypted:
        known.update(_TLS_OPTIONS)
    if socket:
        known |= {"username", "password"}
    parts = (each.partition("=") for each in query.split("&") if each)
    # Not as a form's: a + is a plus here as in the rest of the URL, and passwords have it.
    given = [(unquote(name), unquote(text)) for name, _, text in parts]
    names = [name for name, _ in given]
    for name in names:
        if name not in known and ("@" in query or not _OPTION.fullmatch(name)):
            raise UnsupportedUrlError("has something behind its ? that is no option: in a password write %3F")
        if name not in known:
            raise UnsupportedUrlError(f"doesn't know {name!r}; there is {', '.join(sorted(known))}")
        if names.count(name) > 1:
            raise UnsupportedUrlError(f"says {name} twice")
    return dict(given)


def _tls(options: Mapping[str, str]) -> Tls:
    files = {name: Path(options[name]) for name in ("ca", "cert", "key") if options.get(name)}
    if ("cert" in files) != ("key" in files):
        raise UnsupportedUrlError("cert and key go together")
    for name, path in files.items():
        if not path.is_file():
            raise UnsupportedUrlError(f"{name}: there is no file {path}")
    verify = options.get("verify", Verification.FULL)
    if verify not in set(Verification):
        raise UnsupportedUrlError(f"verify must be one of {', '.join(Verification)}")
    return Tls(**files, verify=Verification(verify))


def _number(options: Mapping[str, str], name: str, default: int, *, most: int = 1_000_000) -> int:
    text = options.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or int(text) > most:
        raise UnsupportedUrlError(f"{name} must be a number from 0 to {most}")
    return int(text)
