"""The cost of a forwarded packet by relay and rate, as SVG."""

from __future__ import annotations

from typing import Any, Final

Row = dict[str, Any]

_WIDTH, _LEFT, _BAR = 760, 110, 20
_NAMES: Final = {
    "ours": "callrouter", "janus": "Janus", "janus-1": "Janus, 1 loop", "aiortc": "aiortc",
    "echo-c": "bare echo, C", "echo-python": "bare echo, Python",
}  # fmt: skip
_COLORS: Final = {"ours": "#154273", "echo-c": "#bbbbbb", "echo-python": "#bbbbbb"}
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#222}.t{font-weight:600;font-size:15px}.n{fill:#555}"
)


def cost(rows: list[Row]) -> str:
    """Draw a panel a rate: median as a bar, the extent of the rounds as a line."""
    pairs = [row for row in rows if row["people"] == 2]  # noqa: PLR2004  (two-party calls)
    top = max(row["cpu_us"][2] for row in pairs)
    scale = (_WIDTH - _LEFT - 100) / top
    title = "CPU of the relay for each forwarded packet, µs (AES-128-GCM, calls of two)"
    body = [f'<text x="16" y="26" class="t">{title}</text>']
    y = 40
    for rate in dict.fromkeys(row["rate"] for row in pairs):
        y += 24
        body.append(f'<text x="16" y="{y}" class="n">{rate:,} packets a second</text>')
        y += 8
        for row in (row for row in pairs if row["rate"] == rate):
            median, least, most = row["cpu_us"]
            color = _COLORS.get(row["relay"], "#b85c00")
            middle = y + _BAR / 2
            body += [
                f'<text x="{_LEFT - 8}" y="{y + 15}" text-anchor="end">{_NAMES[row["relay"]]}</text>',
                f'<rect x="{_LEFT}" y="{y}" width="{median * scale:.1f}" height="{_BAR}" fill="{color}"/>',
                f'<path d="M{_LEFT + least * scale:.1f} {middle}H{_LEFT + most * scale:.1f}" stroke="#222"/>',
                f'<text x="{_LEFT + most * scale + 8:.1f}" y="{y + 15}">{median:.1f}{_note(row)}</text>',
            ]
            y += _BAR + 6
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 16}" role="img" '
        f'width="{_WIDTH}" height="{y + 16}" aria-label="{title}"><style>{_STYLE}</style>'
        '<rect width="100%" height="100%" fill="#fff"/>'
    )
    return "\n".join([head, *body, "</svg>\n"])


def _note(row: Row) -> str:
    lost = row["loss"][0]
    return f" ({lost:.0%} lost)" if lost > 0.005 else ""  # noqa: PLR2004  (half a percent)
