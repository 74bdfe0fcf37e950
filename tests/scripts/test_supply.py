"""What is said about the packages we ship: known weaknesses, and the bills of materials."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_WEAK = {
    "vulnerabilities": {
        "lit": {"via": [{"url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"}]},
        "uplot": {"via": ["lit"]},
    }
}


def _ask(tmp_path: Path, npm_says: str, accepted: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script in a tree of its own, where npm says so and pip-audit isn't there."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "web").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "advisories.toml").write_text(accepted)
    script = tmp_path / "scripts" / "advisories"
    script.write_text((_ROOT / "scripts" / "advisories").read_text())
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\ncat <<'END'\n{npm_says}\nEND\n")
    npm.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    command = [sys.executable, "-S", str(script)]
    return subprocess.run(  # noqa: S603  (our own script)
        command, capture_output=True, text=True, env=environment, check=False
    )


def test_a_known_weakness_fails_and_is_named(tmp_path: Path) -> None:
    done = _ask(tmp_path, json.dumps(_WEAK))

    assert done.returncode == 1
    assert "lit: GHSA-aaaa-bbbb-cccc" in done.stderr


@pytest.mark.parametrize(("until", "status"), [("2999-01-01", 0), ("2020-01-01", 1)])
def test_an_accepted_weakness_passes_until_its_day(tmp_path: Path, until: str, status: int) -> None:
    line = f'[[accepted]]\nid = "GHSA-aaaa-bbbb-cccc"\nwhy = "never reached"\nuntil = {until}\n'

    assert _ask(tmp_path, json.dumps(_WEAK), line).returncode == status


@pytest.mark.parametrize("answer", ["", "not json", '{"message": "405"}', "[]"])
def test_a_service_that_is_away_is_said_and_fails_nothing(tmp_path: Path, answer: str) -> None:
    done = _ask(tmp_path, answer)

    assert done.returncode == 0
    assert "the pages' packages: not asked" in done.stdout


def test_the_bills_of_materials_name_every_pinned_package_and_nothing_of_the_moment() -> None:
    subprocess.run([_ROOT / "scripts" / "sbom"], check=True, capture_output=True)  # noqa: S603  (our own)
    names = ("callrouter.cdx.json", "callrouter-pages.cdx.json")
    service, pages = (json.loads((_ROOT / "dist" / name).read_text()) for name in names)

    pinned = (_ROOT / "requirements" / "runtime.txt").read_text()
    wanted = {match.lower() for match in re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==", pinned, re.MULTILINE)}
    assert wanted <= {part["name"].lower() for part in service["components"]}
    needed = json.loads((_ROOT / "web" / "package.json").read_text())["dependencies"]
    assert set(needed) <= {part["name"] for part in pages["components"]}
    for bill in (service, pages):
        assert "serialNumber" not in bill
        assert "timestamp" not in bill["metadata"]
