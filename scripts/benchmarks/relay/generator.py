"""The load generator's C part, built when it is needed, and the arrays it shares with Python."""

from __future__ import annotations

import ctypes
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

BURST: Final = np.dtype([("at_ns", "i8"), ("leg", "u4"), ("first", "u4"), ("count", "u4"), ("unused", "u4")])
_LEG: Final = np.dtype([("fd", "i4"), ("port", ">u2"), ("unused", "u2"), ("address", "S4")])
_ARRIVAL: Final = np.dtype([("at_ns", "i8"), ("ssrc", "u4"), ("sequence", "u2"), ("leg", "u2")])
_SAMPLE: Final = np.dtype([("leg", "u2"), ("size", "u2"), ("packet", "u1", 2044)])
_STREAM: Final = np.dtype([("ssrc", "u4"), ("count", "u4"), ("latest", "u2"), ("unused", "u2")])
_STREAMS_PER_LEG: Final = 32
_SAMPLES: Final = 4096
_DRAIN_NS: Final = 300_000_000

_FIELDS: Final = (
    ("legs", ctypes.c_void_p),
    ("leg_count", ctypes.c_int64),
    ("bursts", ctypes.c_void_p),
    ("burst_count", ctypes.c_int64),
    ("packets", ctypes.c_void_p),
    ("offsets", ctypes.c_void_p),
    ("sent_ns", ctypes.c_void_p),
    ("arrivals", ctypes.c_void_p),
    ("arrival_capacity", ctypes.c_int64),
    ("arrival_count", ctypes.c_int64),
    ("samples", ctypes.c_void_p),
    ("sample_capacity", ctypes.c_int64),
    ("sample_count", ctypes.c_int64),
    ("streams", ctypes.c_void_p),
    ("rtcp_count", ctypes.c_int64),
    ("drain_ns", ctypes.c_int64),
    ("late_ns", ctypes.c_int64),
    ("others_fd", ctypes.c_int32),
    ("over", ctypes.c_int32),
)


class _Run(ctypes.Structure):
    _fields_ = _FIELDS


def compiled(source: str, *options: str) -> Path:
    """Compile a C file of this folder and return the result. Raises ``SystemExit`` without a compiler."""
    gcc = shutil.which("gcc")
    if gcc is None:
        raise SystemExit("this benchmark needs a C compiler for its load: apt-get install gcc libc6-dev")
    folder = Path(tempfile.mkdtemp(prefix="callrouter-bench-"))
    result = folder / Path(source).stem
    words = [
        gcc,
        "-O2",
        "-Wall",
        "-pthread",
        *options,
        str(Path(__file__).with_name(source)),
        "-o",
        str(result),
    ]
    subprocess.run(words, check=True)  # noqa: S603  (our own words)
    return result


@dataclass(frozen=True)
class Load:
    """A run's packets and when they go; `keys` has (publication, kind, sequence number) of each packet."""

    bursts: Any
    packets: bytearray
    offsets: Any
    keys: Any
    seconds: float


@dataclass(frozen=True)
class Seen:
    """What a run brought."""

    #: For each packet, nanoseconds of the real-time clock; 0: refused by the socket.
    sent_ns: Any
    #: Of _ARRIVAL, in the order of reading.
    arrivals: Any
    #: (leg, protected packet)
    samples: list[tuple[int, bytes]]
    rtcp: int
    late_ms: float


class Generator:
    """The C part; one run at a time."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(str(compiled("generator.c", "-shared", "-fPIC")))
        self._streams = np.zeros(0, _STREAM)

    def heard(self, leg: int) -> list[tuple[int, int]]:
        """Return (SSRC, latest sequence number) of what this leg hears in the run that is on."""
        streams = self._streams[leg * _STREAMS_PER_LEG : (leg + 1) * _STREAMS_PER_LEG]
        return [(int(row["ssrc"]), int(row["latest"])) for row in streams if row["ssrc"]]

    def run(
        self, legs: list[tuple[int, tuple[str, int]]], load: Load, copies: int, others: socket.socket
    ) -> Seen:
        """Send a load through (fd, remote address) legs, and return what came. To be called in a thread.

        Each packet comes back `copies` times at most; what isn't media goes to `others`.
        """
        table = np.zeros(len(legs), _LEG)
        addresses = table.view("u1").reshape(len(legs), _LEG.itemsize)[:, 8:12]
        for row, (fd, (host, port)) in enumerate(legs):
            table[row]["fd"], table[row]["port"] = fd, port
            addresses[row] = list(socket.inet_aton(host))
        count = len(load.offsets) - 1
        sent = np.zeros(count, "i8")
        arrivals = np.zeros(count * copies * 2 + 10_000, _ARRIVAL)
        samples = np.zeros(_SAMPLES, _SAMPLE)
        self._streams = np.zeros(len(legs) * _STREAMS_PER_LEG, _STREAM)
        run = _Run(
            legs=table.ctypes.data,
            leg_count=len(legs),
            bursts=load.bursts.ctypes.data,
            burst_count=len(load.bursts),
            packets=ctypes.addressof((ctypes.c_char * len(load.packets)).from_buffer(load.packets)),
            offsets=load.offsets.ctypes.data,
            sent_ns=sent.ctypes.data,
            arrivals=arrivals.ctypes.data,
            arrival_capacity=len(arrivals),
            samples=samples.ctypes.data,
            sample_capacity=_SAMPLES,
            streams=self._streams.ctypes.data,
            drain_ns=_DRAIN_NS,
            others_fd=others.fileno(),
        )
        failed = self._library.generate(ctypes.byref(run))
        if failed:
            raise OSError(failed, "the load generator could not start")
        return Seen(
            sent_ns=sent,
            arrivals=arrivals[: run.arrival_count],
            samples=[
                (int(row["leg"]), row["packet"][: row["size"]].tobytes())
                for row in samples[: run.sample_count]
            ],
            rtcp=run.rtcp_count,
            late_ms=run.late_ns / 1e6,
        )
