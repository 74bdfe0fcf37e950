"""What every figure of a report is, in words: the one place from which pages and documents take it."""

from __future__ import annotations

from typing import Final

from callrouter.model.base import Id, Record


class InWords(Record):
    """A figure in one language: what it is called, and how it is made."""

    name: str
    formula: str


class Definition(Record):
    """A figure that reports show. The report names the formula of the service level, and its T."""

    figure: Id
    nl: InWords
    en: InWords


def _definition(figure: str, nl: tuple[str, str], en: tuple[str, str]) -> Definition:
    return Definition(
        figure=figure, nl=InWords(name=nl[0], formula=nl[1]), en=InWords(name=en[0], formula=en[1])
    )


DEFINITIONS: Final = (
    _definition(
        "offered",
        ("Aangeboden", "Gesprekken die in de wachtrij kwamen, geteld op het moment waarop dat gebeurde."),
        ("Offered", "Calls that entered the queue, counted when they did."),
    ),
    _definition(
        "answered",
        (
            "Beantwoord",
            (
                "Gesprekken waarin voor het eerst een medewerker kwam. Een doorverbonden gesprek telt "
                "één keer."
            ),
        ),
        (
            "Answered",
            "Calls that an employee joined for the first time. A call that was handed over counts once.",
        ),
    ),
    _definition(
        "abandoned",
        (
            "Verlaten",
            (
                "Gesprekken die eindigden voordat iemand antwoordde, hoe kort het wachten ook was en "
                "waarom ook: de bezoeker ging weg, de verbinding viel weg, of een leidinggevende "
                "beëindigde het."
            ),
        ),
        (
            "Abandoned",
            (
                "Calls that ended before anybody answered, however short the wait and whatever the reason: "
                "the visitor left, the connection was lost, or a supervisor ended it."
            ),
        ),
    ),
    _definition(
        "abandon_rate",
        ("Verlaten, aandeel", "verlaten / (beantwoord + verlaten)"),
        ("Abandon rate", "abandoned / (answered + abandoned)"),
    ),
    _definition(
        "service_level",
        ("Serviceniveau", "Aandeel van de gesprekken dat op tijd is beantwoord."),
        ("Service level", "Share of calls that were answered in time."),
    ),
    _definition(
        "average_speed_of_answer_s",
        (
            "Gemiddelde wachttijd",
            (
                "som van de wachttijden van beantwoorde gesprekken / beantwoord. Wachten in een "
                "doorverbinding telt niet."
            ),
        ),
        (
            "Average speed of answer",
            "sum of the waits of answered calls / answered. Waiting while handed over doesn't count.",
        ),
    ),
    _definition(
        "average_handling_s",
        (
            "Gemiddelde afhandeltijd",
            (
                "(spreektijd + nawerktijd van medewerkers) / hun gesprekken. Een doorverbonden gesprek "
                "is er van ieder één."
            ),
        ),
        (
            "Average handling time",
            (
                "(employees' talk time + wrap-up time) / their conversations. A call handed over is one "
                "of each."
            ),
        ),
    ),
    _definition(
        "waits",
        (
            "Wachttijden",
            "Hoeveel gesprekken zo lang wachtten: beantwoord tot het antwoord, verlaten tot het einde.",
        ),
        (
            "Waits",
            "How many calls waited so long: answered ones until the answer, abandoned ones until the end.",
        ),
    ),
    _definition(
        "hours",
        (
            "Aankomsten per uur",
            (
                "Aangeboden gesprekken per uur van de week, in de tijd van de locatie, gedeeld door hoe "
                "vaak die weekdag in de periode ligt. Wachttijd: die van gesprekken die in dat uur zijn "
                "beantwoord."
            ),
        ),
        (
            "Arrivals by hour",
            (
                "Calls offered by hour of the week, in the location's time, divided by how often that "
                "weekday is in the period. Wait: that of calls answered in that hour."
            ),
        ),
    ),
    _definition(
        "rating",
        ("Beoordeling", "som van de sterren / beoordeelde gesprekken, van 1 tot 5"),
        ("Rating", "sum of the stars / calls rated, from 1 to 5"),
    ),
    _definition(
        "occupancy",
        (
            "Bezettingsgraad",
            "(gesprek + nawerk) / (gesprek + nawerk + beschikbaar + rinkelen). Afwezigheid telt niet.",
        ),
        ("Occupancy", "(talk + wrap-up) / (talk + wrap-up + available + ringing). Time away doesn't count."),
    ),
    _definition(
        "interpreters_sought",
        ("Tolken gezocht", "Plaatsen voor een tolk in gesprekken die eindigden, of er nu een kwam of niet."),
        ("Interpreters sought", "Seats for an interpreter in calls that ended, whether or not one came."),
    ),
    _definition(
        "interpreter_found",
        ("Tolk gekomen", "tolken die deelnamen / tolken gezocht"),
        ("Interpreter found", "interpreters who joined / interpreters sought"),
    ),
    _definition(
        "interpreter_wait_s",
        ("Wachten op een tolk", "som van de tijd van zoeken tot deelnemen / tolken die deelnamen"),
        ("Wait for an interpreter", "sum of the time from seeking until joining / interpreters who joined"),
    ),
    _definition(
        "interpreter_talk_ms",
        ("Tolktijd", "Tijd van tolken in gesprekken, geteld bij het einde van hun deelname."),
        ("Interpreting time", "Interpreters' time in conversations, counted when their part ends."),
    ),
    _definition(
        "callbacks_asked",
        (
            "Terugbelverzoeken",
            "Verzoeken die in de periode zijn gedaan, met de voorkeur die de burger opgaf.",
        ),
        ("Callback requests", "Requests made in the period, with the preference the citizen stated."),
    ),
    _definition(
        "callbacks_in_time",
        (
            "Op tijd afgehandeld",
            (
                "afgesloten op of voor de uiterste tijd / afgesloten. Door de burger ingetrokken "
                "verzoeken tellen niet."
            ),
        ),
        (
            "Handled in time",
            "closed by when they were due / closed. Requests canceled by the citizen don't count.",
        ),
    ),
    _definition(
        "past_due",
        ("Over tijd", "Open verzoeken waarvan de uiterste tijd in de periode verstreek."),
        ("Past due", "Open requests that became past due in the period."),
    ),
    _definition(
        "in_vain",
        (
            "Vergeefse pogingen",
            (
                "Pogingen die in de periode mislukten: niet opgenomen, niet gekomen, vergeefs gewacht "
                "of verbroken."
            ),
        ),
        (
            "Tries in vain",
            "Tries that failed in the period: no answer, no show, kept waiting or interrupted.",
        ),
    ),
    _definition(
        "first_contact_s",
        (
            "Tijd tot het eerste contact",
            "som van de tijd van verzoek tot eerste poging of gesprek / verzoeken met een eerste poging",
        ),
        (
            "Time to first contact",
            "sum of the time from request to the first try or conversation / requests that were tried",
        ),
    ),
)
