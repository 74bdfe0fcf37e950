"""Pages, API and health over plain HTTP."""
