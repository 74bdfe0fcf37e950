"""How ``callrouter doctor`` tells what it found: a line for each thing, or all of it as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol, TextIO

from callrouter.queueing.audit import Finding

#: Findings of one kind that are told one by one.
_TOLD: Final = 20
#: Of the column of subjects.
_WIDTH: Final = 14
_WIDEST: Final = 20


class Result(Protocol):
    """One thing that was examined."""

    @property
    def subject(self) -> str:
        """What it is."""
        ...

    @property
    def state(self) -> str:
        """How it is."""
        ...

    @property
    def remedy(self) -> str | None:
        """What to do, if anything."""
        ...

    @property
    def fit(self) -> bool:
        """Whether nothing is wrong."""
        ...


def tell_results(results: Sequence[Result], out: TextIO) -> None:
    """Write a line for each thing, and below it what to do."""
    width = min(max(_WIDTH, *(len(each.subject) for each in results)), _WIDEST)
    for each in results:
        print(f"{'✓' if each.fit else '✗'} {each.subject:<{width}} {each.state}", file=out)
        if each.remedy:
            print(f"{'':{width + 2}} → {each.remedy}", file=out)


def tell_findings(findings: Sequence[Finding], namespace: str, out: TextIO) -> None:
    """Write what contradicts what in all that is kept."""
    counts = Counter(finding.code for finding in findings)
    if not findings:
        print(f"✓ {'audit':<{_WIDTH}} everything kept for {namespace} makes sense", file=out)
    for code, count in sorted(counts.items()):
        print(f"✗ {code}: {count}", file=out)
        told = [finding for finding in findings if finding.code is code]
        for finding in told[:_TOLD]:
            print(f"{'':5}{finding.subject}: {finding.detail}", file=out)
        if count > _TOLD:
            print(f"{'':5}… and {count - _TOLD} more", file=out)
    if findings:
        print(
            f"{'':{_WIDTH + 2}} → each is a defect of callrouter, or somebody wrote to the server by hand;\n"
            f"{'':{_WIDTH + 2}}   calls and people named here may be stuck until they end or sign out",
            file=out,
        )


def tell_well(*, well: bool, out: TextIO) -> None:
    """Write what it comes to."""
    print("all is well" if well else "something is wrong: see above", file=out)


def as_json(results: Sequence[Result], findings: Sequence[Finding], *, well: bool) -> str:
    """Return all of it: ``well``, ``examined`` (subject, state, remedy, well) and an audit's ``findings``."""
    examined = [
        {"subject": each.subject, "state": each.state, "remedy": each.remedy, "well": each.fit}
        for each in results
    ]
    found = [{"code": each.code, "subject": each.subject, "detail": each.detail} for each in findings]
    return json.dumps({"well": well, "examined": examined, "findings": found}, ensure_ascii=False, indent=1)
