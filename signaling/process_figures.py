"""What a process of ours tells Prometheus of itself, by the names that all programs use for it."""

from __future__ import annotations

import os
import time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from callrouter.model.exposition import Metric, Sample, metric
from callrouter.relay.node import ServerCertificate

_STATM: Final = Path("/proc/self/statm")
_OPEN: Final = Path("/proc/self/fd")
_STARTED_AT: Final = time.time()


def process_metrics() -> list[Metric]:
    """Return what this process uses; of memory and files only where the system tells."""
    found = [
        Metric("callrouter_build_info", "gauge", "What runs here; always 1.", (Sample(1, _build()),)),
        metric("counter", "process_cpu_seconds_total", "CPU time used by the process.", time.process_time()),
        metric("gauge", "process_start_time_seconds", "When it started, since the epoch.", _STARTED_AT),
    ]
    try:
        pages = int(_STATM.read_text("ascii").split()[1])
        files = len(os.listdir(_OPEN))  # noqa: PTH208  (half as much work, at each question)
    except OSError:
        return found
    memory = pages * os.sysconf("SC_PAGE_SIZE")
    return [
        *found,
        metric("gauge", "process_resident_memory_bytes", "Memory in use by the process.", memory),
        metric("gauge", "process_open_fds", "Open files and connections.", files),
    ]


def certificate_metrics(certificate: ServerCertificate) -> list[Metric]:
    """Return how long a server's certificate lasts, and whether a new one was refused."""
    return [
        metric(
            "gauge",
            "callrouter_certificate_expires_seconds",
            "How long the server's certificate is still valid.",
            certificate.expires_at - time.time(),
        ),
        metric(
            "gauge",
            "callrouter_certificate_refused",
            "Whether the certificate's files have changed into something that can't be shown.",
            int(certificate.is_stale),
        ),
    ]


@cache
def _build() -> dict[str, str]:
    return {"version": version("callrouter")}
