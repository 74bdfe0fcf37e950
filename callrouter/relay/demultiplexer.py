"""Says which of a participant's own streams a packet belongs to (RFC 9143 section 9.2).

The offer announces SSRCs; one that it didn't announce is learned from the name of its media section in the
packet, or else from its payload type. Bounded: one SSRC and one for repairs a stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callrouter.relay.offer import Section
    from callrouter.relay.rtp import HeaderScanner
    from callrouter.relay.source import Source


class Demultiplexer:
    """Finds the source of a packet. `media` and `repairs` are by SSRC and may be read, not changed."""

    __slots__ = ("_by_mid", "_sources", "media", "repairs")

    def __init__(self, sections: Sequence[Section], sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        self._by_mid = {
            section.mid.encode(): source for section, source in zip(sections, sources, strict=True)
        }
        pairs = list(zip(sections, sources, strict=True))
        self.media = {section.ssrc: source for section, source in pairs if section.ssrc}
        self.repairs = {section.rtx_ssrc: source for section, source in pairs if section.rtx_ssrc}

    def learn(self, header: HeaderScanner) -> bool:
        """Note the SSRC of a packet that isn't known; False if it belongs to no stream or to several."""
        if header.ssrc in self.media or header.ssrc in self.repairs:
            return False
        named = self._by_mid.get(header.mid)
        candidates = self._sources if named is None else (named,)
        payload_type = header.payload_type
        media = [s for s in candidates if payload_type in s.codecs and not s.ssrc]
        if media:
            # The camera comes before the share: a browser that tells them apart names them.
            media[0].ssrc = header.ssrc
            self.media[header.ssrc] = media[0]
            return True
        known = set(self.repairs.values())
        repairs = [s for s in candidates if payload_type in s.repairs and s not in known]
        if len(repairs) == 1:
            self.repairs[header.ssrc] = repairs[0]
            return True
        return False
