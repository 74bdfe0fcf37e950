"""Play one call in real browsers, with drawn people before the cameras, and keep a picture of every state."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

import numpy as np

from tests.e2e import chromium
from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR, Camera, Identity
from tests.e2e.screens import Booth, Desk, InterpreterDesk, Screen, Wallboard
from tests.e2e.stage import Stage

BOOTH_SIZE = {"width": 1080, "height": 1920}
DESK_SIZE = {"width": 1440, "height": 900}
CAMERA = Camera(640, 480, 10)
PLAYING = """n => [...document.querySelectorAll('video[data-testid^="video-"]')]
    .filter(v => v.dataset.testid !== "video-self" && v.videoWidth >= 320 && v.currentTime > 2).length >= n"""
SELF_SEEN = "() => document.querySelector('[data-testid=device-check] video')?.videoWidth > 0"
#: Wall, skin, hair and clothes, as luma, blue and red difference.
PEOPLE = {
    VISITOR: ((205, 120, 132), (150, 108, 152), (52, 126, 132), (96, 118, 148)),
    AGENT: ((188, 136, 120), (186, 110, 148), (110, 108, 150), (54, 146, 118)),
    INTERPRETER: ((198, 122, 126), (120, 112, 150), (36, 128, 130), (112, 116, 122)),
}


def draw(path: Path, who: Identity, camera: Camera = CAMERA) -> Path:
    """Write a person who nods a little, before a plain wall."""
    wall, skin, hair, clothes = PEOPLE[who]
    height, width = camera.height, camera.width
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    header = f"YUV4MPEG2 W{width} H{height} F{camera.fps}:1 Ip A1:1 C420jpeg\n"
    with path.open("wb") as file:
        file.write(header.encode())
        for frame in range(2 * camera.fps):
            nod = 4 * np.sin(2 * np.pi * frame / (2 * camera.fps))
            cx, cy = width / 2, height * 0.42 + nod
            picture = np.empty((height, width, 3), np.float32)
            picture[:] = np.array(wall, np.float32) - np.stack([y / height * 30, 0 * y, 0 * y], -1)
            shoulders = ((x - cx) / (width * 0.3)) ** 2 + ((y - height * 1.02) / (height * 0.34)) ** 2 < 1
            neck = (abs(x - cx) < width * 0.055) & (y > cy) & (y < height * 0.75)
            crown = ((x - cx) / (width * 0.125)) ** 2 + ((y - cy + height * 0.03) / (height * 0.225)) ** 2 < 1
            face = ((x - cx) / (width * 0.108)) ** 2 + ((y - cy - height * 0.02) / (height * 0.19)) ** 2 < 1
            for mask, color in ((shoulders, clothes), (neck, skin), (crown, hair), (face, skin)):
                picture[mask] = color
            for side in (-1, 1):
                eye = (x - cx - side * width * 0.042) ** 2 + (y - cy + height * 0.005) ** 2 < (
                    width * 0.009
                ) ** 2
                picture[eye] = (40, 128, 128)
            mouth = (abs(x - cx) < width * 0.035) & (abs(y - cy - height * 0.105) < height * 0.008)
            picture[mouth] = (110, 118, 165)
            planes = picture.clip(16, 235).astype(np.uint8)
            chroma = planes[::2, ::2]
            parts = (planes[..., 0], chroma[..., 1], chroma[..., 2])
            file.write(b"FRAME\n" + b"".join(np.ascontiguousarray(part).tobytes() for part in parts))
    return path


class Photographer:
    """Keeps pictures, named by page and state."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, screen: Screen, name: str) -> None:
        """Wait until nothing moves into place any more, and take the picture."""
        await screen.page.evaluate("document.fonts.ready")
        await screen.page.screenshot(path=self._folder / f"{name}.png", animations="disabled")


async def play(folder: Path, language: str) -> None:
    """Go through the main job."""
    with tempfile.TemporaryDirectory() as scratch:
        async with Stage(Path(scratch), CAMERA) as stage:
            await stage.opens(wrap_up_s=120)
            photos = Photographer(folder)
            booth = await stage.booth(VISITOR, language)
            desk = await stage.desk("agent-1", AGENT, language)
            board = await stage.wallboard(AGENT, language)
            interpreter = await stage.interpreter("tolk-ar", INTERPRETER, language)
            await booth.page.set_viewport_size(BOOTH_SIZE)
            for screen in (desk, board, interpreter):
                await screen.page.set_viewport_size(DESK_SIZE)
            await interpreter.becomes_ready()
            await photos.keep(desk, "desk-away")
            await wait_in_line(photos, booth, board, language)
            await talk(photos, booth, desk, interpreter)
            await photos.keep(board, "supervisor-talking")
            await desk.hangs_up()
            await booth.finds("done")
            await photos.keep(booth, "booth-done")
            await desk.finds("wrap-up-done")
            await photos.keep(desk, "desk-wrap-up")


async def wait_in_line(photos: Photographer, booth: Booth, board: Wallboard, language: str) -> None:
    """Go from the start screen of the booth into the queue."""
    await photos.keep(booth, "booth-start")
    await booth.presses("start")
    await photos.keep(booth, "booth-language")
    await booth.presses(f"language-{language}")
    await photos.keep(booth, "booth-subject")
    await booth.presses("subject-report")
    await booth.finds("device-check")
    await booth.page.wait_for_function(SELF_SEEN)
    await photos.keep(booth, "booth-check")
    await booth.presses("start-call")
    await booth.waits_at(1)
    await photos.keep(booth, "booth-waiting")
    await board.counts_waiting(1)
    await photos.keep(board, "supervisor-waiting")


async def talk(photos: Photographer, booth: Booth, desk: Desk, interpreter: InterpreterDesk) -> None:
    """Answer the call and bring the interpreter in."""
    await desk.becomes_ready()
    await desk.is_offered()
    await photos.keep(desk, "desk-offer")
    await desk.accepts()
    await desk.finds("video-visitor")
    await booth.finds("video-agent")
    await desk.presses("invite-interpreter")
    await photos.keep(desk, "desk-invite")
    await desk.presses("invite-language-ar")
    await interpreter.is_offered()
    await photos.keep(interpreter, "interpreter-offer")
    await interpreter.accepts()
    for screen in (desk, booth):
        await screen.finds("video-interpreter")
    await desk.part("chat-input").fill("Goedemiddag, kunt u mij horen?")
    await desk.presses("chat-send")
    for screen, name in ((desk, "call"), (booth, "booth-call"), (interpreter, "interpreter-call")):
        await screen.page.wait_for_function(PLAYING, arg=2)
        await photos.keep(screen, name)


def main() -> None:
    """Parse the command line and play."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("test-results/screenshots"))
    parser.add_argument("--language", choices=("nl", "en"), default="nl")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chromium.write_camera = draw
    asyncio.run(play(options.folder, options.language))


if __name__ == "__main__":
    main()
