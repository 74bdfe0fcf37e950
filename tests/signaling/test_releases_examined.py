"""``callrouter doctor`` on releases: which run, the data's form, and what is for a newer one to judge."""

from __future__ import annotations

import pytest

from callrouter.model.media import RelayRecord
from callrouter.model.nodes import NodeRecord, NodeStanding
from callrouter.queueing import LAYOUT
from callrouter.queueing.audit import Finding, FindingCode
from signaling.examination.releases import examine_releases, judged

UNKNOWN = Finding(FindingCode.UNKNOWN_KEY, "later:1", "of type hash")
UNREADABLE = Finding(FindingCode.UNREADABLE, "call:1", "of another type")


def relay(release: str) -> RelayRecord:
    return RelayRecord(relay_id="r", control_url="unix:///r", capacity=1, release=release)


@pytest.mark.parametrize(
    ("form", "told", "fit"),
    [
        (None, "nothing is kept yet", True),
        (str(LAYOUT), f"of form {LAYOUT}", True),
        (str(LAYOUT + 1), "newer", False),
        ("restoring", "restore", False),
    ],
)
def test_the_data_is_told_of(form: str | None, told: str, fit: bool) -> None:  # noqa: FBT001
    (data,) = examine_releases([relay("1.0"), relay("1.0")], form)
    assert (told in data.state, data.fit) == (True, fit)


def test_relays_of_several_releases_are_counted() -> None:
    _, relays = examine_releases([relay("1.0"), relay("1.1"), relay("")], str(LAYOUT))
    assert relays.state == "1 of 1.0, 1 of 1.1, 1 of an older release"


@pytest.mark.parametrize(("beside", "left"), [("1.0", 2), ("0.9", 2), ("1.1", 1)])
def test_kinds_of_keys_that_a_newer_release_may_know_are_for_that_to_judge(beside: str, left: int) -> None:
    nodes = [NodeStanding(node=NodeRecord(node_id="n", version=beside), renewed_at=1, ahead_ms=0)]
    assert len(judged([UNKNOWN, UNREADABLE], nodes, own="1.0")) == left
