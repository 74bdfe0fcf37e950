"""The stage of an end-to-end test; what a failed one looked like is kept in test-results/."""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest

from tests.e2e.stage import Stage

RESULTS = Path(__file__).parents[2] / "test-results"
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the stage know how its test went."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Set an empty stage."""
    with tempfile.TemporaryDirectory(prefix="callrouter-e2e-") as folder:
        async with Stage(Path(folder)) as stage:
            yield stage
            problems = [f"{screen.name}: {text}" for screen in stage.screens for text in screen.problems]
            if problems or request.node.stash.get(FAILED, False):
                unseen = await stage.photographs(_results_of(request.node.name))
                if unseen:
                    request.node.add_report_section("teardown", "pages without a picture", "\n".join(unseen))
            if problems and not request.node.stash.get(FAILED, False):
                pytest.fail("pages complained:\n" + "\n".join(problems), pytrace=False)


def _results_of(test: str) -> Path:
    folder = RESULTS / re.sub(r"\W+", "-", test)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
