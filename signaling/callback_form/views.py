"""The form and what follows on it, as HTML. The built page holds the styles, the templates what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from babel.dates import format_date, get_day_names
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup

from callrouter.model.callbacks import CallbackRequest, CallbackState
from callrouter.model.states import Need
from callrouter.policy.callback_asking import is_written
from callrouter.policy.working_days import ZONE
from signaling.callback_form.form import DAYS, TOPICS, Filled, Wrong
from signaling.callback_form.languages import FURTHER, READ, direction
from signaling.callback_form.texts import texts_in
from signaling.http.pages import PAGES_DIR

#: The fields as they follow each other.
_ORDER: Final = (
    "topic",
    "postcode",
    "preference",
    "name",
    "phone",
    "email",
    "language",
    "days",
    "parts",
    "needs",
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is known of where somebody lives: ``unasked``, ``unknown``, ``video`` or ``phone_only``."""

    state: str = "unasked"
    name: str = ""


def form_page(  # noqa: PLR0913  (each is one thing the page shows)
    locale: str,
    filled: Filled,
    *,
    request_id: str,
    keep_days: int,
    place: Place = Place(),
    faults: Mapping[str, Wrong] | None = None,
    problem: str | None = None,
) -> str:
    """Return the form as it was filled in, with what is wrong beside its fields."""
    names = get_day_names("wide", locale=locale, context="stand-alone")
    return _page(
        "form.html",
        locale,
        filled=filled,
        request_id=request_id,
        keep_days=keep_days,
        place=place,
        faults=faults or {},
        problem=problem,
        order=_ORDER,
        topics=TOPICS,
        needs=(Need.WITHOUT_HEARING, Need.WITHOUT_VOICE, Need.SCREEN_READER, Need.COMPANION),
        days=[(day, names[int(day) - 1].capitalize()) for day in DAYS],
        read=READ,
        further=FURTHER,
    )


def received_page(locale: str, request: CallbackRequest) -> str:
    """Return what somebody is told who asked: the reference, what happens next, and until when."""
    due = datetime.fromtimestamp(request.due_at / 1000, tz=UTC).astimezone(ZONE).date()
    stands = {CallbackState.WAITING: "waiting", CallbackState.CLOSED: "closed"}.get(request.state, "taken")
    return _page(
        "received.html",
        locale,
        reference=request.reference,
        next_by=_next_by(request),
        when=_isolated(format_date(due, "EEEE d MMMM", locale=locale)),
        stands=stands,
    )


def _next_by(request: CallbackRequest) -> str:
    if is_written(request.wishes):
        return "written"
    return request.wishes.channel.value


def unknown_page(locale: str) -> str:
    """Return what somebody is told whose request is no more, or never was."""
    return _page("unknown.html", locale)


def _page(name: str, locale: str, **values: Any) -> str:
    page = _environment().get_template(name)
    return page.render(locale=locale, direction=direction(locale), t=texts_in(locale), **values)


def _isolated(words: str) -> str:
    """Keep words in their own direction, whatever stands around them (U+2068 and U+2069, UAX 9)."""
    return f"\u2068{words}\u2069"


def _around(text: str, place: str) -> Markup:
    """Return a text with a place in its gap, where the page's script finds it."""
    before, gap, after = text.partition("{place}")
    slot = Markup("<bdi data-place-name>{}</bdi>").format(place) if gap else Markup()
    return Markup("{}{}{}").format(before, slot, after)


@cache
def _environment() -> Environment:
    sources = [PackageLoader("signaling.callback_form"), FileSystemLoader(PAGES_DIR / "callback")]
    environment = Environment(
        loader=ChoiceLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["around"] = _around
    return environment
