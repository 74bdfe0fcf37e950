"""A stage whose visitor sits in a network of his own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.e2e.stage import Stage
from tests.networks.network import Network

#: Lets a test look into the connections a page makes.
REMEMBER_CONNECTIONS = """
const Made = window.RTCPeerConnection;
window.__connections = [];
window.RTCPeerConnection = class extends Made {
  constructor(...options) { super(...options); window.__connections.push(this); }
};
"""


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    with Network(tmp_path) as network:
        yield network


@pytest.fixture
async def stage(network: Network, tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(tmp_path, network=network, before_opening=REMEMBER_CONNECTIONS) as stage:
        yield stage
