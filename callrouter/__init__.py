"""Everything about routing, queueing and relaying calls that is true without a web server."""
