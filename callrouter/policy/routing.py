"""Who may be asked for a call, in which order: pools, and the steps that open them.

A pool is (centre, language): staff stand in the pools they can serve, a call opens to more
pools as its steps come due. Here alone do pool names have a meaning; the engine compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from callrouter.model.commands import Step
from callrouter.model.states import Role

#: In the place of a language: whoever the person, an interpreter can be added.
_ANY_LANGUAGE = "any"


def _agent_pool(centre: str, language: str) -> str:
    return f"agent/{centre}/{language}"


def _interpreter_pool(language: str) -> str:
    return f"interpreter/{language}"


def staff_pools(role: Role, centre: str, languages: Iterable[str]) -> tuple[str, ...]:
    """Return the pools a person stands in when ready; supervisors stand in none."""
    if role is Role.AGENT:
        spoken = tuple(_agent_pool(centre, language) for language in languages)
        return (*spoken, _agent_pool(centre, _ANY_LANGUAGE))
    if role is Role.INTERPRETER:
        return tuple(_interpreter_pool(language) for language in languages)
    return ()


def call_steps(*, language: str, centre: str, centres: Sequence[str], widen_ms: int) -> tuple[Step, ...]:
    """Return the routing plan of a visitor's call.

    First the language at the own centre; after ``widen_ms`` it at every centre, and anybody at the own
    one (with an interpreter); after twice that, anybody anywhere.
    """
    others = [other for other in centres if other != centre]
    own = _agent_pool(centre, language)
    elsewhere = tuple(_agent_pool(other, language) for other in others)
    anybody_elsewhere = tuple(_agent_pool(other, _ANY_LANGUAGE) for other in others)
    steps = [
        Step(after_ms=0, pools=(own,)),
        Step(after_ms=widen_ms, pools=(*elsewhere, _agent_pool(centre, _ANY_LANGUAGE))),
    ]
    if anybody_elsewhere:
        steps.append(Step(after_ms=2 * widen_ms, pools=anybody_elsewhere))
    return tuple(steps)


def interpreter_steps(language: str) -> tuple[Step, ...]:
    """Return the plan of an interpreter's seat: interpreters work for every centre."""
    return (Step(after_ms=0, pools=(_interpreter_pool(language),)),)
