"""What a node tells its pages of its own accord, beside the events of their own calls."""

from __future__ import annotations

from collections.abc import Callable

from callrouter.model.directory import Directory
from callrouter.model.events import Event
from signaling.background import Background
from signaling.node.parts import Parts
from signaling.sessions.absence_news import AbsenceNews
from signaling.sessions.account_news import AccountNews
from signaling.sessions.board_news import BoardNews, BoardSources
from signaling.sessions.booth_news import BoothNews
from signaling.sessions.citizen_news import CitizenNews
from signaling.sessions.desk_news import DeskNews
from signaling.sessions.device_news import DeviceNews
from signaling.sessions.location_news import LocationNews
from signaling.sessions.station_news import StationNews
from signaling.stores import Stores


class News:
    """All that pages are told by one node, each kind kept up by itself."""

    def __init__(
        self,
        parts: Parts,
        directory: Directory,
        stores: Stores,
        *,
        board_goal: float,
        board_pause_s: Callable[[], float],
    ) -> None:
        hub, engine = parts.hub, stores.engine
        self.desk = DeskNews(hub, engine, directory)
        self.booth = BoothNews(hub, parts.waiting)
        self.location = LocationNews(hub, parts.locations, directory)
        parts.special_days.heard = self.location.changed
        self.device = DeviceNews(hub, parts.booths, parts.gate.tenancy)
        self.board = BoardNews(
            hub,
            BoardSources(
                figures=parts.live_figures,
                waiting=parts.waiting,
                callbacks=stores.callbacks,
                relays=stores.relays,
                directory=directory,
            ),
            parts.target,
            goal=board_goal,
            pause_s=board_pause_s,
        )
        self.station = StationNews(hub, engine, parts.booths, directory)
        self.citizen = CitizenNews(hub, parts.desk.rooms)
        self._account = AccountNews(hub, stores.sign_ins, directory, parts.accounts)
        self._absence = AbsenceNews(hub, parts.desk.callbacks)

    def followers(self) -> tuple[Callable[[Event], None], ...]:
        """Return who is to hear every event."""
        return (
            self.booth.follow,
            self.desk.follow,
            self.location.follow,
            self.device.follow,
            self.board.follow,
            self.station.follow,
            self.citizen.follow,
        )

    def start(self, background: Background) -> None:
        """Begin the tasks."""
        background.start("accounts gone", self._account.ending.run)
        background.start("queue places", self.booth.places.run)
        background.start("estimates", self.booth.run_clock)
        background.start("opening hours", self.location.run)
        background.start("booths", self.device.standings.run)
        background.start("booths in time", self.device.run_clock)
        background.start("board", self.board.figures.run)
        background.start("board looks", self.board.looks.run)
        background.start("board in time", self.board.run_clock)
        background.start("stations", self.station.stations.run)
        background.start("stations in time", self.station.run_clock)
        background.start("absences told", self._absence.run)
        background.start("citizens", self.citizen.rooms.run)
        background.start("colleagues", self.desk.people.run)
        background.start("own queues", self.desk.queue.run)
        background.start("own queues in time", self.desk.run_clock)
