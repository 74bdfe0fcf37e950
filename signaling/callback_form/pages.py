"""``/callback/``: the form on which a citizen asks to be called back. It works without scripts.

A request's id is made with the form, so what is sent twice is one request. Nobody is known here by a cookie:
the form may stand in pages of others, and who posts it from elsewhere reaches no more than who fills it in.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

import structlog
from aiohttp import web

from callrouter.model.callbacks import Origin
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy.contact_details import read_postcode
from callrouter.queueing import Asked, QueueUnavailableError
from callrouter.services.callbacks import CallbackService
from signaling.callback_form.form import TOPICS, Filled, WrongFieldsError, read
from signaling.callback_form.languages import FURTHER, READ, preferred
from signaling.callback_form.views import Place, form_page, received_page, unknown_page

_log = structlog.get_logger(__name__)

_AN_HOUR_MS: Final = 3_600_000
_MOST_FIELDS: Final = 60
_LONGEST_LINE: Final = 500
_LONGEST_CHOICE: Final = 30
_MOST_CHOICES: Final = 10
_REQUEST_ID: Final = re.compile(r"[0-9a-f]{32}")
_SEVERAL: Final = frozenset({"days", "parts", "needs"})
#: What people are told of what is refused.
_PROBLEMS: Final = {
    RefusalCode.TOO_OFTEN: (429, "too_often"),
    RefusalCode.CHANGED_MEANWHILE: (409, "seen_to"),
}
_NOBODY: Final = "'none'"


@dataclass(frozen=True, kw_only=True)
class CallbackForm:
    """The routes. ``origins`` may show the form in their pages; ``place_of`` says where a request is from."""

    callbacks: CallbackService
    origins: tuple[str, ...]
    #: Requests an hour from one place.
    most_an_hour: int
    place_of: Callable[[web.Request], str]

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/callback", _to_form)
        app.router.add_get("/callback/", self._show)
        app.router.add_post("/callback/", self._take)
        app.router.add_get("/callback/received/{request_id}", self._received)

    async def _show(self, request: web.Request) -> web.Response:
        locale = _locale(request)
        language, topic = request.query.get("language", ""), request.query.get("topic", "")
        filled = Filled(
            language=language if language in READ or language in FURTHER else locale,
            topic=topic if topic in TOPICS else "",
        )
        return self._html(self._form(locale, filled, secrets.token_hex(16)))

    async def _take(self, request: web.Request) -> web.Response:
        locale = _locale(request)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            return web.Response(status=403)
        fields = await _fields(request)
        filled = _filled(fields)
        given = fields.get("request", [""])[0]
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        if fields.keys() & {"read", "website"}:
            return self._again(fields, locale, filled, request_id)
        try:
            new = read(filled, request_id=request_id, origin=Origin.FORM, offers_video=self._offers_video)
            limit = Asked(
                who=f"place:{self.place_of(request)}", most=self.most_an_hour, window_ms=_AN_HOUR_MS
            )
            await self.callbacks.ask(new, limits=(limit,))
        except WrongFieldsError as error:
            return self._html(self._form(locale, filled, request_id, error=error), 422)
        except Refusal as refusal:
            return self._refused(refusal, locale, filled, request_id)
        except QueueUnavailableError:
            return self._html(self._form(locale, filled, request_id, problem="unavailable"), 503)
        raise web.HTTPSeeOther(f"/callback/received/{request_id}?language={locale}")

    def _again(
        self, fields: dict[str, list[str]], locale: str, filled: Filled, request_id: str
    ) -> web.Response:
        """Show the form with all that is filled in, in another language; or to who may be a machine."""
        if "read" not in fields:  # hidden from people; a browser may have filled it in for one
            return self._html(self._form(locale, filled, request_id, problem="try_again"), 422)
        # The conversation is in the language of the page, unless another was chosen for it.
        if filled.language == fields.get("shown", [""])[0]:
            filled = filled.model_copy(update={"language": locale})
        return self._html(self._form(locale, filled, request_id))

    def _refused(self, refusal: Refusal, locale: str, filled: Filled, request_id: str) -> web.Response:
        _log.info("callback_form.refused", reason=refusal.code)
        status, problem = _PROBLEMS.get(refusal.code, (409, "unavailable"))
        if refusal.code is RefusalCode.CHANGED_MEANWHILE:
            request_id = secrets.token_hex(16)  # what is sent from there is a request of its own
        return self._html(self._form(locale, filled, request_id, problem=problem), status)

    async def _received(self, request: web.Request) -> web.Response:
        locale, request_id = _locale(request), request.match_info["request_id"]
        try:
            kept = await self.callbacks.store.get(request_id) if _REQUEST_ID.fullmatch(request_id) else None
        except QueueUnavailableError:
            return self._html(
                self._form(locale, Filled(language=locale), secrets.token_hex(16), problem="unavailable"),
                503,
            )
        if kept is None:
            return self._html(unknown_page(locale), 404)
        return self._html(received_page(locale, kept.request))

    def _offers_video(self, postcode: str) -> bool:
        return self.callbacks.place_of(postcode)[2]

    def _place(self, filled: Filled) -> Place:
        postcode = read_postcode(filled.postcode)
        if postcode is None:
            return Place()
        try:
            neighborhood, _, video = self.callbacks.place_of(postcode)
        except Refusal:
            return Place(state="unknown")
        return Place(state="video" if video else "phone_only", name=neighborhood.name)

    def _form(
        self,
        locale: str,
        filled: Filled,
        request_id: str,
        *,
        error: WrongFieldsError | None = None,
        problem: str | None = None,
    ) -> str:
        return form_page(
            locale,
            filled,
            request_id=request_id,
            keep_days=self.callbacks.directory.callbacks.keep_days,
            place=self._place(filled),
            faults=None if error is None else error.fields,
            problem=problem,
        )

    def _html(self, page: str, status: int = 200) -> web.Response:
        policy = [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(self.origins) or _NOBODY}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
        headers = {
            "Content-Security-Policy": "; ".join(policy),
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return web.Response(text=page, content_type="text/html", status=status, headers=headers)


async def _to_form(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.rel_url.with_path("/callback/", keep_query=True))


def _locale(request: web.Request) -> str:
    asked = request.query.get("language", "")
    return asked if asked in READ else preferred(request.headers.get("Accept-Language", ""))


async def _fields(request: web.Request) -> dict[str, list[str]]:
    """Return what was posted; what isn't text is replaced. Raises HTTPRequestEntityTooLarge."""
    body = await request.read()
    try:
        return parse_qs(
            body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS, errors="replace", separator="&"
        )
    except ValueError:
        raise web.HTTPRequestEntityTooLarge(_MOST_FIELDS, _MOST_FIELDS + 1) from None


def _filled(fields: dict[str, list[str]]) -> Filled:
    """Return what was filled in; of what is longer than anybody would type, the beginning."""
    values: dict[str, str | tuple[str, ...]] = {}
    for name in Filled.model_fields:
        given = fields.get(name, [])
        if name in _SEVERAL:
            values[name] = tuple(each[:_LONGEST_CHOICE] for each in given[:_MOST_CHOICES])
        elif given:
            values[name] = given[0][:_LONGEST_LINE]
    return Filled.model_validate(values)
