"""Use cases over the queue engine and the media relay."""
