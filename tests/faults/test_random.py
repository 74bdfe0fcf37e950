"""Faults one after the other, at random; ``scripts/soak faults`` does so for as long as is wanted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.random_faults import Faults

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(180)]


async def test_everybody_is_back_after_each_and_nothing_is_lost(tmp_path: Path) -> None:
    """Twenty seconds, and starting six processes: faults take the time that they last."""
    seed = int.from_bytes(os.urandom(4))
    faults = Faults(tmp_path, seed, away_s=3)
    try:
        assert await faults.break_things(15, tell=lambda _outage: None)
    except BaseException as error:
        error.add_note(f"scripts/soak faults --away-s 3 --seed {seed}")
        raise
