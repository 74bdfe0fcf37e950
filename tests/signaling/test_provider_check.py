"""The doctor's word about the identity provider."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from callrouter.model.directory import Directory
from signaling.examination.provider import examine_provider
from signaling.settings import Settings
from tests.signaling.test_oidc import with_provider
from tests.signaling.wayward_provider import WaywardProvider

pytestmark = pytest.mark.network


async def test_the_doctor_says_how_the_provider_is_and_what_to_mend(
    settings: Settings, directory: Directory, tmp_path: Path
) -> None:
    assert [each async for each in examine_provider(settings, directory)] == []
    async with WaywardProvider() as provider:
        own = with_provider(settings, provider.url, 8080, tmp_path)

        async def unfit() -> dict[str, str]:
            examined = [each async for each in examine_provider(own, directory)]
            return {each.subject: each.state for each in examined if not each.fit}

        assert await unfit() == {}
        (told,) = [
            each.state async for each in examine_provider(own, directory) if "register" in each.subject
        ]
        assert "http://127.0.0.1:8080/oidc/callback" in told

        provider.metadata = {"id_token_signing_alg_values_supported": ["HS256"]}
        assert "HS256" in (await unfit())["identity provider"]

        async def late(_request: web.Request) -> web.Response:
            keys = {"keys": [provider.key.as_dict(private=False)]}
            return web.json_response(keys, headers={"Date": "Sun, 22 Nov 2020 18:00:00 GMT"})

        provider.metadata = {}
        provider.instead["/keys"] = late
        assert "behind" in (await unfit())["its clock"]
        provider.metadata = {"issuer": "https://other.example.org"}
        assert "names itself otherwise" in (await unfit())["identity provider"]
        (tmp_path / "claims.toml").write_text("[role]", "utf-8")
        assert "Field required" in (await unfit())["table of claims"]
