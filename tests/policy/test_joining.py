"""Where supervisors may join calls."""

from __future__ import annotations

from importlib.resources import files

from callrouter.model.directory import Directory
from callrouter.model.joining import JoinMode
from callrouter.policy.joining import modes_at, modes_by_place
from callrouter.services.directory import parse_directory


def _directory() -> Directory:
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    return parse_directory(text)


def test_nobody_joins_where_nothing_was_said() -> None:
    directory = _directory()
    silent = directory.model_copy(
        update={"centres": tuple(each.model_copy(update={"joining": ()}) for each in directory.centres)}
    )
    assert modes_by_place(silent) == {}
    assert modes_at(directory, "noord-nederland", "groningen-noord") == ()
    assert modes_at(directory, "nowhere", "nowhere") == ()


def test_a_location_may_be_stricter_than_its_centre() -> None:
    directory = _directory()
    assert modes_by_place(directory).keys() == {"utrecht-stationsplein", "midden-nederland"}
    strict = tuple(each.model_copy(update={"joining": (JoinMode.LISTEN,)}) for each in directory.locations)
    own = directory.model_copy(update={"locations": strict})
    assert modes_at(own, "midden-nederland", "utrecht-stationsplein") == (JoinMode.LISTEN,)
