"""Browsers and systems, told apart by how they name themselves."""

from __future__ import annotations

import pytest

from callrouter.model.sign_ins import Browser, Machine, System
from signaling.auth.machine import machine_of

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "machine"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("firefox", "linux")),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0",
            ("edge", "windows"),
        ),
        (f"Mozilla/5.0 (Linux; Android 15) {_WEBKIT} Chrome/140.0 Safari/537.36", ("chrome", "android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", ("safari", "ios")),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) {_WEBKIT} Version/18 Safari/605",
            ("safari", "macos"),
        ),
        ("a program", ("other", "other")),
        ("", ("other", "other")),
    ],
)
def test_a_sign_in_says_on_what_in_two_words(user_agent: str, machine: tuple[str, str]) -> None:
    assert machine_of(user_agent) == Machine(browser=Browser(machine[0]), system=System(machine[1]))
