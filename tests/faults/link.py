"""A link between this machine and a server in a network of its own: slow, cut, or cut in one direction.

What ``Cable`` does to a connection this does to packets: the kernels on both sides lose, wait and send again
as on a real line. Made of a Linux network namespace and two network devices of ours, so root is needed.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import subprocess
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

_MAKE: Final = 0x400454CA  # TUNSETIFF of linux/if_tun.h
_PACKETS: Final = 0x1001  # IFF_TUN | IFF_NO_PI
_LONGEST: Final = 65_536


class Link:
    """Two ways to the network ``server``: a sound one for ``others``, and this one, for ``one``."""

    def __init__(self) -> None:
        self.server = f"cr-queue-{os.getpid()}"
        number = os.getpid() % 125 * 2
        #: Addresses of the server, by either way.
        self.one, self.others = f"10.78.{number}.2", f"10.78.{number + 1}.2"
        #: Each way.
        self.delay_s = 0.0
        self._out = self._back = True
        self._ends: list[int] = []
        self._names = tuple(f"crl{end}{os.getpid()}" for end in ("a", "b", "c", "d"))

    async def __aenter__(self) -> Self:
        try:
            self._make()
        except BaseException:
            self._remove()
            raise
        loop = asyncio.get_running_loop()
        near, far = self._ends
        loop.add_reader(near, self._carry, near, far, lambda: self._out)
        loop.add_reader(far, self._carry, far, near, lambda: self._back)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for end in self._ends:
            asyncio.get_running_loop().remove_reader(end)
        self._remove()

    def cut(self, *, out: bool = True, back: bool = True) -> None:
        """Lose all packets: ``out`` to the server, ``back`` from it."""
        self._out, self._back = self._out and not out, self._back and not back

    def mend(self) -> None:
        """Carry all packets again; those of in between are lost."""
        self._out = self._back = True

    def _carry(self, source: int, target: int, whole: Callable[[], bool]) -> None:
        with suppress(OSError):
            while packet := os.read(source, _LONGEST):
                if whole():
                    asyncio.get_running_loop().call_later(self.delay_s, _put, target, packet)

    def _make(self) -> None:
        near, far, sound, far_sound = self._names
        _ip("netns", "add", self.server)
        self._ends = [_device(near), _device(far)]
        _ip("link", "set", far, "netns", self.server)
        _ip("link", "add", sound, "type", "veth", "peer", "name", far_sound, "netns", self.server)
        for here, there, address in ((near, far, self.one), (sound, far_sound, self.others)):
            own = address.removesuffix("2") + "1"
            _ip("address", "add", f"{own}/24", "dev", here)
            _ip("link", "set", here, "up")
            _ip("-n", self.server, "address", "add", f"{address}/24", "dev", there)
            _ip("-n", self.server, "link", "set", there, "up")

    def _remove(self) -> None:
        for end in self._ends:
            os.close(end)  # and its device is gone
        subprocess.run(("ip", "netns", "delete", self.server), check=False, capture_output=True)  # noqa: S603, S607


def _device(name: str) -> int:
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, _MAKE, struct.pack("16sH", name.encode(), _PACKETS))
    return end


def _put(target: int, packet: bytes) -> None:
    with suppress(OSError):  # the device is gone, or full: then it is lost, as packets may be
        os.write(target, packet)


def _ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, capture_output=True, text=True)  # noqa: S603, S607
