"""What ``scripts/attack`` floods a service with."""
