"""What the units and the container that are shipped give the service: no more than it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_UNITS = sorted((_ROOT / "deploy" / "systemd").glob("*.service"))
_CONTAINER = _ROOT / "deploy" / "container" / "Containerfile"
#: What systemd reckons such a service is exposed, of 100: 14 when this was written.
_EXPOSED = 15


@pytest.mark.parametrize("unit", _UNITS, ids=lambda unit: str(unit.name))
def test_a_unit_is_little_exposed(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd isn't installed")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text())
    command = [analyze, "security", "--offline=true", "--no-pager", f"--threshold={_EXPOSED}", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout[-200:]


def test_nodes_and_relays_are_kept_in_alike() -> None:
    """They share a user and a folder: what one may, the other may, but for the code that DTLS makes."""
    relay, node = (_lines_after(unit, "# Whoever breaks in") for unit in _UNITS)

    assert [line for line in node if line not in relay] == ["MemoryDenyWriteExecute=yes"]
    assert [line for line in relay if line not in node and not line.startswith("#")] == []


def _lines_after(unit: Path, mark: str) -> list[str]:
    return unit.read_text().partition(mark)[2].splitlines()[1:]


def test_the_container_ends_as_a_user_without_rights_and_copies_what_is_there() -> None:
    stages = re.split(r"^FROM ", _CONTAINER.read_text(), flags=re.MULTILINE)[1:]
    sources = [
        source
        for copied in re.findall(r"^COPY (?!--from)(.+)$", _CONTAINER.read_text(), re.MULTILINE)
        for source in copied.split()[:-1]
    ]

    user = re.search(r"^USER (\d+):(\d+)$", stages[-1], re.MULTILINE)
    assert user is not None
    assert "0" not in user.groups()
    assert sources
    assert all((_ROOT / source).exists() for source in sources)
    assert not re.search(r"^RUN .*(apt-get|pip) ", stages[-1], re.MULTILINE)


def test_what_is_sent_to_the_builder_is_named() -> None:
    """Secrets and data beside the code reach no image: everything is left out that isn't let in."""
    rules = (_ROOT / ".dockerignore").read_text().split()

    assert rules[0] == "*"
    assert {"**/__pycache__", "web/node_modules"} <= set(rules)
