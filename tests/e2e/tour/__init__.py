"""A walk through every state of the pages; who looks at them on the way, and for what, is not its concern."""
