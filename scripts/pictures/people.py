"""People before the cameras of a stage: drawn, so that a picture shows a face and nobody's."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.e2e.fake_devices import AGENT, COLLEAGUE, INTERPRETER, VISITOR, Camera, Identity

#: Wall, skin, hair and clothes, as luma, blue and red difference.
PEOPLE = {
    VISITOR: ((205, 120, 132), (150, 108, 152), (52, 126, 132), (96, 118, 148)),
    AGENT: ((188, 136, 120), (186, 110, 148), (110, 108, 150), (54, 146, 118)),
    INTERPRETER: ((198, 122, 126), (120, 112, 150), (36, 128, 130), (112, 116, 122)),
    COLLEAGUE: ((196, 126, 118), (176, 112, 146), (64, 122, 138), (78, 112, 128)),
}


def draw(path: Path, who: Identity, camera: Camera) -> Path:
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
