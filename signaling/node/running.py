"""A node with its stores, its traces and the relays it starts, for as long as it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from callrouter.model.directory import Directory
from signaling.call_log import CallLog
from signaling.directory_file import DirectoryFile
from signaling.node.node import Node
from signaling.relays.children import RelayChildren
from signaling.relays.fleet import relay_plan
from signaling.settings import Settings
from signaling.stores import open_stores
from signaling.tracing import traces_of


@asynccontextmanager
async def running_node(
    settings: Settings,
    directory: Directory,
    *,
    relays_die_along: bool = False,
    directory_file: Path | None = None,
) -> AsyncIterator[Node]:
    """Run a node and the relays it starts; everything is undone at the end.

    But relays with calls are left to them, unless they are to ``die_along``. Who stands in
    ``directory_file`` is looked at again when it changes. Raises EmbeddedValkeyError, QueueServerError,
    PlaceError or OSError when it can't start.
    """
    async with (
        open_stores(settings) as stores,
        traces_of(settings, service="callrouter", process=stores.node.node_id) as traces,
    ):
        children = RelayChildren(relay_plan(settings, stores.url), stores.relays, die_along=relays_die_along)
        # First, as they take longer to start than all else.
        children.start()
        try:
            # A directory of the node's own: people come and go.
            node = Node(settings, directory.model_copy(), stores, traces)
            try:
                await node.start()
                if directory_file is not None:
                    node.background.start("directory", DirectoryFile(directory_file, node.parts.accounts).run)
                log = CallLog(stores.stories, stores.journal, holder=stores.node.node_id, traces=traces)
                node.background.start("call stories", log.run)
                yield node
            finally:
                await node.close()
        finally:
            await children.stop()
