"""Small files to be shown: one color each page."""

from __future__ import annotations

import struct
import zlib

Color = tuple[int, int, int]


def png(color: Color, width: int = 64, height: int = 48) -> bytes:
    """Return a picture of this color."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(color) * width) * height
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def pdf(*colors: Color) -> bytes:
    """Return a document with an upright page of each color."""
    pages = range(3, 3 + 2 * len(colors), 2)
    kids = " ".join(f"{page} 0 R" for page in pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(colors)}/Kids[{kids}]>>".encode(),
    ]
    for page, color in zip(pages, colors, strict=True):
        drawing = " ".join(f"{part / 255:.4f}" for part in color).encode() + b" rg 0 0 300 400 re f"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents {page + 1} 0 R>>".encode(),
            b"<</Length %d>>stream\n%b\nendstream" % (len(drawing), drawing),
        ]
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        file
        + f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
        + f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF\n".encode()
    )
