"""Pools and steps."""

from __future__ import annotations

from callrouter.model.states import Role
from callrouter.policy.routing import call_steps, interpreter_steps, staff_pools


def test_own_language_at_the_own_centre_comes_first_then_wider_then_anybody() -> None:
    steps = call_steps(language="de", centre="a", centres=["a", "b"], widen_ms=1000)
    assert [(step.after_ms, step.pools) for step in steps] == [
        (0, ("agent/a/de",)),
        (1000, ("agent/b/de", "agent/a/any")),
        (2000, ("agent/b/any",)),
    ]


def test_a_single_centre_has_no_wider_step_than_anybody_there() -> None:
    steps = call_steps(language="nl", centre="a", centres=["a"], widen_ms=1000)
    assert steps[-1].pools == ("agent/a/any",)


def test_an_agent_stands_in_a_pool_for_each_language_and_in_that_for_any() -> None:
    assert staff_pools(Role.AGENT, "a", ["nl", "en"]) == ("agent/a/nl", "agent/a/en", "agent/a/any")


def test_interpreters_meet_calls_of_every_centre() -> None:
    assert set(interpreter_steps("ar")[0].pools) <= set(staff_pools(Role.INTERPRETER, "b", ["nl", "ar"]))


def test_supervisors_are_not_rung() -> None:
    assert staff_pools(Role.SUPERVISOR, "a", ["nl"]) == ()


def test_every_agent_who_speaks_the_language_is_reached_by_some_step() -> None:
    steps = call_steps(language="fr", centre="a", centres=["a", "b", "c"], widen_ms=1)
    opened = {pool for step in steps for pool in step.pools}
    for centre in "abc":
        assert opened & set(staff_pools(Role.AGENT, centre, ["nl", "fr"]))
        assert opened & set(staff_pools(Role.AGENT, centre, ["nl"]))
