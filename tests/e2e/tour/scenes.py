"""The parts of the tour, each on a stage of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from tests.e2e.tour.cast import Cast
from tests.e2e.tour.conversation import conversation
from tests.e2e.tour.desk_work import desk_work
from tests.e2e.tour.entrance import entrance
from tests.e2e.tour.hand_over import hand_over
from tests.e2e.tour.link import link
from tests.e2e.tour.look import Look
from tests.e2e.tour.neighborhood import neighborhood
from tests.e2e.tour.station import station
from tests.e2e.tour.trouble import trouble
from tests.e2e.tour.workplaces import workplaces

Scene = Callable[[Cast, Look], Awaitable[None]]

SCENES: Final[Mapping[str, Scene]] = {
    "entrance": entrance,
    "workplaces": workplaces,
    "conversation": conversation,
    "desk-work": desk_work,
    "hand-over": hand_over,
    "neighborhood": neighborhood,
    "link": link,
    "station": station,
    "trouble": trouble,
}
