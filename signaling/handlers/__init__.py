"""What each message of a page asks of the services."""
