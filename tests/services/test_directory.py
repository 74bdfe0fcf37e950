"""The directory is consistent or refused."""

from __future__ import annotations

from importlib.resources import files

import pytest

from callrouter.services.directory import DirectoryError, parse_directory, with_password_hash


@pytest.fixture
def text() -> str:
    return files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")


def test_the_demonstration_has_the_promised_people_and_places(text: str) -> None:
    directory = parse_directory(text)
    spoken = {account.staff_id: set(account.languages) for account in directory.accounts}
    assert spoken["agent-2"] == {"nl", "en", "de"}
    assert spoken["tolk-ar"] >= {"nl", "en", "ar"}
    assert directory.interpreter_languages == ("ar", "pl", "tr", "uk")
    assert directory.served_languages == ("ar", "de", "en", "fr", "nl", "pl", "tr", "uk")
    assert {centre.centre_id: centre.neighbors for centre in directory.centres} == {
        "midden-nederland": ("noord-nederland",),
        "noord-nederland": ("midden-nederland",),
    }
    location = directory.location_of("booth:demo-9")
    assert location is not None
    assert (location.location_id, location.centre) == ("utrecht-stationsplein", "midden-nederland")
    assert directory.location_of("booth:demo-10") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('centre = "noord-nederland"', 'centre = "atlantis"', "unknown centre: atlantis"),
        ('location = "utrecht-stationsplein"', 'location = "mars"', "unknown location: mars"),
        ('timezone = "Europe/Amsterdam"', 'timezone = "Europe/Utrecht"', "unknown time zone"),
        ("closes = 20:00:00", "closes = 07:00:00", "closes must be later"),
        ('staff_id = "agent-1"', 'staff_id = "booth:1"', "staff_id"),
        ('staff_id = "agent-1"', 'staff_id = "operator"', "operator stands for nobody"),
        ('neighbors = ["noord-nederland"]', 'neighbors = ["atlantis"]', "unknown centre: atlantis"),
        ('neighbors = ["noord-nederland"]', 'neighbors = ["midden-nederland"]', "is its own neighbor"),
        ("day = 2026-12-31", "day = 2026-12-24", "two exceptions for the same day: 2026-12-24"),
        ('de = "B2"', 'da = "B2"', "a level for a language that isn't spoken: da"),
        ('"nl", "en", "de"', '"nl", "en", "de", "de"', "language named twice: de"),
        ('staff_id = "agent-2"', 'staff_id = "agent-1"', "two of the same account: agent-1"),
        ('booth_id = "booth:demo-2"', 'booth_id = "booth:demo-3"', "two of the same booth: booth:demo-3"),
        ("[[centres]]", "[[centres]", "not valid TOML"),
        ('kind = "form", url = "https:', 'kind = "form", url = "http:', "url"),
        ('kind = "form", url = "https://', 'kind = "form", url = "https://me@', "url"),
        ('url = "https://kombijde.politie.nl/"', 'url = "https://a.nl;script-src/"', "url"),
        ('kind = "jobs"', 'kind = "link"', "needs titles in nl and en"),
        ('kind = "jobs",', 'kind = "jobs", titles = { nl = "Werk", en = "Work" },', "words of its own"),
    ],
)
def test_a_fault_is_refused_and_named(text: str, old: str, new: str, said: str) -> None:
    with pytest.raises(DirectoryError, match=said):
        parse_directory(text.replace(old, new))


def test_the_demonstration_offers_places_to_take_along_and_frames_none(text: str) -> None:
    directory = parse_directory(text)
    tiles = [tile for location in directory.locations for tile in location.tiles]
    assert [(tile.kind, tile.show) for tile in tiles] == [
        ("form", "qr"),
        ("search", "qr"),
        ("chat", "qr"),
        ("jobs", "qr"),
    ]
    assert directory.frame_origins == ()


def test_only_the_origins_of_frames_are_named(text: str) -> None:
    framed = text.replace(
        'url = "https://www.politie.nl/wout"', 'url = "https://chat.example:8443/wout", show = "frame"'
    )
    assert parse_directory(framed).frame_origins == ("https://chat.example:8443",)


def test_one_hash_for_every_account(text: str) -> None:
    directory = with_password_hash(parse_directory(text), "h")
    assert {account.password_hash for account in directory.accounts} == {"h"}
    assert "password_hash" not in repr(directory.accounts[0])


def test_a_copy_with_other_places_has_its_booths_there(text: str) -> None:
    directory = parse_directory(text)
    booth_id = directory.booths[0].booth_id
    before = directory.location_of(booth_id)
    assert before is not None
    strict = tuple(place.model_copy(update={"most_waiting": 1}) for place in directory.locations)
    after = directory.model_copy(update={"locations": strict}).location_of(booth_id)
    assert after is not None
    assert (after.most_waiting, directory.location_of(booth_id)) == (1, before)
