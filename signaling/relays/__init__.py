"""Media relays as processes: one of them, those that a node starts, and how they are known to all nodes."""
