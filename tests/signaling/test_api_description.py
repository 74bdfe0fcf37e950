"""The API against its own description: made-up requests, sound ones and unsound ones, to a real node."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as effort
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from signaling.settings import Settings
from tests.signaling.conftest import Service

pytestmark = pytest.mark.valkey

#: for how long to go on with other requests; scripts/fuzz api says it
SECONDS: Final = float(os.environ.get("FUZZ_SECONDS", "0"))
_EXAMPLES: Final = 4
_FORM_KEY: Final = "of this test alone, and long enough"
#: What there is in the demonstration, so that not everything is asked of nobody.
_KNOWN: Final = {
    "location_id": ["utrecht-stationsplein"],
    "booth_id": ["booth:demo"],
    "staff_id": ["agent-1", "wijkagent-noord", "supervisor-1"],
    "postcode": ["9712", "9712 AB", "3511"],
    "day": ["2030-01-01"],
}


class Api:
    """The described operations of a running service, for a supervisor's script."""

    def __init__(self, document: dict[str, Any], url: str, cookies: Mapping[str, str]) -> None:
        # Signing in is this script's business: without it the operations are told apart by what they take.
        del document["security"]
        self._operations = [
            _described(found) for found in schemathesis.openapi.from_dict(document).get_all_operations()
        ]
        self._url = url
        self._headers = {"Origin": url, "Authorization": f"Bearer {_FORM_KEY}"}
        self._session = requests.Session()
        self._session.cookies.update(cookies)
        self.wrong: dict[str, str] = {}

    def ask(self, until: float) -> None:
        """Ask every operation in both ways; go on with other requests until that moment."""
        for number in itertools.count(1):
            for operation in self._operations:
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    self._ask(operation, mode, number)
            if time.monotonic() >= until:
                return

    def _ask(self, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, number: int) -> None:
        if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
            return

        @seed(number)
        @effort(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode), st.randoms(use_true_random=False))
        def asks(case: Case[Any], random: Any) -> None:
            if mode is GenerationMode.POSITIVE and random.random() < 0.5:
                case.path_parameters.update(_known(case, random))
            response = case.call(base_url=self._url, session=self._session, headers=self._headers)
            try:
                case.validate_response(response, excluded_checks=[positive_data_acceptance])
            except* Exception as found:  # noqa: BLE001  (of a library of many kinds; each is a finding)
                for each in found.exceptions:
                    title = f"{operation.label}: {type(each).__name__}"
                    self.wrong.setdefault(title, f"{response.status_code} {each}"[:500])

        asks()


def _described(found: Any) -> APIOperation[Any, Any, Any, Any]:
    operation: APIOperation[Any, Any, Any, Any] = found.ok()
    return operation


def _known(case: Case[Any], random: Any) -> Iterator[tuple[str, str]]:
    for name in case.path_parameters:
        if name in _KNOWN:
            yield name, random.choice(_KNOWN[name])


def _can_be_wrong(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    return bool(operation.query or operation.body)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"callback_api_key": SecretStr(_FORM_KEY)})


@pytest.mark.timeout(max(60, SECONDS * 1.5))
async def test_the_api_is_as_it_says_whatever_it_is_asked(service: Service) -> None:
    supervisor = service.person("supervisor")
    assert await supervisor.sign_in("supervisor-1") == 200
    await service.booth()
    async with supervisor.http.get(f"{service.url}/api/v1/openapi.json") as response:
        document = await response.json()
    cookies = {cookie.key: cookie.value for cookie in supervisor.http.cookie_jar}
    api = Api(document, service.url, cookies)
    await asyncio.to_thread(api.ask, time.monotonic() + SECONDS)
    assert api.wrong == {}
