"""Each target on its corpus, and on a fixed number of inputs made from it. scripts/fuzz looks for longer."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

_HERE = Path(__file__).parent
TARGETS = sorted(path.stem for path in (_HERE / "targets").glob("*.py"))


def corpus(target: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((_HERE / "corpus" / target).iterdir())]


def fuzz_of(target: str) -> Callable[[bytes], None]:
    fuzz: Callable[[bytes], None] = importlib.import_module(f"tests.fuzz.targets.{target}").fuzz
    return fuzz


@st.composite
def damaged(draw: st.DrawFn, inputs: list[bytes]) -> bytes:
    """Draw an input with some places overwritten, cut out, repeated or exchanged for another's."""
    data = draw(st.sampled_from(inputs))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        other = draw(st.sampled_from(inputs))
        piece = draw(
            st.one_of(
                st.binary(max_size=8),
                st.sampled_from([data[start:end] * 2, other[start:end], b"\xff" * (end - start)]),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("target", TARGETS)
def test_every_input_of_the_corpus_is_dealt_with(target: str) -> None:
    fuzz = fuzz_of(target)
    inputs = corpus(target)
    assert inputs
    for data in inputs:
        fuzz(data)


@pytest.mark.parametrize("target", TARGETS)
def test_damaged_inputs_are_dealt_with(target: str) -> None:
    fuzz = fuzz_of(target)

    @seed(1)
    @settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(damaged(corpus(target)), st.binary(max_size=200)))
    def deals_with(data: bytes) -> None:
        fuzz(data)

    deals_with()
