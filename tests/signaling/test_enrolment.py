"""Guessing a booth's code: slowed down, without keeping out who has the right one."""

from __future__ import annotations

from ipaddress import ip_network
from typing import cast

import pytest
from aiohttp import web
from multidict import CIMultiDict

from callrouter.services.booths import Booths
from signaling.auth.identity import Identities
from signaling.http.address import place_of
from signaling.http.enrolment import Enrolment
from signaling.settings import Settings
from signaling.staff_accounts import where_from


class _Asked:
    def __init__(self, remote: str, *forwarded: str) -> None:
        self.remote = remote
        self.headers = CIMultiDict(("X-Forwarded-For", line) for line in forwarded)


@pytest.mark.parametrize(
    ("remote", "place"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_is_a_place_and_of_ipv6_its_network(remote: str, place: str) -> None:
    assert place_of(cast("web.Request", _Asked(remote))) == place


def test_what_a_client_says_of_itself_counts_for_nothing_behind_a_proxy_that_adds_a_line() -> None:
    asked = cast("web.Request", _Asked("127.0.0.1", "203.0.113.9", "192.0.2.7"))

    assert place_of(asked, [ip_network("127.0.0.1")]) == "192.0.2.7/32"


def test_behind_a_trusted_proxy_tries_count_by_who_is_before_it() -> None:
    """Of booths that enroll and of people who sign in alike."""
    asked = _Asked("127.0.0.1")
    asked.headers.add("X-Forwarded-For", "203.0.113.9, 192.0.2.7")
    request = cast("web.Request", asked)
    assert where_from(Settings(trusted_proxies="127.0.0.0/8"))(request) == "192.0.2.7/32"
    assert where_from(Settings())(request) == "127.0.0.1/32"


def test_guesses_from_everywhere_leave_each_place_a_few_tries() -> None:
    enrolment = Enrolment(cast("Booths", None), cast("Identities", None), place_of=place_of)
    guesses = [enrolment.may_try(f"guesser-{number % 20}", 0) for number in range(400)]
    assert sum(guesses) == 100
    assert [enrolment.may_try("booth", 1) for _ in range(3)] == [True, True, False]
    assert enrolment.may_try("booth", 62)
