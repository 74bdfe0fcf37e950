"""What aiortc offers for a relay: forwarding through its own packet handling, or its MediaRelay.

Offers come in as lines of JSON, answers go out. `hook` puts received packets, parsed by aiortc, into the
other participant's `_send_rtp`, with the SSRC of its stream and nothing else: no retransmission, no reports,
no feedback. `mediarelay` decodes and encodes, as its documentation shows.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay
from aiortc.mediastreams import MediaStreamTrack

from scripts.benchmarks.relay.transport import use_address


class _Silent(MediaStreamTrack):
    """A track that never brings anything: its sender must leave the stream to the hook."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    async def recv(self) -> Any:
        await asyncio.get_running_loop().create_future()


class Hook:
    """Calls of two whose packets are forwarded as they are received."""

    def __init__(self) -> None:
        self._rooms: dict[str, list[RTCPeerConnection]] = {}
        self._sending: set[asyncio.Task[None]] = set()

    async def connect(self, room: str, sdp: str) -> str:
        """Take one participant in."""
        pc = _connection()
        people = self._rooms.setdefault(room, [])
        people.append(pc)
        await pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in pc.getTransceivers():
            transceiver.sender.replaceTrack(_Silent(transceiver.kind))
            transceiver.direction = "sendrecv"
            self._hook(transceiver, people, pc)
        await pc.setLocalDescription(await pc.createAnswer())
        return pc.localDescription.sdp

    def _hook(self, transceiver: Any, people: list[RTCPeerConnection], own: RTCPeerConnection) -> None:
        receiver, kind = transceiver.receiver, transceiver.kind
        place = {"audio": 0, "video": 1}[kind]
        targets: list[Any] = []

        async def handle(packet: Any, arrival_time_ms: int) -> None:  # noqa: ARG001  (aiortc's signature)
            if not targets:
                targets.extend(pc.getTransceivers()[place].sender for pc in people if pc is not own)
            for sender in targets:
                packet.ssrc = sender._ssrc  # noqa: SLF001  (what this way consists of)
                with contextlib.suppress(ConnectionError):
                    await sender.transport._send_rtp(packet.serialize(sender._bench_extensions))  # noqa: SLF001

        async def receive(parameters: Any) -> None:
            receiver.transport._register_rtp_receiver(receiver, parameters)  # noqa: SLF001
            transceiver.sender._bench_extensions = receiver.transport._rtp_header_extensions_map  # noqa: SLF001

        receiver._handle_rtp_packet = handle  # noqa: SLF001
        receiver.receive = receive


class Mixing:
    """Calls of two whose media is decoded and encoded again."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._rooms: dict[str, list[RTCPeerConnection]] = {}

    async def connect(self, room: str, sdp: str) -> str:
        """Take one participant in; both must have offered before media flows."""
        pc = _connection()
        people = self._rooms.setdefault(room, [])
        people.append(pc)
        await pc.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in pc.getTransceivers():
            transceiver.direction = "sendrecv"
        if len(people) == 2:  # noqa: PLR2004  (two talk)
            for one, other in (people, reversed(people)):
                for mine, theirs in zip(one.getTransceivers(), other.getTransceivers(), strict=True):
                    mine.sender.replaceTrack(self._relay.subscribe(theirs.receiver.track))
        await pc.setLocalDescription(await pc.createAnswer())
        return pc.localDescription.sdp


def _connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


async def serve(kind: str, host: str) -> None:
    """Answer until standard input ends."""
    use_address(host)
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    side = Hook() if kind == "hook" else Mixing()
    print("ready", flush=True)
    async for line in reader:
        asked = json.loads(line)
        answer = await side.connect(asked["room"], asked["offer"]) if "offer" in asked else ""
        print(json.dumps({"answer": answer}), flush=True)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("hook", "mediarelay"))
    parser.add_argument("host")
    options = parser.parse_args()
    asyncio.run(serve(options.kind, options.host))


if __name__ == "__main__":
    main()
