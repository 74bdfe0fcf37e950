"""Which passwords can be somebody's, which hash counts, and how long one waits between tries."""

from __future__ import annotations

import pytest

from callrouter.model.credentials import Credentials
from callrouter.model.directory import Account
from callrouter.model.states import Role
from callrouter.policy.credentials import (
    OFFER_MS,
    after_recovery,
    hash_of,
    offered,
    password_fault,
    with_offer,
    with_password,
    with_second_step,
)
from callrouter.policy.lockout import customer_of, delays, tries_of

ANN = Account(
    staff_id="ann-de-wit",
    role=Role.AGENT,
    display_name="Ann de Wit",
    centre="c",
    languages=("nl",),
    password_hash="of the file",  # noqa: S106  (no password)
)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elf-tekens!", "too_short"),
        ("twaalf teken", None),
        ("x" * 257, "too_long"),
        ("aaaaaaaaaaaaaa", "too_common"),
        ("Wachtwoord1234", "too_common"),
        ("ann-de-wit-12", "like_name"),
        ("12Ann de Wit", "like_name"),
        ("ann-de-wit-ann-de-wit", "like_name"),
        ("WitAnn2026!2026", "like_name"),
        ("4711-0815-4711", None),
        ("Ann de Wit fietst naar Loppersum", None),
    ],
)
def test_a_password_is_long_and_not_the_first_guess(password: str, fault: str | None) -> None:
    assert password_fault(password, ANN) == fault


def test_an_own_password_counts_until_the_directorys_is_changed() -> None:
    kept = Credentials(staff_id="ann")
    assert hash_of(ANN, kept) == "of the file"
    kept = with_password(kept, ANN, "own")
    assert (hash_of(ANN, kept), kept.revision) == ("own", 1)
    assert hash_of(ANN.model_copy(update={"password_hash": "new in the file"}), kept) == "new in the file"


def test_an_offered_secret_lapses_and_a_recovery_code_is_good_once() -> None:
    kept = with_offer(Credentials(staff_id="ann"), "sealed", 1000)
    assert offered(kept, 1000 + OFFER_MS - 1) == "sealed"
    assert offered(kept, 1000 + OFFER_MS) == ""
    kept = with_second_step(kept, 7, ("one", "two"))
    assert (kept.totp, kept.totp_offered, kept.totp_step) == ("sealed", "", 7)
    assert "one" not in kept.recovery
    after = after_recovery(kept, "one")
    assert after is not None
    assert after_recovery(after, "one") is None
    assert after_recovery(after, "three") is None


def test_each_wrong_try_waits_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    waits = delays(5)
    assert waits[:7] == (0, 0, 0, 0, 1000, 2000, 4000)
    assert (waits[-2], waits[-1]) == (512_000, 900_000)


def test_a_device_of_the_owners_counts_by_itself() -> None:
    assert [each.of for each in tries_of("ann", place="p", device="d")] == [("device", "d")]
    assert [each.of for each in tries_of("ann", place="2001:db8:1:2::/64", device="")] == [
        ("name", "ann", "2001:db8:1:2::/64"),
        ("anywhere", "ann"),
        ("place", "2001:db8:1:2::/64"),
        ("customer", "2001:db8:1::/48"),
    ]
    assert customer_of("192.0.2.7/32") == "192.0.2.7/32"
