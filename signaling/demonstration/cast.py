"""Whom robots play in the demonstration; all others are left to people."""

from __future__ import annotations

from typing import Final

from callrouter.model.directory import Directory

EMPLOYEES: Final = ("agent-2", "agent-3")
INTERPRETERS: Final = ("tolk-ar", "tolk-uk", "tolk-pl", "tolk-tr")
BOOTHS: Final = ("demo-8", "demo-9")


def with_robots(directory: Directory) -> Directory:
    """Return the directory in which the robots' accounts say what they are."""
    names = {*EMPLOYEES, *INTERPRETERS}
    accounts = tuple(
        account.model_copy(update={"display_name": f"Robot {account.display_name}"})
        if account.staff_id in names
        else account
        for account in directory.accounts
    )
    return directory.model_copy(update={"accounts": accounts})
