"""A signaling node, put together: from settings to a server that answers, and down again in order."""

from __future__ import annotations

from signaling.node.node import Node
from signaling.node.running import running_node

__all__ = ["Node", "running_node"]
