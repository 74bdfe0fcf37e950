"""A URL says where the queue's server is; whatever else it says is refused, and never repeated."""
# ruff: noqa: S106  (no passwords of anything)

from __future__ import annotations

from pathlib import Path

import pytest

from callrouter.queueing.server_place import (
    ServerPlace,
    Tls,
    Topology,
    UnsupportedUrlError,
    Verification,
    server_place,
)

ONE = ("localhost", 6379)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("redis://", ServerPlace(topology=Topology.SINGLE, hosts=(ONE,))),
        (
            "redis://me:p%40s@[2001:db8::1]:7000/3",
            ServerPlace(
                topology=Topology.SINGLE, hosts=(("2001:db8::1", 7000),), db=3, username="me", password="p@s"
            ),
        ),
        (
            "unix://:secret@/run/my%20queue.sock?db=1",
            ServerPlace(topology=Topology.SINGLE, socket="/run/my queue.sock", db=1, password="secret"),
        ),
        (
            "rediss://queue?replicas=2",
            ServerPlace(topology=Topology.SINGLE, hosts=(("queue", 6379),), tls=Tls(), replicas=2),
        ),
        (
            "redis+sentinel://me:pw@a,b:5/desk/2?sentinel_password=s+p&replicas=0",
            ServerPlace(
                topology=Topology.SENTINEL,
                hosts=(("a", 26379), ("b", 5)),
                service="desk",
                db=2,
                username="me",
                password="pw",
                sentinel_password="s+p",
            ),
        ),
        (
            "rediss+cluster://a,[::1]:7001?verify=ca",
            ServerPlace(
                topology=Topology.CLUSTER,
                hosts=(("a", 6379), ("::1", 7001)),
                tls=Tls(verify=Verification.CA),
                replicas=1,
            ),
        ),
    ],
)
def test_what_a_url_says(url: str, place: ServerPlace) -> None:
    assert server_place(url) == place


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://host", "must start with"),
        ("redis+sentinel://host", "the service's name"),
        ("redis://a,b", "several hosts"),
        ("redis://host:0", "a host must be"),
        ("redis://ho st", "a host must be"),
        ("redis://host/x", "db must be a number"),
        ("redis+cluster://host/1", "database 0 only"),
        ("redis://host?timeout=3", "doesn't know 'timeout'"),
        ("redis://:se?cret@host:6379/0", "in a password write %3F$"),
        ("redis://:se?cret=1@host:6379/0", "in a password write %3F$"),
        ("redis://host?cr-et=1", "in a password write %3F$"),
        ("redis://host?ca=/etc/hosts", "doesn't know 'ca'"),
        ("redis+cluster://host?db=0", "doesn't know 'db'"),
        ("redis://host?db=1&db=2", "says db twice"),
        ("redis://host?replicas=-1", "replicas must be a number"),
        ("rediss://host?verify=maybe", "verify must be one of full, ca, none"),
        ("rediss://host?ca=/nowhere/ca.pem", "there is no file /nowhere/ca.pem"),
        ("rediss://host?cert=/etc/hosts", "cert and key go together"),
        ("unix://", "the path of a socket"),
    ],
)
def test_what_a_url_may_not_say(url: str, why: str) -> None:
    with pytest.raises(UnsupportedUrlError, match=why):
        _ = server_place(url)


def test_secrets_are_shown_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    place = server_place(f"rediss+sentinel://me:first@host/desk?sentinel_password=second&ca={file}")
    assert place.tls == Tls(ca=file)
    assert "first" not in repr(place)
    assert "second" not in repr(place)
    with pytest.raises(UnsupportedUrlError) as refused:
        _ = server_place("redis://me:first@ho st?db=1")
    assert "first" not in str(refused.value)
