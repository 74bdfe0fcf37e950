"""Rooms of participants: who is in whose slots, and what is routed to whom."""
