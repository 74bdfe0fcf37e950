"""The command line, up to where a service would start."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaling.cli import main
from signaling.settings import Settings


def _ends(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    said = capsys.readouterr()
    return end.value.code, said.out + said.err


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_help_names_every_setting_with_its_variable(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _ends([command, "--help"], capsys)
    assert code == 0
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')}" in said
        assert f"CALLROUTER_{name.upper()}" in said.replace("\n", "").replace(" ", "")


def test_help_of_the_demonstration_tells_its_own_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = _ends(["demo", "--help"], capsys)
    assert "outside the opening hours (default: False)" in " ".join(said.split())


def test_serving_needs_a_directory(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ends(["serve"], capsys) == (
        2,
        "callrouter: directory: not set; it is the TOML file with centres, locations, booths and accounts\n",
    )


def test_a_faulty_directory_is_named_with_its_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("centres = 3")
    code, said = _ends(["serve", "--directory", str(path)], capsys)
    assert code == 2
    assert "centres" in said


def test_a_bad_option_is_named_with_what_is_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _ends(["demo", "--port", "99999"], capsys)
    assert code == 2
    assert "port = '99999'" in said
    assert "65535" in said


def test_a_queue_server_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _ends(["demo", "--redis-url", f"unix://{tmp_path}/none.sock"], capsys)
    assert code == 1
    assert "queue server" in said
