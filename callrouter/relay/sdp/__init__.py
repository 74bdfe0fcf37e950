"""Session descriptions: reading offers, choosing codecs, writing answers. Pure."""
