"""The servers of each topology, for tests that bring them down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.topologies.cluster import Cluster, cluster
from tests.topologies.replicated import Replicated, replicated


@pytest.fixture
def sentinels(server_binary: Path, tmp_path: Path) -> Iterator[Replicated]:
    """Run a primary, a replica of it, and three Sentinels that take it for gone after a while."""
    with replicated(server_binary, tmp_path) as servers:
        yield servers


@pytest.fixture
def shards(server_binary: Path, tmp_path: Path) -> Iterator[Cluster]:
    """Run three primaries, and a replica of the one that has our slot."""
    with cluster(server_binary, tmp_path) as servers:
        yield servers
