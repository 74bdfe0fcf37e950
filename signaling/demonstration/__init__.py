"""The demonstration: a service to try, with invented people and places."""
