"""Two networks of our own on this machine: the service in one, a visitor in the other, two cables between.

Made of Linux network namespaces, so root is needed, and nothing leaves the machine. The service has an
address for each thing it does, so that a test can cut one off and leave the others.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Final, Self

WEB: Final = "10.77.0.1"
TURN: Final = "10.77.0.3"
#: Where a test's shaper stands before the media.
SHAPED: Final = "10.77.0.8"
MEDIA: Final = "10.77.0.9"

_CABLES: Final = ("wired", "wireless")
_SERVICE_NET: Final = "10.77.0.0/24"


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, capture_output=True, text=True)  # noqa: S603, S607


class Network:
    """The two namespaces; the visitor begins on the first cable, `wired`, with the second unplugged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.service = f"cr-service-{os.getpid()}"
        self.visitor = f"cr-visitor-{os.getpid()}"

    def __enter__(self) -> Self:
        try:
            self._make()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._remove()

    def plug(self, cable: str) -> None:
        """Connect the visitor by this cable, and prefer it."""
        metric = 10 + _CABLES.index(cable)
        self._at_visitor("link", "set", cable, "up")
        via = f"10.77.{_CABLES.index(cable) + 1}.1"
        route = (_SERVICE_NET, "via", via, "dev", cable, "metric", str(metric))
        self._at_visitor("route", "replace", *route)

    def unplug(self, cable: str) -> None:
        """Disconnect the cable: its address and its routes are gone at once, as when Wi-Fi drops."""
        self._at_visitor("link", "set", cable, "down")

    def close_off(self, address: str) -> None:
        """Let nothing of the visitor's reach this address of the service, by any protocol."""
        self._at_visitor("route", "add", "blackhole", f"{address}/32")

    def allow_tcp_only(self) -> None:
        """Drop all UDP that the visitor sends to the service, as closed networks do."""
        self._at_visitor("rule", "add", "ipproto", "udp", "to", _SERVICE_NET, "blackhole")

    def command(self, namespace: str) -> tuple[str, ...]:
        """Return what to put before a command so that it runs in the namespace."""
        return ("ip", "netns", "exec", namespace)

    def program(self, namespace: str, program: str) -> Path:
        """Return a program that runs `program` in the namespace, for those who take no more than a path."""
        path = self._folder / f"{Path(program).name}-{namespace}"
        path.write_text(f'#!/bin/sh\nexec ip netns exec {namespace} {program} "$@"\n')
        path.chmod(0o755)
        return path

    def _make(self) -> None:
        for namespace in (self.service, self.visitor):
            _ip("netns", "add", namespace)
            _ip("-n", namespace, "link", "set", "lo", "up")
        for address in (WEB, TURN, SHAPED, MEDIA):
            _ip("-n", self.service, "address", "add", f"{address}/32", "dev", "lo")
        for number, cable in enumerate(_CABLES, start=1):
            ends = ("peer", "name", cable, "netns", self.service)
            _ip("-n", self.visitor, "link", "add", cable, "type", "veth", *ends)
            _ip("-n", self.visitor, "address", "add", f"10.77.{number}.2/24", "dev", cable)
            _ip("-n", self.service, "address", "add", f"10.77.{number}.1/24", "dev", cable)
            _ip("-n", self.service, "link", "set", cable, "up")
        self.plug("wired")

    def _at_visitor(self, *words: str) -> None:
        _ip("-n", self.visitor, *words)

    def _remove(self) -> None:
        for namespace in (self.service, self.visitor):
            subprocess.run(  # noqa: S603
                ("ip", "netns", "delete", namespace),  # noqa: S607
                check=False,
                capture_output=True,
            )
