"""The public form on which citizens ask to be called back, and its twin for forms of others."""
