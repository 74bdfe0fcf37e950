"""A staffing in virtual time: who calls, who works, and what comes of it. Chance and time are arguments."""

from __future__ import annotations
