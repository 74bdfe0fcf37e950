"""Everybody can use the pages: nothing stands in anybody's way in any state of them."""

from __future__ import annotations

import pytest

from tests.e2e.audit import Audit
from tests.e2e.stage import Stage
from tests.e2e.tour.cast import Cast
from tests.e2e.tour.scenes import SCENES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.mark.parametrize("scene", SCENES)
async def test_nothing_stands_in_anybodys_way(stage: Stage, scene: str) -> None:
    audit = Audit()
    await SCENES[scene](Cast(stage), audit)
    assert not audit.findings, "\n".join(audit.findings)
