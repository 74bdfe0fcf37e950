"""The messages between pages and server, their schema, and the words for what went wrong."""
