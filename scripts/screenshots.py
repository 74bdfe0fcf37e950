"""Play every state of the pages in real browsers, with drawn people before the cameras, and keep pictures."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from scripts.pictures.album import Album
from scripts.pictures.people import draw
from tests.e2e import chromium
from tests.e2e.fake_devices import Camera
from tests.e2e.stage import Stage
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.scenes import SCENES, Scene

CAMERA = Camera(640, 480, 10)
LANGUAGES = ("nl", "en", "de", "fr", "es", "pl", "tr", "uk", "ar")


async def play(scene: Scene, album: Album) -> None:
    """Keep what one scene shows."""
    with tempfile.TemporaryDirectory() as scratch:
        async with Stage(Path(scratch), CAMERA) as stage:
            await scene(Cast(stage, with_faces=True), album)


def main() -> None:
    """Parse the command line and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("test-results/screenshots"))
    parser.add_argument(
        "--language", nargs="+", choices=LANGUAGES, default=["nl", "ar"], help="what the booth reads"
    )
    parser.add_argument("--scenes", nargs="+", choices=SCENES, default=list(SCENES))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chromium.write_camera = draw
    album = Album(options.folder, options.language)
    for scene in options.scenes:
        asyncio.run(play(SCENES[scene], album))


if __name__ == "__main__":
    main()
