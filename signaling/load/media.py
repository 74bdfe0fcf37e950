"""A robot's picture and sound in the calls it takes part in, over a relay, as a browser's."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Coroutine
from typing import Any, Final, NamedTuple

from callrouter.model.states import Device, Role
from callrouter.relay.peer import Clip, Color, Film, Peer, sound, test_film, use_loopback
from signaling.load.line import Refused
from signaling.load.robot import Robot
from signaling.load.timings import Span
from signaling.protocol.conversation import MediaOffer, MediaShow

#: A relay that has no room, or can't be reached, is asked again after so long, s.
_AGAIN_S: Final = 1.0


class _Appearance(NamedTuple):
    title: str
    ground: Color
    notes_hz: tuple[float, ...]


_VISITOR: Final = _Appearance("BEZOEKER", Color(90, 100, 170), (392.0, 494.0))
_APPEARANCES: Final = {
    Role.AGENT: _Appearance("MEDEWERKER", Color(60, 180, 100), (523.0, 659.0)),
    Role.INTERPRETER: _Appearance("TOLK", Color(80, 110, 90), (659.0, 523.0)),
}


@functools.cache
def _appearance(role: Role) -> tuple[Film, Clip]:
    title, ground, notes = _APPEARANCES.get(role, _VISITOR)
    return test_film(("ROBOT", title), "IK HOOR U   I HEAR YOU", ground), sound(notes)


class Media:
    """What a robot sends and hears."""

    def __init__(self, robot: Robot) -> None:
        use_loopback()
        self._robot = robot

    async def run(self) -> None:
        """Be seen and heard in each call, for ever. Raises SignedOutError."""
        robot = self._robot
        while True:
            await robot.until(lambda: robot.talks() and robot.replaced != robot.call_id)
            if robot.call_id is None:
                continue
            try:
                await self._connected(robot.call_id)
            except Refused:
                await asyncio.sleep(_AGAIN_S)

    async def _connected(self, call_id: str) -> None:
        """Stay connected until the call is over, lives elsewhere, or another page has its media."""
        robot, began, moves = self._robot, time.monotonic(), self._robot.moves
        timings = robot.stage.traffic.timings
        film, clip = _appearance(robot.role)

        def heard() -> None:
            timings.add(Span.SEEN, 1000 * (time.monotonic() - began))

        peer = Peer(film, clip, slots=robot.slots, heard=heard)
        try:
            offer = MediaOffer(
                type="media.offer",
                request_id=robot.line.request_id(),
                call_id=call_id,
                sdp_offer=await peer.offer(),
            )
            await peer.take((await robot.line.ask(offer))["sdp_answer"])
            show = MediaShow(
                type="media.show",
                request_id=robot.line.request_id(),
                call_id=call_id,
                microphone=Device.ON,
                camera=Device.ON,
            )
            await robot.line.ask(show)
            await robot.until(
                lambda: robot.call_id != call_id or robot.moves != moves or robot.replaced == call_id
            )
        finally:
            await _to_the_end(peer.close())


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Carry something out whole, also when whoever waits for it is canceled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
