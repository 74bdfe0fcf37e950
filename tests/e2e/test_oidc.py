"""Staff sign in at their organization's provider, in a browser, and are out when it says so."""

from __future__ import annotations

import re

import aiohttp
import pytest
from playwright.async_api import expect

from tests.e2e.audit import Audit
from tests.e2e.screens import Desk
from tests.e2e.stage import Stage
from tests.ports import free_port
from tests.signaling.real_provider import CLIENT_ID, RealProvider
from tests.signaling.test_oidc import CLAIMS, PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_an_employee_comes_by_the_provider_and_leaves_when_it_says_so(stage: Stage) -> None:
    async with RealProvider(PEOPLE) as provider:
        claims = stage.folder / "claims.toml"
        claims.write_text(CLAIMS, "utf-8")
        port = free_port()
        demo = await stage.opens(
            port=port,
            public_url=f"http://127.0.0.1:{port}",
            oidc_issuer=provider.url,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret="a secret",  # noqa: S106  (of a test)
            oidc_claims=str(claims),
        )
        desk = await stage.staff_page(Desk)
        # The provider's own page asks for styles from elsewhere.
        await desk.page.route(re.compile("^https://"), lambda route: route.fulfill(body=""))
        await desk.finds("login-provider")
        await expect(desk.part("login-password")).to_be_hidden()

        async def comes_back_as(person: str) -> None:
            await desk.presses("login-provider")
            await desk.page.get_by_role("button", name=person, exact=True).first.click()
            await desk.page.wait_for_url(re.compile("/desk/"))

        await comes_back_as("cor")
        await expect(desk.page.get_by_role("alert")).to_contain_text("no role here")
        assert desk.page.url == f"{demo.url}/desk/"
        audit = Audit()
        await audit.at(desk, "signing in by a provider, without a role")
        assert not audit.findings, "\n".join(audit.findings)

        await comes_back_as("ann")
        await desk.finds("logout")
        token = await provider.logout_token("ann")
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{demo.url}/oidc/backchannel-logout", data={"logout_token": token}) as answer,
        ):
            assert answer.status == 200
        await desk.finds("login-provider")
        await desk.presses("login-local")
        await desk.signs_in("agent-1")
        await desk.finds("logout")
