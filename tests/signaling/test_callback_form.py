"""The public form over real HTTP, as a browser without scripts has it; and its twin for forms of others."""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as searching
from hypothesis import strategies as st
from pydantic import SecretStr

from callrouter.model.callback_steps import Claim
from callrouter.model.directory import Directory
from callrouter.queueing import KeptCallback
from signaling.callback_form.languages import FURTHER, READ, preferred
from signaling.node import running_node
from signaling.settings import Settings
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

KEY = "a key that is as long as one has to be"
HOST = "https://www.politie.example"
FILLED = {
    "name": "Jo Smit",
    "phone": "06 12345678",
    "email": "jo@example.org",
    "postcode": "9712ab",
    "topic": "report",
    "language": "nl",
    "preference": "video",
}
WEB = Path(__file__).parents[2] / "web"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "callback_origins": (HOST,),
            "callback_api_key": SecretStr(KEY),
            "callbacks_an_hour": 3,
        }
    )


class Page(HTMLParser):
    """What of an HTML page a test looks at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def find(self, tag: str, **wanted: str) -> dict[str, str | None]:
        found = [a for t, a in self.elements if t == tag and wanted.items() <= a.items()]
        assert len(found) == 1, (tag, wanted, found)
        return found[0]

    def has(self, tag: str, **wanted: str) -> bool:
        return any(t == tag and wanted.items() <= a.items() for t, a in self.elements)

    @property
    def faults(self) -> set[str]:
        """The fields that something is said beside, each described by it."""
        beside = {str(a["id"]) for t, a in self.elements if t == "p" and a.get("class") == "wrong"}
        described = " ".join(str(a.get("aria-describedby", "")) for _, a in self.elements).split()
        assert beside <= set(described) | {"needs-wrong"}
        linked = {str(a["href"])[1:] for t, a in self.elements if t == "a" and str(a["href"])[0] == "#"}
        assert linked == {each.removesuffix("-wrong") for each in beside}
        assert linked <= {str(a.get("id")) for _, a in self.elements}
        return linked

    @property
    def request_id(self) -> str:
        return str(self.find("input", name="request")["value"])


Answer = tuple[int, Page, "aiohttp.ClientResponse"]


class Citizen:
    """Somebody with a browser that runs no scripts."""

    def __init__(self, service: Service, http: aiohttp.ClientSession) -> None:
        self._service, self._http = service, http

    async def opens(self, path: str = "/callback/", **headers: str) -> Answer:
        async with self._http.get(self._service.url + path, headers=headers) as answer:
            return answer.status, Page(await answer.text()), answer

    async def sends(
        self, fields: Mapping[str, str | Sequence[str]] | bytes, path: str = "/callback/", **headers: str
    ) -> Answer:
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        async with self._http.post(
            self._service.url + path, data=body, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, Page(await answer.text(errors="replace")), answer

    async def asks(self, **fields: str | Sequence[str]) -> Answer:
        """Fill in a fresh form and send it."""
        _, page, _ = await self.opens()
        return await self.sends({**FILLED, "request": page.request_id, **fields})

    async def kept(self) -> list[KeptCallback]:
        """Return every request there is."""
        lists = [
            f"waiting/{team.team_id}" for team in self._service.node.parts.desk.callbacks.directory.teams
        ]
        _, found = await self._service.node.parts.desk.callbacks.store.listed(lists, most=1000)
        return list(found)


@pytest.fixture
async def citizen(service: Service) -> AsyncIterator[Citizen]:
    async with aiohttp.ClientSession() as http:
        yield Citizen(service, http)


async def test_a_request_is_made_and_has_a_reference(citizen: Citizen) -> None:
    status, page, answer = await citizen.opens("/callback/?language=en")
    assert status == 200
    handles = {str(a["data-testid"]) for _, a in page.elements if "data-testid" in a}
    fields = {f"callback-{name}" for name in FILLED if name != "preference"}
    assert handles == {*fields, "preference-video", "preference-phone", "callback-submit"}
    # What else there is comes before the form.
    assert page.text.index("tel:112") < page.text.index("tel:09008844") < page.text.index("<form")
    status, _, answer = await citizen.sends(
        {
            **FILLED,
            "request": page.request_id,
            "days": ["1", "3"],
            "parts": ["evening"],
            "needs": ["companion", "without_hearing"],
        },
        "/callback/?language=en",
    )
    assert status == 303
    where = answer.headers["Location"]
    status, received, _ = await citizen.opens(where)
    assert status == 200
    assert (await citizen.opens(where))[1].text == received.text  # reloading does no harm
    (kept,) = await citizen.kept()
    assert kept.contact is not None
    assert (kept.contact.name, kept.contact.phone) == ("Jo Smit", "+31612345678")
    assert (kept.request.queue, kept.request.subject) == ("groningen-noord", "report")
    assert kept.request.wishes.model_dump(mode="json") == {
        "channel": "video",
        "days": [1, 3],
        "parts": ["evening"],
        "needs": ["without_hearing", "companion"],
    }
    assert received.has("bdi", **{"data-testid": "callback-reference"})
    assert kept.request.reference in received.text
    assert "Jo Smit" not in received.text
    assert "Jo" not in where


async def test_what_is_sent_again_is_one_request(citizen: Citizen) -> None:
    _, page, _ = await citizen.opens()
    fields = {**FILLED, "request": page.request_id}
    answers = await asyncio.gather(*(citizen.sends(fields) for _ in range(4)))
    assert {status for status, _, _ in answers} == {303}
    assert len({answer.headers["Location"] for _, _, answer in answers}) == 1
    assert len(await citizen.kept()) == 1


async def test_who_goes_back_to_correct_the_form_is_called_as_it_says_then(
    service: Service, citizen: Citizen
) -> None:
    _, page, _ = await citizen.opens()
    fields = {**FILLED, "request": page.request_id}
    assert (await citizen.sends(fields))[0] == 303
    for number in ("06 12345687", "06 87 65 43 21"):
        assert (await citizen.sends({**fields, "phone": number}))[0] == 303
    (kept,) = await citizen.kept()
    assert kept.contact is not None
    assert kept.contact.phone == "+31687654321"
    claim = Claim(by="wijkagent-noord")
    await service.node.parts.desk.callbacks.take(kept.request.request_id, claim, by="wijkagent-noord")
    status, page, _ = await citizen.sends(fields)
    assert status == 409
    assert "al bezig met uw verzoek" in page.text
    # What is sent from there is a request of its own.
    assert page.request_id != kept.request.request_id
    assert page.find("input", name="phone")["value"] == fields["phone"]


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(citizen: Citizen) -> None:
    status, page, _ = await citizen.asks(
        name="", phone="12", email="jo@", postcode="971", topic="", days=["2"], needs=["companion"]
    )
    assert status == 422
    assert page.faults == {"name", "phone", "email", "postcode", "topic"}
    assert page.find("input", name="phone")["value"] == "12"
    assert page.find("input", name="email")["value"] == "jo@"
    assert page.find("input", name="phone")["aria-invalid"] == "true"
    assert "checked" in page.find("input", name="days", value="2")
    assert "checked" in page.find("input", name="needs", value="companion")
    assert "checked" in page.find("input", name="preference", value="video")
    assert "autofocus" in page.find("div", id="summary")
    assert not await citizen.kept()
    # The same form, put right, is taken.
    status, _, _ = await citizen.sends({**FILLED, "request": page.request_id})
    assert status == 303


async def test_an_empty_form_says_all_that_is_needed(citizen: Citizen) -> None:
    status, page, _ = await citizen.sends({})
    assert status == 422
    assert page.faults == {"name", "phone", "postcode", "topic", "language", "preference"}


_FAULTY: list[tuple[dict[str, Any], set[str]]] = [
    ({"postcode": "1011"}, {"postcode"}),
    ({"topic": "anonymous"}, {"topic"}),
    ({"language": "xx"}, {"language"}),
    ({"preference": "phone", "phone": ""}, {"phone"}),
    ({"phone": "", "email": ""}, {"phone"}),
    ({"phone": "050 1234567", "email": ""}, {"email"}),
    ({"phone": "050 1234567", "email": "", "preference": "phone", "needs": ["without_voice"]}, {"email"}),
    ({"days": ["8"]}, {"days"}),
    ({"parts": ["night"]}, {"parts"}),
    ({"needs": ["magic"]}, {"needs"}),
    ({"name": "x" * 10_000}, {"name"}),
    ({"name": "\x00"}, {"name"}),
    ({"email": "a@b.nl\r\nBcc: c@d.nl"}, {"email"}),
]


async def test_each_fault_is_known(citizen: Citizen) -> None:
    for fields, faults in _FAULTY:
        status, page, _ = await citizen.asks(**fields)
        assert (status, page.faults) == (422, faults)
    assert not await citizen.kept()


async def test_where_there_is_no_video_the_answer_offers_the_phone(citizen: Citizen) -> None:
    status, page, _ = await citizen.asks(postcode="9401 AA")
    assert (status, page.faults) == (422, {"preference"})
    video, phone = (page.find("input", name="preference", value=value) for value in ("video", "phone"))
    assert "disabled" in video
    assert "data-testid" not in video
    assert "checked" in phone
    assert "hidden" not in page.find("p", **{"data-place": "phone_only"})
    status, _, _ = await citizen.asks(postcode="9401 AA", preference="phone")
    assert status == 303


async def test_who_cannot_hear_is_written_and_promised_no_phone_call(citizen: Citizen) -> None:
    fields = {"postcode": "9401 AA", "preference": "phone", "phone": "", "needs": ["without_hearing"]}
    status, _, answer = await citizen.asks(**fields)
    assert status == 303
    _, received, _ = await citizen.opens(answer.headers["Location"])
    assert "schrijft u" in received.text
    assert "belt u op" not in received.text


async def test_another_language_keeps_what_is_filled_in(citizen: Citizen) -> None:
    _, page, _ = await citizen.opens()
    assert [a.get("formaction") for t, a in page.elements if t == "button" and a.get("name") == "read"] == [
        f"/callback/?language={locale}" for locale in READ
    ]
    fields = {**FILLED, "email": "nobody", "needs": ["companion"], "request": page.request_id}
    chosen = {"read": "ar", "shown": "nl"}
    status, arabic, _ = await citizen.sends(fields | chosen, "/callback/?language=ar")
    assert (status, arabic.faults, arabic.find("html")["lang"]) == (200, set(), "ar")
    assert arabic.request_id == page.request_id
    assert arabic.find("input", name="email")["value"] == "nobody"
    assert "checked" in arabic.find("input", name="needs", value="companion")
    # A conversation is in the language of the page, unless another was chosen.
    assert "selected" in arabic.find("option", value="ar")
    _, arabic, _ = await citizen.sends({**fields, **chosen, "language": "so"}, "/callback/?language=ar")
    assert "selected" in arabic.find("option", value="so")
    assert not await citizen.kept()


async def test_a_booth_fills_in_the_language_and_the_topic(citizen: Citizen) -> None:
    _, page, _ = await citizen.opens("/callback/?language=ar&topic=complaint")
    assert page.find("html")["lang"] == "ar"
    assert page.find("html")["dir"] == "rtl"
    assert "selected" in page.find("option", value="ar")
    assert "selected" in page.find("option", value="complaint")
    _, page, _ = await citizen.opens("/callback/?language=so&topic=anonymous", **{"Accept-Language": "fr-BE"})
    assert page.find("html")["lang"] == "fr"
    assert "selected" in page.find("option", value="so")
    _, page, _ = await citizen.opens("/callback/?language=<script>&topic=x")
    assert page.find("html")["lang"] == "nl"
    _, _, answer = await citizen.opens("/callback?language=de")
    assert answer.url.query_string == "language=de"


@pytest.mark.parametrize("locale", READ)
def test_every_language_has_every_text(locale: str) -> None:
    folder = files("signaling.callback_form") / "texts"
    own, dutch = (tomllib.loads((folder / f"{each}.toml").read_text("utf-8")) for each in (locale, "nl"))
    own |= own.pop("wrong")
    dutch |= dutch.pop("wrong")
    assert own.keys() == dutch.keys()
    for key, text in own.items():
        assert re.findall(r"{\w*}", text) == re.findall(r"{\w*}", dutch[key]), key


@pytest.mark.parametrize("locale", ["uk", "ar"])
async def test_a_language_stays_from_the_form_to_the_end(citizen: Citizen, locale: str) -> None:
    path = f"/callback/?language={locale}"
    _, page, _ = await citizen.opens(path)
    status, wrong, _ = await citizen.sends({"days": "9", "parts": "9", "needs": "9"}, path)
    assert status == 422
    assert {page.find("html")["lang"], wrong.find("html")["lang"]} == {locale}
    status, _, answer = await citizen.sends({**FILLED, "language": locale}, path)
    status, received, _ = await citizen.opens(answer.headers["Location"])
    assert (status, received.find("html")["lang"]) == (200, locale)


def test_conversations_can_be_had_in_the_languages_of_the_booth() -> None:
    booth = (WEB / "shared" / "i18n" / "more-languages.ts").read_text("utf-8")
    assert dict(re.findall(r'\["(\w+)", "([^"]+)"\],', booth)) == FURTHER
    visitors = (WEB / "shared" / "i18n" / "languages.ts").read_text("utf-8")
    assert dict(re.findall(r'code: "(\w+)", name: "([^"]+)"', visitors)) == READ


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [("", "nl"), ("uk-UA,uk;q=0.9", "uk"), ("xx, de;q=0.4, pl;q=0.8", "pl"), ("*;q=nonsense", "nl")],
)
def test_the_form_comes_in_the_language_of_the_browser(accepted: str, locale: str) -> None:
    assert preferred(accepted) == locale


async def test_what_people_type_is_shown_as_text(citizen: Citizen) -> None:
    typed = "<script>alert(1)</script>\"'&{{ 7 * 7 }}"
    status, page, _ = await citizen.asks(name=typed)
    assert status == 422
    assert page.find("input", name="name")["value"] == typed
    assert "<script>alert" not in page.text


async def test_only_listed_origins_may_show_it_and_it_runs_nothing_of_others(citizen: Citizen) -> None:
    for path in ("/callback/", "/callback/received/nothing"):
        _, page, answer = await citizen.opens(path)
        policy = dict(each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["frame-ancestors"] == HOST
        assert policy["default-src"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in str(policy)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert not any("style" in attributes for _, attributes in page.elements)


async def test_the_first_load_is_small(citizen: Citizen, service: Service) -> None:
    _, page, _ = await citizen.opens()
    linked = [str(a["href"]) for t, a in page.elements if t == "link" and a.get("rel") == "stylesheet"]
    linked += [str(a["src"]) for t, a in page.elements if t == "script"]
    assert len(linked) >= 3
    size = len(page.text.encode())
    async with aiohttp.ClientSession(auto_decompress=False) as http:
        for path in linked:
            async with http.get(service.url + path, headers={"Accept-Encoding": "gzip"}) as answer:
                size += len(await answer.read())
    assert size < 150_000


async def test_one_address_asks_only_so_often(citizen: Citizen) -> None:
    for number in range(3):
        status, _, _ = await citizen.asks(phone="", email=f"jo{number}@example.org")
        assert status == 303
    status, page, _ = await citizen.asks(phone="", email="jo4@example.org")
    assert status == 429
    assert page.find("input", name="email")["value"] == "jo4@example.org"
    # Whoever says to speak for somebody else is not believed.
    _, form, _ = await citizen.opens()
    fields = {**FILLED, "phone": "", "email": "jo5@example.org", "request": form.request_id}
    status, _, _ = await citizen.sends(fields, **{"X-Forwarded-For": "192.0.2.7"})
    assert status == 429


async def test_a_machine_that_fills_in_everything_is_asked_again(citizen: Citizen) -> None:
    status, page, _ = await citizen.asks(website="https://spam.example")
    assert status == 422
    assert page.find("input", name="name")["value"] == "Jo Smit"
    assert not await citizen.kept()


async def test_what_no_browser_sends_is_refused(citizen: Citizen) -> None:
    assert (await citizen.sends(b"name=" + b"x" * 40_000))[0] == 413
    assert (await citizen.sends(b"&".join([b"days=1"] * 100)))[0] == 413
    assert (await citizen.sends(b"{}", **{"Content-Type": "application/json"}))[0] == 415
    assert (await citizen.sends(FILLED, **{"Sec-Fetch-Site": "cross-site"}))[0] == 403
    assert (await citizen.sends(b"\xff\xfe=%ff&name=%c3%28&postcode=\xff"))[0] == 422
    assert (await citizen.sends({**FILLED, "request": "../../x"}))[0] == 303
    assert (await citizen.opens("/callback/received/" + "0" * 32))[0] == 404
    assert (await citizen.opens("/callback/received/%00"))[0] == 404


async def test_who_has_a_network_of_addresses_asks_as_one(settings: Settings, directory: Directory) -> None:
    behind = settings.model_copy(
        update={"trusted_proxies": Settings(trusted_proxies="127.0.0.0/8").trusted_proxies}
    )
    async with (
        running_node(behind, directory) as node,
        node.edge.serving(node.web_app(home=None)) as address,
        aiohttp.ClientSession() as http,
    ):
        citizen = Citizen(Service(node, address), http)
        statuses = []
        for number in range(4):
            fields = {**FILLED, "phone": "", "email": f"jo{number}@example.org"}
            forwarded = {"X-Forwarded-For": f"2001:db8:1:2::{number}"}
            statuses.append((await citizen.sends(fields, **forwarded))[0])
        assert statuses == [303, 303, 303, 429]


async def test_a_trusted_proxy_says_for_whom_it_speaks(settings: Settings, directory: Directory) -> None:
    behind = settings.model_copy(
        update={"trusted_proxies": Settings(trusted_proxies="127.0.0.0/8").trusted_proxies}
    )
    async with (
        running_node(behind, directory) as node,
        node.edge.serving(node.web_app(home=None)) as address,
        aiohttp.ClientSession() as http,
    ):
        citizen = Citizen(Service(node, address), http)
        for number in range(5):
            fields = {**FILLED, "phone": "", "email": f"jo{number}@example.org"}
            status, _, _ = await citizen.sends(fields, **{"X-Forwarded-For": f"9.9.9.9, 192.0.2.{number}"})
            assert status == 303


_TEXT = st.text(max_size=40)
_FIELD = st.sampled_from([*FILLED, "days", "parts", "needs", "request", "website", "other"])
_VALUE = st.one_of(
    _TEXT,
    st.sampled_from([*FILLED.values(), "phone", "9401", "+31612345678", "1", "evening", "companion", "ar"]),
)


@searching(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.one_of(
        st.lists(st.tuples(_FIELD, _VALUE), max_size=25).map(urlencode).map(str.encode),
        st.dictionaries(_FIELD, _VALUE).map(lambda some: urlencode(FILLED | some).encode()),
        st.binary(max_size=200),
    )
)
async def test_whatever_is_sent_is_answered_in_words(citizen: Citizen, fields: bytes) -> None:
    status, _, _ = await citizen.sends(fields)
    assert status in {303, 422, 429}


# The interface -----------------------------------------------------------------------------------


async def _calls(service: Service, path: str, body: Any = None, key: str | None = KEY) -> tuple[int, Any]:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request("GET" if body is None else "POST", f"{service.url}/api/v1{path}", json=body) as answer,
    ):
        return answer.status, await answer.json()


async def test_forms_of_others_ask_with_a_key(service: Service, citizen: Citizen) -> None:
    asked = {**FILLED, "id": "their-own-number-1", "days": ["1"]}
    first = await _calls(service, "/callbacks", asked)
    assert first[0] == 200
    assert await _calls(service, "/callbacks", asked) == first
    (kept,) = await citizen.kept()
    assert (kept.request.reference, kept.request.origin) == (first[1]["reference"], "api")
    wrong = {**asked, "id": "their-own-number-2", "postcode": "1011", "email": "jo", "name": " "}
    status, answer = await _calls(service, "/callbacks", wrong)
    assert (status, answer["code"]) == (422, "invalid")
    assert {fault["where"]: fault["what"] for fault in answer["faults"]} == {
        "postcode": "unknown",
        "email": "malformed",
        "name": "missing",
    }
    for key in (None, "", KEY[:-1], KEY + "x"):
        assert await _calls(service, "/callbacks", asked, key) == (401, {"code": "wrong_key", "faults": []})
    assert (await _calls(service, "/callbacks", {"id": 5}))[0] == 400


async def test_anybody_may_ask_what_a_postcode_has(service: Service) -> None:
    status, north = await _calls(service, "/neighborhoods/9712ab", key=None)
    assert (status, north["video"]) == (200, True)
    assert (await _calls(service, "/neighborhoods/9401", key=None))[1]["video"] is False
    for nowhere in ("1011", "x", "%00"):
        status, answer = await _calls(service, f"/neighborhoods/{nowhere}", key=None)
        assert (status, answer["code"]) == (404, "unknown_postcode")
    _, described = await _calls(service, "/openapi.json", key=None)
    assert described["paths"]["/api/v1/callbacks"]["post"]["security"] == [{"form": []}]
    assert described["paths"]["/api/v1/neighborhoods/{postcode}"]["get"]["security"] == []
