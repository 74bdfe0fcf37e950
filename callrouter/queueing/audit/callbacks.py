"""Callback requests: their lists follow from what they are, and no message is lost or left over."""

from __future__ import annotations

from collections.abc import Iterator

from callrouter.model.callbacks import CallbackRequest
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.standing import differences
from callrouter.queueing.audit.state import State
from callrouter.queueing.callbacks import lists_of


def check_callbacks(state: State) -> Iterator[Finding]:
    """Find requests that are listed wrongly, and messages that nobody will send."""
    expected: dict[str, dict[str, int]] = {}
    for request_id, (record, _) in state.contents.of("callback").items():
        try:
            request = CallbackRequest.to_change(record)
        except (ValueError, TypeError):
            yield Finding(FindingCode.UNREADABLE, f"callback:{request_id}", "is no callback request")
            continue
        for name, score in lists_of(request).items():
            expected.setdefault(name, {})[request_id] = score
    found = state.contents.of("callbacks")
    for name in sorted({*expected, *found}):
        listed = {member: int(float(score)) for member, score in found.get(name, {}).items()}
        yield from differences(
            FindingCode.INDEX_MISMATCH, f"callbacks:{name}", listed, expected.get(name, {})
        )
    due, kept = set(state.contents.one("outbox")), set(state.contents.of("message"))
    for message_id in sorted(kept - due):
        yield Finding(FindingCode.INDEX_MISMATCH, "outbox", f"{message_id} will never be sent")
