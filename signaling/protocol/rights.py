"""The table of docs/authorization.md, made from the one that decides."""

from __future__ import annotations

from callrouter.model.states import Role
from callrouter.policy.authorization import RULES, Outsider, Party

_COLUMNS: tuple[Party, ...] = (*Role, Outsider.FORM, Outsider.ANYBODY)


def rights_table() -> str:
    """Return a Markdown table: an action each row, a party each column, and its scope where it may."""
    rows = [
        f"| action | {' | '.join(_COLUMNS)} |",
        f"| --- |{' --- |' * len(_COLUMNS)}",
        *(
            f"| `{action}` | {' | '.join(rule.get(party, '') for party in _COLUMNS)} |"
            for action, rule in RULES.items()
        ),
    ]
    return "\n".join(rows) + "\n"
