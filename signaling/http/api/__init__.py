"""``/api/v1``: what supervisors can do and see, for integrations; described in ``openapi.json``."""
