"""The directory of centres, locations and accounts, as an operator writes it."""

from __future__ import annotations

from callrouter.model.directory import Directory
from callrouter.services.directory import DirectoryError, parse_directory

#: about twice the demonstration's; tomllib takes the square of a key's dots
LONGEST = 10_000


def fuzz(data: bytes) -> None:
    """Demand a directory that finds what it holds, or that the operator is told where it is wrong."""
    try:
        directory = parse_directory(data.decode("utf-8", "replace"))
    except DirectoryError:
        return
    assert Directory.model_validate_json(directory.model_dump_json()) == directory
    for account in directory.accounts:
        assert directory.account(account.staff_id) is account
