"""What a running node and a running relay expose, and docs/metrics.md, which tells it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "metrics.md"
_BEGIN: Final = "<!-- begin {} -->\n"
_END: Final = "<!-- end {} -->"
_SAMPLE: Final = re.compile(r"^([a-z0-9_]+?)(?:\{(.*)\})? ")
_LABEL: Final = re.compile(r'([a-z_]+)="')
_ROW: Final = re.compile(r"^\| `([a-z0-9_]+)(?:\{([a-z_, ]+)\})?` \| (\w+) \| (.+) \|$", re.MULTILINE)


class Told(NamedTuple):
    """One metric."""

    name: str
    labels: tuple[str, ...]
    kind: str
    text: str


def metrics_in(exposed: str) -> list[Told]:
    """Return what an answer of ``/metrics`` tells of, by name. A metric without values has no labels."""
    texts: dict[str, str] = {}
    kinds: dict[str, str] = {}
    labels: dict[str, tuple[str, ...]] = {}
    for line in exposed.splitlines():
        if line.startswith("# HELP "):
            _, _, name, text = line.split(" ", 3)
            texts[name] = text
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ", 3)
            kinds[name] = kind
        elif found := _SAMPLE.match(line):
            name = found[1] if found[1] in kinds else re.sub(r"_(bucket|sum|count)$", "", found[1])
            assert name in kinds, line
            own = tuple(each for each in _LABEL.findall(found[2] or "") if each != "le")
            assert labels.setdefault(name, own) == own, line
    return [Told(name, labels.get(name, ()), kinds[name], texts[name]) for name in sorted(kinds)]


def table_of(metrics: list[Told]) -> str:
    """Write a table of Markdown."""
    rows = [
        f"| `{each.name}{{{', '.join(each.labels)}}}` | {each.kind} | {each.text} |"
        if each.labels
        else f"| `{each.name}` | {each.kind} | {each.text} |"
        for each in metrics
    ]
    return "\n".join(["| metric | kind | what it tells |", "| --- | --- | --- |", *rows, ""])


def documented(part: str) -> str:
    """Return the table of ``node`` or ``relay``."""
    text = DOCUMENT.read_text("utf-8")
    return text.partition(_BEGIN.format(part))[2].partition(_END.format(part))[0]


def rewrite(part: str, table: str) -> None:
    """Put a table into the document."""
    text, begin, end = DOCUMENT.read_text("utf-8"), _BEGIN.format(part), _END.format(part)
    before, _, rest = text.partition(begin)
    DOCUMENT.write_text(f"{before}{begin}{table}{end}{rest.partition(end)[2]}", "utf-8")


def known() -> dict[str, Told]:
    """Return every series there is by name, those of histograms too, as the document tells them."""
    found: dict[str, Told] = {}
    for part in ("node", "relay"):
        for name, labels, kind, text in _ROW.findall(documented(part)):
            told = Told(name, tuple(filter(None, labels.split(", "))), kind, text)
            suffixes = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            found |= {f"{name}{suffix}": told for suffix in suffixes}
    return found
