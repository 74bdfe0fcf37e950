"""No other site acts in the name of who is signed in: every route that changes something is tried."""

from __future__ import annotations

import re

import aiohttp
import pytest

from callrouter.policy.authorization import Outsider
from signaling.http.api.operation import PREFIX
from signaling.http.own_site import OPEN_TO_OTHERS
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

READING = {"GET", "HEAD", "OPTIONS"}
STRANGE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
)


def _changing(service: Service) -> list[tuple[str, str]]:
    """Return method and address of every route that is no mere reading."""
    routes = service.node.web_app(home=None).router.routes()
    found = [(each.method, each.resource.canonical) for each in routes if each.resource is not None]
    return [(method, path) for method, path in found if method not in READING]


async def test_whatever_changes_something_is_refused_to_other_sites(service: Service) -> None:
    routes = _changing(service)
    assert len(routes) > len(OPEN_TO_OTHERS), "or nothing was tried"
    async with aiohttp.ClientSession() as http:
        for method, path in routes:
            address = service.url + re.sub("{[^}]+}", "x", path)
            for headers in STRANGE:
                async with http.request(method, address, headers=headers, json={}) as response:
                    refused = (response.status, await response.text())
                    closed = refused == (403, '{"code": "foreign_origin", "faults": []}')
                    assert closed is (path not in OPEN_TO_OTHERS), f"{method} {path}: {refused}"


async def test_no_operation_of_who_is_signed_in_is_open_to_other_sites(service: Service) -> None:
    open_to_others = [each for each in service.node.web.operations if PREFIX + each.path in OPEN_TO_OTHERS]
    changing = [each for each in open_to_others if each.method not in READING]
    assert [(each.method, each.path) for each in changing] == [("POST", "/callbacks")]
    assert all(isinstance(each.party, Outsider) for each in changing)


async def test_a_proxys_word_about_the_host_makes_no_origin_our_own(service: Service) -> None:
    strange = "https://elsewhere.example"
    said = {
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": f"host={strange}",
    }
    async with aiohttp.ClientSession() as http:
        for headers in ({"Origin": strange, **said}, {"Origin": strange, "Host": "elsewhere.example:1"}):
            async with http.post(f"{service.url}/api/v1/logout", json={}, headers=headers) as response:
                assert response.status == 403


async def test_behind_a_proxy_that_ends_tls_the_page_is_known_by_the_name_it_was_asked_for(
    service: Service,
) -> None:
    headers = {"Host": "bellen.example", "Origin": "https://bellen.example"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{service.url}/api/v1/logout", json={"page": "desk"}, headers=headers) as response,
    ):
        assert response.status == 200


async def test_what_a_plain_form_of_another_site_could_send_is_no_request(service: Service) -> None:
    async with aiohttp.ClientSession() as http:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            headers = {"Origin": service.url, "Content-Type": kind}
            async with http.post(
                f"{service.url}/api/v1/login", data=b'{"page":"desk"}', headers=headers
            ) as response:
                assert (response.status, await response.json()) == (
                    415,
                    {"code": "unsupported_media_type", "faults": []},
                )
