"""Run one target under atheris: guided.py TARGET, then the options and folders of libFuzzer."""

from __future__ import annotations

import importlib
import logging
import sys

import atheris
import structlog

sys.setrecursionlimit(3000)  # instrumented frames are deeper than the service's own
with atheris.instrument_imports(include=["callrouter", "signaling", "tests.fuzz"]):
    target = importlib.import_module(f"tests.fuzz.targets.{sys.argv[1]}")

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
arguments = [sys.argv[0], f"-max_len={target.LONGEST}", *sys.argv[2:]]
atheris.Setup(arguments, target.fuzz)
atheris.Fuzz()
