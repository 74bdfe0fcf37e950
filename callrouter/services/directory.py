"""Reads the directory from TOML."""

from __future__ import annotations

import tomllib

from pydantic import ValidationError

from callrouter.model.directory import Directory


class DirectoryError(Exception):
    """The text is no directory; the message says where and why."""


def parse_directory(text: str) -> Directory:
    """Return the directory a TOML text describes. Raises DirectoryError."""
    try:
        return Directory.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = f"not valid TOML: {error}"
        raise DirectoryError(message) from error
    except RecursionError:
        raise DirectoryError("not valid TOML: too deep") from None
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        message = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'directory'}: {fault['msg']}" for fault in faults
        )
        raise DirectoryError(message) from None


def with_password_hash(directory: Directory, password_hash: str) -> Directory:
    """Return the directory with this hash for every account."""
    accounts = tuple(
        account.model_copy(update={"password_hash": password_hash}) for account in directory.accounts
    )
    return directory.model_copy(update={"accounts": accounts})
