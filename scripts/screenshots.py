"""Play visits and a call in real browsers, with drawn people before the cameras, and keep pictures of it."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from importlib.resources import files
from pathlib import Path

from scripts.pictures import conversation, visit
from scripts.pictures.album import Album
from scripts.pictures.people import draw
from tests.e2e import chromium
from tests.e2e.fake_devices import Camera
from tests.e2e.stage import Stage

CAMERA = Camera(640, 480, 10)
LANGUAGES = ("nl", "en", "de", "fr", "es", "pl", "tr", "uk", "ar")


async def call(album: Album) -> None:
    """Keep what happens from the first screen to the thanks, at every page."""
    with tempfile.TemporaryDirectory() as scratch:
        async with Stage(Path(scratch), CAMERA) as stage:
            await stage.opens(ring_s=120, wrap_up_s=120)
            booth = await visit.at_booth(stage)
            desk, interpreter, board = await conversation.staff(album, stage)
            await visit.ways_in(album, booth)
            await visit.queue(album, booth, board)
            await conversation.begins(album, desk, booth)
            await conversation.with_interpreter(album, desk, booth, interpreter)
            await conversation.what_unfolds(album, desk, booth, board)
            await conversation.ends(album, desk, booth, interpreter)


async def trouble(album: Album) -> None:
    """Keep what visitors see when there is no call to be had."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        async with Stage(folder, CAMERA) as stage:
            await stage.opens(directory=str(_with_staff_hours(folder)))
            board = await stage.wallboard()
            booth = await visit.at_booth(stage)
            await visit.nobody_there(album, booth)
            await booth.presses("refused-stop")
            await visit.closed(album, booth, board)
            await visit.out_of_order(album, stage, booth)
            await visit.refused_devices(album, await visit.at_booth(stage, "demo-2"))
            await visit.anonymous(album, await visit.at_booth(stage, "demo-3"))


def _with_staff_hours(folder: Path) -> Path:
    """Write the demonstration's directory with a location that takes no calls without staff."""
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    path = folder / "directory.toml"
    path.write_text(text.replace("require_staff = false", "require_staff = true"), "utf-8")
    return path


def main() -> None:
    """Parse the command line and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("test-results/screenshots"))
    parser.add_argument(
        "--language", nargs="+", choices=LANGUAGES, default=["nl", "ar"], help="what the booth reads"
    )
    parser.add_argument("--scenes", nargs="+", choices=("call", "trouble"), default=["call", "trouble"])
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chromium.write_camera = draw
    album = Album(options.folder, options.language)
    for scene in options.scenes:
        asyncio.run({"call": call, "trouble": trouble}[scene](album))


if __name__ == "__main__":
    main()
