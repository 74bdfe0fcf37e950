"""What `scripts/screenshots` plays, and how it keeps the pictures."""
