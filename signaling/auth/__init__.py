"""Who may connect as whom: staff accounts and booths."""
