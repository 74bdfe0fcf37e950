"""What ``callrouter doctor`` says of the data's form, and of the releases that relays are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

from callrouter.model.media import RelayRecord
from callrouter.model.nodes import NodeStanding, release_order
from callrouter.queueing import LAYOUT, READS_FROM, UNREAD_MINUTES
from callrouter.queueing.audit import Finding, FindingCode
from signaling.examination.examined import Examined

_UNSAID = "an older release"


def examine_releases(relays: Sequence[RelayRecord], form: str | None) -> list[Examined]:
    """Tell them, and whether this release reads the data."""
    releases = Counter(relay.release or _UNSAID for relay in relays)
    told = ", ".join(f"{count} of {name}" for name, count in sorted(releases.items()))
    return [_data(form)] + ([Examined("relays", told)] if len(releases) > 1 else [])


def judged(
    findings: Sequence[Finding], nodes: Sequence[NodeStanding], *, own: str | None = None
) -> tuple[Finding, ...]:
    """Return findings without the kinds of keys that are for a newer release to judge, while one is there."""
    release = release_order(own or version("callrouter"))
    newer = any(release_order(each.node.version) > release for each in nodes)
    return tuple(each for each in findings if not newer or each.code is not FindingCode.UNKNOWN_KEY)


def _data(form: str | None) -> Examined:
    if form is None:
        return Examined("data", "nothing is kept yet")
    if not form.isdigit():
        return Examined("data", "a restore is under way, or was broken off", "let it end, or restore again")
    if int(form) > LAYOUT:
        return Examined("data", f"of form {form}, newer than {LAYOUT}", "use the release that wrote it")
    waits = (
        ""
        if int(form) == LAYOUT
        else (
            f", and becomes {LAYOUT} once no older node or relay was there for {UNREAD_MINUTES} minutes; "
            "until then you can go back"
        )
    )
    older = "" if int(form) >= READS_FROM else "; nodes of this release bring it up to date when they start"
    return Examined("data", f"of form {form}{older or waits}")
