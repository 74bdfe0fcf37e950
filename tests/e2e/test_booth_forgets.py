"""After a visit the booth's browser holds nothing of it: not to be found, gone back to, or offered again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SAID, TOLD = "zwolmvisitor", "zwolmemployee"
HELD = """async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map((each) => each.name),
    cached: (await Promise.all((await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat(),
    cookies: document.cookie,
    address: location.pathname + location.search,
    steps: history.length,
    state: JSON.stringify(history.state),
    name: window.name,
    page: document.documentElement.outerHTML,
    fields: [...document.querySelectorAll("input, textarea")].map((each) => each.value),
})"""


async def _memory(page: Page) -> str:
    """Return everything that the page's own program still holds."""
    session = await page.context.new_cdp_session(page)
    parts: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda told: parts.append(told["chunk"]))
    await session.send("HeapProfiler.collectGarbage")
    await session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    await session.detach()
    return "".join(parts)


async def test_after_an_anonymous_visit_the_browser_holds_nothing_of_it(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.presses("contrast")  # with the first touch the page makes Back lead to itself
    before: dict[str, Any] = await booth.page.evaluate(HELD)
    await booth.asks(subject="anonymous")
    await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call()
    await expect(booth.part("toggle-camera")).to_have_attribute("data-state", "off")
    await booth.part("chat-input").fill(SAID)
    await expect(booth.part("chat-input")).to_have_attribute("autocomplete", "off")
    await booth.presses("chat-send")
    await expect(desk.part("chat-log")).to_contain_text(SAID)
    await desk.part("chat-input").fill(TOLD)
    await desk.presses("chat-send")
    await expect(booth.part("chat-log")).to_contain_text(TOLD)
    assert SAID in await _memory(booth.page), "it would be found"
    await booth.part("chat-input").fill(f"{SAID} unfinished")
    await booth.hangs_up()
    await booth.presses("rating-4")
    await booth.goes()

    # The browser holds on to the text of the last such look; that look is this test's.
    await expect(booth.part("start")).to_have_text(re.compile("."))

    after: dict[str, Any] = await booth.page.evaluate(HELD)
    for kept in ("local", "session", "databases", "cookies", "address", "steps", "state", "name"):
        assert after[kept] == before[kept], kept
    assert after["session"] == []
    assert all(path == "/booth/" or path.startswith("/assets/") for path in after["cached"]), after["cached"]
    assert not any(after["fields"])
    held = after["page"] + await _memory(booth.page)
    for word in (SAID, TOLD):
        assert word not in held, word
    cookies = await booth.page.context.cookies()
    assert not [each for each in cookies if "booth" not in each["name"]]
