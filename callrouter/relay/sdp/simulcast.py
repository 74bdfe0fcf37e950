"""Which layers of one camera an offer announces: `a=rid` and `a=simulcast` (RFC 8851, RFC 8853)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

RID: Final = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID: Final = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"

_SENT_RID: Final = re.compile(r"([A-Za-z0-9_-]{1,16}) send(?: |$)")


def offered_layers(rids: Iterable[str], simulcast: str | None) -> tuple[str, ...]:
    """Return the names of the best and the smallest layer sent; nothing when there aren't two.

    Preferred layers stand first (RFC 8853 section 5.1). Of alternatives the first is taken, and a layer that
    is paused at first ("~") counts: it may start. What lies between the two isn't asked for.
    """
    sent = {found[1] for value in rids if (found := _SENT_RID.match(value))}
    direction, _, streams = (simulcast or "").partition(" ")
    if direction != "send":
        return ()
    # A receiving direction may follow; senders of a camera have none, and its names aren't among those sent.
    names = [stream.split(",")[0].removeprefix("~") for stream in streams.split(" ")[0].split(";")]
    usable = [name for name in dict.fromkeys(names) if name in sent]
    return (usable[0], usable[-1]) if len(usable) > 1 else ()
