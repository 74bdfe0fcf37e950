"""How much memory a node may have, and who counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaling.memory import Memory, allowed_memory


def _write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"memory.{name}").write_text(text)


def test_where_a_group_is_bounded_all_that_runs_in_it_counts_without_files_that_are_given_back(
    tmp_path: Path,
) -> None:
    groups, own = tmp_path / "groups", tmp_path / "own"
    own.write_text("1:cpu:/other\n0::/system.slice/callrouter.service\n")
    _write(groups / "system.slice" / "callrouter.service", max="max\n")
    slice_ = groups / "system.slice"
    _write(slice_, max="1000\n", current="700\n", stat="anon 400\ninactive_file 200\n")

    memory = allowed_memory(None, groups=groups, own_group=own)
    assert memory == Memory(1000, slice_)
    assert memory.share_in_use() == pytest.approx(0.5)


def test_a_container_sees_its_own_group_as_the_root(tmp_path: Path) -> None:
    _write(tmp_path, max="2000\n", current="500\n", stat="anon 500\n")
    (tmp_path / "own").write_text("0::/\n")
    memory = allowed_memory(None, groups=tmp_path, own_group=tmp_path / "own")
    assert memory == Memory(2000, tmp_path)


def test_what_is_set_or_the_machine_has_counts_for_the_process_alone(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert allowed_memory(500, groups=nowhere, own_group=nowhere) == Memory(500_000_000)
    machine = allowed_memory(None, groups=nowhere, own_group=nowhere)
    assert machine.group is None
    assert 0 < machine.share_in_use() < 1
