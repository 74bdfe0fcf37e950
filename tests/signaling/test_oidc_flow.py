"""The way to an identity provider and back: what comes back is believed once, in the browser that went."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest
from aiohttp import web
from joserfc.jwk import ECKey
from yarl import URL

from signaling.auth.identity import Page
from signaling.auth.oidc.flow import FlowError, FlowFault, OidcFlow
from signaling.auth.oidc.provider import Client, Provider
from signaling.auth.oidc.tokens import TokenError
from signaling.settings import Settings
from signaling.stores import open_stores
from tests.signaling.wayward_provider import CLIENT_ID, WaywardProvider

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_HERE = "https://calls.example.org"
_DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
async def provider() -> AsyncIterator[WaywardProvider]:
    async with WaywardProvider() as provider:
        yield provider


@pytest.fixture
async def flow(provider: WaywardProvider, settings: Settings) -> AsyncIterator[OidcFlow]:
    async with open_stores(settings) as stores:
        client = Client(client_id=CLIENT_ID, secret="a secret: ü")  # noqa: S106  (of a test)
        yield OidcFlow(
            Provider(provider.url, client, patience_s=0.5),
            stores.tokens,
            public_url=_HERE,
            scopes=("openid", "profile"),
        )


async def _fails(flow: OidcFlow, answer: dict[str, str], browser: str, fault: FlowFault) -> None:
    with pytest.raises(FlowError) as failed:
        await flow.finish(answer, browser)
    assert failed.value.fault is fault


async def test_a_browser_goes_with_secrets_of_its_own_and_the_code_is_bound_to_them(
    flow: OidcFlow, provider: WaywardProvider
) -> None:
    begun = await flow.begin(Page.DESK)
    asked = URL(begun.url).query
    assert begun.url.startswith(f"{provider.url}/authorize?tenant=a&")
    assert asked["redirect_uri"] == f"{_HERE}/oidc/callback"
    assert (asked["response_type"], asked["scope"]) == ("code", "openid profile")
    other = URL((await flow.begin(Page.DESK, begun.browser)).url).query
    assert all(asked[name] != other[name] for name in ("state", "nonce", "code_challenge"))
    assert begun.browser not in begun.url
    assert (await flow.finish(provider.sends_back(begun.url), begun.browser))["sub"] == "s1"
    (exchange,) = provider.exchanges
    made = sha256(exchange["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == urlsafe_b64encode(made).rstrip(b"=").decode()
    assert asked["code_challenge_method"] == "S256"
    assert exchange["authorization"].startswith("Basic ")
    assert "client_secret" not in exchange


async def test_what_comes_back_counts_once_and_only_in_the_browser_that_went(
    flow: OidcFlow, provider: WaywardProvider
) -> None:
    begun = await flow.begin(Page.DESK)
    answer = provider.sends_back(begun.url)
    elsewhere = await flow.begin(Page.DESK)
    for browser in ("", "x" * 43, elsewhere.browser):
        await _fails(flow, answer, browser, FlowFault.EXPIRED)
    for state in ("", "desk.guessed", "desk.\udcff", answer["state"].replace("desk.", "supervisor.")):
        await _fails(flow, answer | {"state": state}, begun.browser, FlowFault.EXPIRED)
    assert not provider.exchanges
    await flow.finish(answer, begun.browser)
    await _fails(flow, answer, begun.browser, FlowFault.EXPIRED)
    assert len(provider.exchanges) == 1


@pytest.mark.parametrize(
    ("changed", "promised", "fault"),
    [
        ({"code": "", "error": "access_denied"}, {}, FlowFault.REFUSED),
        ({"error": "<script>"}, {}, FlowFault.REFUSED),
        ({"code": ""}, {}, FlowFault.REFUSED),
        ({"code": "x" * 5000}, {}, FlowFault.REFUSED),
        ({"iss": "https://evil.example.org"}, {}, FlowFault.UNTRUSTED),
        ({}, {"authorization_response_iss_parameter_supported": True}, FlowFault.UNTRUSTED),
    ],
)
async def test_an_answer_without_a_code_or_of_another_provider_lets_nobody_in(
    flow: OidcFlow,
    provider: WaywardProvider,
    changed: dict[str, str],
    promised: dict[str, Any],
    fault: FlowFault,
) -> None:
    provider.metadata |= promised
    begun = await flow.begin(Page.DESK)
    await _fails(flow, provider.sends_back(begun.url, **changed), begun.browser, fault)
    assert not provider.exchanges
    again = await flow.begin(Page.DESK)
    assert await flow.finish(provider.sends_back(again.url, iss=provider.url), again.browser)


@pytest.mark.parametrize("said", [{"nonce": "another"}, {"aud": "another"}, {"iss": "x"}, {"exp": 1}])
async def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    flow: OidcFlow, provider: WaywardProvider, said: dict[str, Any]
) -> None:
    begun = await flow.begin(Page.DESK)
    answer = provider.sends_back(begun.url)
    provider.claims |= said
    await _fails(flow, answer, begun.browser, FlowFault.UNTRUSTED)


async def test_a_code_that_the_provider_knows_nothing_of_lets_nobody_in(
    flow: OidcFlow, provider: WaywardProvider
) -> None:
    async def refuses(_request: web.Request) -> web.Response:
        return web.json_response({"error": "invalid_grant", "error_description": "x"}, status=400)

    provider.instead["/token"] = refuses
    begun = await flow.begin(Page.DESK)
    await _fails(flow, provider.sends_back(begun.url), begun.browser, FlowFault.UNTRUSTED)


async def _too_much(_request: web.Request) -> web.Response:
    return web.json_response({"issuer": "x" * 10_000_000})


async def _elsewhere(_request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/keys"})


async def _junk(_request: web.Request) -> web.Response:
    return web.Response(text="[" * 100_000)


async def _other(_request: web.Request) -> web.Response:
    here = "http://evil.example.org"
    paths = {"authorization_endpoint": here, "token_endpoint": here, "jwks_uri": here}
    return web.json_response({"issuer": here} | paths)


@pytest.mark.parametrize("path", [_DISCOVERY, "/token", "/keys"])
@pytest.mark.parametrize("answer", [_too_much, _elsewhere, _junk, _other, None])
async def test_a_provider_that_answers_too_much_nothing_or_nonsense_is_as_good_as_away(
    flow: OidcFlow, provider: WaywardProvider, path: str, answer: Any
) -> None:
    provider.instead[path] = answer or provider.hangs
    fault = FlowFault.UNAVAILABLE
    if path == _DISCOVERY:
        with pytest.raises(FlowError) as failed:
            await flow.begin(Page.DESK)
        assert failed.value.fault is fault
        assert not await flow.provider.available()
        return
    begun = await flow.begin(Page.DESK)
    await _fails(flow, provider.sends_back(begun.url), begun.browser, fault)


async def test_new_keys_of_the_provider_are_asked_for_but_not_at_every_strangers_word(
    flow: OidcFlow, provider: WaywardProvider
) -> None:
    async def come_back() -> None:
        begun = await flow.begin(Page.DESK)
        await flow.finish(provider.sends_back(begun.url), begun.browser)

    await come_back()
    provider.key = ECKey.generate_key("P-256", {"kid": "second"})
    await come_back()
    assert provider.asked.count("/keys") == 2
    provider.key = ECKey.generate_key("P-256", {"kid": "third"})
    for _ in range(5):
        with pytest.raises(TokenError):
            await flow.logged_out(provider.signs({}))
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count(_DISCOVERY) == 1


async def test_endpoints_without_encryption_are_not_used(flow: OidcFlow, provider: WaywardProvider) -> None:
    provider.metadata["jwks_uri"] = "http://id.example.org/keys"
    with pytest.raises(FlowError):
        await flow.begin(Page.DESK)
