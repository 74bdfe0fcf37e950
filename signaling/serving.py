"""Serving pages: from a node that is up to an address that answers, until asked to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

import structlog

from signaling import sd_notify
from signaling.node import Node

#: How often a starting node looks for its relays, and from when on it says that there are none.
_LOOK_S: Final = 0.02
_SLOW_START_S: Final = 10.0

_log = structlog.get_logger(__name__)


async def serve(
    running: AbstractAsyncContextManager[Node],
    *,
    home: str | None,
    stop: asyncio.Event,
    ready: Callable[[str], None],
) -> None:
    """Serve until ``stop`` is set, then drain, in a hurry when it is set again.

    ``ready`` is called with the address once calls can be taken.

    Raises what ``running`` raises, and OSError when the address is taken.
    """
    async with running as node, node.edge.serving(node.web_app(home=home)) as address:
        node.parts.desk.listens(address)
        node.background.start("watchdog", sd_notify.keep_alive)
        if await _has_media(node, stop):
            _settle_memory()
            ready(address)
            sd_notify.tell(sd_notify.READY)
        await stop.wait()
        sd_notify.tell(sd_notify.STOPPING)
        stop.clear()
        await node.drain(stop)


def stop_on_signal() -> asyncio.Event:
    """Return what is set when this process is asked to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _has_media(node: Node, stop: asyncio.Event) -> bool:
    """Wait until calls can have media; False if the node is asked to stop before."""
    loop = asyncio.get_running_loop()
    began, told = loop.time(), False
    while not node.parts.media.relays_attached() and not stop.is_set():
        if not told and loop.time() - began > _SLOW_START_S:
            told = True
            _log.warning("node.waits_for_relay")
        await asyncio.sleep(_LOOK_S)
    return not stop.is_set()


def _settle_memory() -> None:
    """Spare what the start made, which lives as long as the process, from every later search for garbage.

    A flood of connections makes for many searches, and each stops everybody's messages meanwhile.
    """
    gc.collect()
    gc.freeze()
