"""Pure functions that decide; time is an argument."""
