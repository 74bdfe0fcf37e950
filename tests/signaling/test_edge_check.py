"""What the doctor says of the HTTP server and its certificate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from callrouter.relay.node import ServerCertificate
from signaling.examination.edge import _is_for, examine_edge
from signaling.settings import Settings
from tests.signaling.test_tls import Files

_DAY_S = 86_400


def _told(now_s: float, **settings: Any) -> dict[str, tuple[bool, str]]:
    found = examine_edge(Settings(**settings), now_ms=round(now_s * 1000))
    return {each.subject: (each.fit, f"{each.state}; {each.remedy}") for each in found}


def test_a_certificate_is_examined_for_its_time_its_name_and_who_reads_its_key(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.renew(1, days=30)
    files.key.chmod(0o640)
    ends = ServerCertificate(files.certificate, files.key).expires_at
    both: dict[str, Any] = {"tls_certificate": files.certificate, "tls_key": files.key}
    good = _told(ends - 20 * _DAY_S, **both, public_url="https://bellen.example")
    assert all(fit for fit, _ in good.values()), good
    for days, told in ((13, "until"), (-1, "no more")):
        fit, state = _told(ends - days * _DAY_S, **both)["certificate"]
        assert (fit, told in state) == (False, True)
    fit, state = _told(ends - 20 * _DAY_S, **both, public_url="https://elders.example")["certificate"]
    assert (fit, "elders.example" in state) == (False, True)
    files.key.chmod(0o644)
    assert not _told(ends - 20 * _DAY_S, **both)["certificate key"][0]
    files.key.write_text("nothing")
    assert not _told(ends - 20 * _DAY_S, **both)["certificate"][0]


@pytest.mark.parametrize(
    ("settings", "fit"),
    [({}, True), ({"host": "0.0.0.0"}, False), ({"host": "::", "trusted_proxies": ("192.0.2.1",)}, True)],  # noqa: S104
)
def test_plain_http_is_for_a_proxy(settings: dict[str, Any], fit: bool) -> None:  # noqa: FBT001
    assert _told(0, **settings)["http"][0] is fit


@pytest.mark.parametrize(
    ("host", "name", "fits"),
    [
        ("bellen.example", "BELLEN.example", True),
        ("a.bellen.example", "*.bellen.example", True),
        ("a.b.bellen.example", "*.bellen.example", False),
        ("bellen.example", "*.bellen.example", False),
    ],
)
def test_a_star_stands_for_one_part(host: str, name: str, fits: bool) -> None:  # noqa: FBT001
    assert _is_for(host, name) is fits
