"""Lets a bug cost only whom it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def run_all(calls: Iterable[Callable[[], object]]) -> None:
    """Make every call, also after some have failed; then raise ExceptionGroup of what those raised."""
    errors: list[Exception] = []
    for call in calls:
        try:
            call()
        except Exception as error:  # noqa: BLE001 whatever it is, it is one call's
            errors.append(error)
    if errors:
        raise ExceptionGroup("some of several calls failed", errors)
