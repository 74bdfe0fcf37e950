"""Says which of a participant's own streams a packet belongs to (RFC 9143 section 9.2).

The offer announces SSRCs; one that it didn't announce is learned from the name of its media section in the
packet, or else from its payload type. The layers of a camera are told apart by their own names alone
(RFC 8852), which browsers leave out once they know that the stream was received.
Bounded: one SSRC and one for repairs a stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callrouter.relay.forwarding.source import Source
    from callrouter.relay.packets.rtp import HeaderScanner
    from callrouter.relay.sdp.offer import Section


class Demultiplexer:
    """Finds the source of a packet. `media` and `repairs` are by SSRC and may be read, not changed."""

    __slots__ = ("_by_name", "_single", "media", "repairs")

    def __init__(self, streams: Sequence[tuple[Section, Sequence[Source]]]) -> None:
        #: by media section and layer; the layer is empty where there is only one
        self._by_name: dict[tuple[bytes, bytes], Source] = {}
        #: the streams a packet without a name can belong to
        self._single: list[Source] = []
        self.media: dict[int, Source] = {}
        self.repairs: dict[int, Source] = {}
        for section, sources in streams:
            mid = section.mid.encode()
            if section.rids:
                names = [rid.encode() for rid in section.rids]
                self._by_name |= {
                    (place, rid): source
                    for rid, source in zip(names, sources, strict=True)
                    for place in (mid, b"")
                }
                continue
            (source,) = sources
            self._by_name[mid, b""] = source
            self._single.append(source)
            if section.ssrc:
                self.media[section.ssrc] = source
            if section.rtx_ssrc:
                self.repairs[section.rtx_ssrc] = source

    def learn(self, header: HeaderScanner) -> bool:
        """Note the SSRC of a packet that isn't known; False if it belongs to no stream or to several."""
        if header.ssrc in self.media or header.ssrc in self.repairs:
            return False
        named = self._by_name.get((header.mid, header.rid))
        if named is None and (header.mid or header.rid):
            return False
        candidates = self._single if named is None else [named]
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
