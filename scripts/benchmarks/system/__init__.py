"""Parts of ``bench system``."""
