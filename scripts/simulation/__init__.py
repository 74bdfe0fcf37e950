"""The queue engine in virtual time: what a staffing would give, measured on the engine itself."""

from __future__ import annotations
