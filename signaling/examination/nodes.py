"""What ``callrouter doctor`` says of nodes: are their clocks right, versions and settings the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from callrouter.model.nodes import NodeStanding
from signaling.examination.examined import Examined

#: Links and TURN credentials count on clocks that agree; a message is under way as well.
_APART_MS: Final = 2000
#: What to do where there is more to it than setting it alike.
_REMEDIES: Final = {
    "directory": "give every node the same file as directory, and restart those that have another",
    "secrets_key": "set the same secrets_key on every node: codes of second steps are refused by others",
    "audit_signing_key": "copy one audit_signing_key to every node: days signed by another can't be checked",
    "relay_token": "set the same relay_token on every node and relay: others' relays are refused",
    "callback_api_key": "set the same callback_api_key on every node: forms are refused by others",
}
_TIME: Final = "synchronize clocks by NTP (chrony, systemd-timesyncd) on machines and the queue's server"


def examine_nodes(nodes: Sequence[NodeStanding], *, ahead_ms: int) -> Iterator[Examined]:
    """Examine what nodes say of themselves; ``ahead_ms``: how far this machine's clock is ahead."""
    yield _clock("clock", "this machine's", ahead_ms)
    if not nodes:
        return
    yield _versions(nodes)
    for each in nodes:
        if abs(each.ahead_ms) > _APART_MS:
            yield _clock("node clock", f"{_name(each)}'s", each.ahead_ms)
    yield from _marks(nodes)


def _clock(subject: str, whose: str, ahead_ms: int) -> Examined:
    state = f"{whose} is {_seconds(ahead_ms)} the server's"
    return Examined(subject, state, _TIME if abs(ahead_ms) > _APART_MS else None)


def _seconds(ahead_ms: int) -> str:
    return f"{abs(ahead_ms) / 1000:.1f} s {'ahead of' if ahead_ms > 0 else 'behind'}"


def _versions(nodes: Sequence[NodeStanding]) -> Examined:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in nodes:
        found[each.node.version].append(_name(each))
    if len(found) == 1:
        return Examined("nodes", f"{len(nodes)}, of version {next(iter(found))}")
    told = "; ".join(f"{version} at {', '.join(names)}" for version, names in sorted(found.items()))
    return Examined("nodes", told, "finish the upgrade: restart the nodes of the older version, one by one")


def _marks(nodes: Sequence[NodeStanding]) -> Iterator[Examined]:
    names = sorted({name for each in nodes for name in each.node.marks})
    differ = False
    for setting in names:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for each in nodes:
            # One of another version may not know the setting.
            if setting in each.node.marks:
                groups[each.node.marks[setting]].append(_name(each))
        if len(groups) > 1:
            differ = True
            parted = " | ".join(", ".join(group) for group in groups.values())
            remedy = _REMEDIES.get(setting, f"set the same {setting} on every node")
            yield Examined(setting, f"differs between nodes: {parted}", remedy)
    if not differ and len(nodes) > 1:
        yield Examined(
            "settings", f"the same at all {len(nodes)} nodes that run; those given here are not compared"
        )


def _name(standing: NodeStanding) -> str:
    return f"{standing.node.host or 'a node'} ({standing.node.node_id[:6]})"
