"""One process at the edge: WebSocket signaling, pages and API over the services of ``callrouter``."""
