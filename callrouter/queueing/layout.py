"""Which forms of the data this release can work on, and how data of an older form is brought up to date.

Nodes of several releases run beside each other during an upgrade, over data of one form. What only adds to
it (fields, kinds of keys and events) leaves the form as it is, since readers leave out what they don't know.
What an older release couldn't go on with is another form: the release that brings it works on the one before
as well, and the data changes when every node that is there can read the new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from callrouter.model.nodes import NodeRecord
from callrouter.queueing.connect import QueueServerError
from callrouter.queueing.forms import LAYOUT, OLDEST, UNREAD_MINUTES
from callrouter.queueing.nodes import Fit, NodeRegistry, Progress

_LOOK_AGAIN_S: Final = 1.0
_UNREAD_MS: Final = UNREAD_MINUTES * 60_000
_log = structlog.get_logger(__name__)


async def claim_layout(
    registry: NodeRegistry, node: NodeRecord, *, now: Callable[[], int], oldest: int = OLDEST
) -> None:
    """Register a node, if need be after bringing the data to a form that it can work on.

    Waits for a node that does so already, and for older ones to stop that couldn't go on. ``now`` is its own
    clock. Raises ``QueueServerError`` for data that this release can't use at all, ``QueueUnavailableError``.
    """
    waited = False
    while True:
        standing = await registry.renew(node, own_ms=now())
        match standing.fit:
            case Fit.READY:
                return
            case Fit.NEWER:
                raise QueueServerError(
                    f"the data has, or soon gets, a form newer than {node.reads_to}, the newest that this "
                    f"release ({node.version}) reads: start the one that wrote it, or restore a backup"
                )
            case Fit.UNFINISHED:
                raise QueueServerError(
                    "a restore of the data is under way, or was broken off: let it end, or restore again"
                )
            case Fit.OLDER if int(standing.form) < oldest:
                raise QueueServerError(
                    f"the data has form {standing.form}; this release ({node.version}) can bring data up to "
                    f"date from form {oldest} on: start a release between, which brings it there"
                )
            case Fit.OLDER:
                if not await bring_up(registry, node, int(standing.form)):
                    if not waited:
                        others = sorted(standing.versions)
                        _log.warning(
                            "layout.waiting", form=standing.form, needed=node.reads_from, others=others
                        )
                    waited = True
                    await asyncio.sleep(_LOOK_AGAIN_S)


async def check_layout(registry: NodeRegistry, *, newest: int = LAYOUT) -> None:
    """Say whether a relay may register: one of an older release may, while it reads the data.

    Raises ``QueueServerError`` if not, ``QueueUnavailableError``.
    """
    form = await registry.set_out(newest)
    if not form.isdigit() or int(form) > newest:
        raise QueueServerError(f"the data has form {form}; this release reads none newer than {newest}")


async def bring_up(registry: NodeRegistry, node: NodeRecord, form: int) -> bool:
    """Bring the data from this form to the next one; False: not now, or another node does.

    As long as this node can work on the older form as well, it waits until nobody who can't read the next one
    was there for ``UNREAD_MINUTES``. A node that is killed meanwhile is followed by another, which goes on
    where it was. Raises ``QueueUnavailableError``.
    """
    unread_ms = _UNREAD_MS if node.reads_from <= form else 0
    token = await registry.begin_change(node.node_id, form + 1, unread_ms=unread_ms)
    if token <= 0:
        return False
    _log.info("layout.changing", form=form, to=form + 1)
    pages = 0
    while (progress := await registry.go_on(token)) is Progress.MORE:
        pages += 1
        if pages % 100 == 0:
            _log.info("layout.changing", form=form, to=form + 1, pages=pages)
    _log.info(f"layout.{progress}", form=form, to=form + 1)
    return progress is Progress.DONE
