"""On what somebody signs in: a browser and a system in a word each, of what the browser says of itself."""

from __future__ import annotations

from typing import Final

from callrouter.model.sign_ins import Browser, Machine, System

#: The first whose mark is there; most browsers also name those that they once imitated.
_BROWSERS: Final = (
    ("Edg", Browser.EDGE),
    ("OPR/", Browser.OPERA),
    ("Firefox/", Browser.FIREFOX),
    ("FxiOS/", Browser.FIREFOX),
    ("Chrome/", Browser.CHROME),
    ("CriOS/", Browser.CHROME),
    ("Safari/", Browser.SAFARI),
)
_SYSTEMS: Final = (
    ("iPhone", System.IOS),
    ("iPad", System.IOS),
    ("Android", System.ANDROID),
    ("CrOS", System.CHROMEOS),
    ("Windows", System.WINDOWS),
    ("Mac OS X", System.MACOS),
    ("Linux", System.LINUX),
)


def machine_of(user_agent: str) -> Machine:
    """Return what a ``User-Agent`` header (RFC 9110, 10.1.5) names; of the header itself nothing is kept."""
    return Machine(
        browser=next((word for mark, word in _BROWSERS if mark in user_agent), Browser.OTHER),
        system=next((word for mark, word in _SYSTEMS if mark in user_agent), System.OTHER),
    )
