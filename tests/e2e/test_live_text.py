"""What somebody types is seen by the others while it is typed (EN 301 549, 6.2), by those who want that."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.screens import Booth, CallScreen, Desk
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: What a screen reader reads out when it changes.
ANNOUNCED = "element => element.closest('[role=log], [role=status], [role=alert], [aria-live]') !== null"


async def types(screen: CallScreen, text: str) -> None:
    """Type as people do: a key after the other, at the end of the line."""
    await screen.part("chat-input").press("End")
    await screen.page.keyboard.type(text, delay=20)


def line_of(screen: CallScreen, participant: str) -> Locator:
    """Answer the line that this participant is typing, as seen here."""
    return screen.page.locator(f'[data-testid="live-text"][data-participant="{participant}"] .bubble__text')


async def visitor_of(desk: Desk) -> str:
    """Answer the visitor's participant id."""
    line = desk.part("live-text")
    await expect(line).to_have_count(1)
    return await line.get_attribute("data-participant") or ""


async def talk(stage: Stage, locale: str = "en") -> tuple[Booth, Desk]:
    """Bring a visitor and an employee together."""
    await stage.opens()
    booth, desk = await stage.booth(locale=locale), await stage.desk("agent-1", locale=locale)
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call(await desk.is_in_call())
    return booth, desk


async def test_the_visitor_reads_along_until_the_line_becomes_an_entry_and_nothing_while_on_hold(
    stage: Stage,
) -> None:
    booth, desk = await talk(stage)
    await types(desk, "Good mornin")
    await expect(line_of(booth, "agent-1")).to_have_text("Good mornin")
    assert await booth.part("live-text").evaluate(ANNOUNCED) is False
    await expect(booth.part("chat-log")).not_to_contain_text("Good mornin")

    for _ in "mornin":
        await desk.page.keyboard.press("Backspace")
    await expect(line_of(booth, "agent-1")).to_have_text("Good ")

    await types(desk, "day!")
    await desk.page.keyboard.press("Enter")
    await expect(booth.part("chat-log")).to_contain_text("Good day!")
    await expect(booth.part("live-text")).to_have_count(0)

    await types(desk, "x")
    await expect(line_of(booth, "agent-1")).to_have_text("x")
    await desk.page.keyboard.press("Backspace")
    await expect(booth.part("live-text")).to_have_count(0)

    await types(desk, "One mom")
    await expect(line_of(booth, "agent-1")).to_have_text("One mom")
    await desk.puts_on_hold()
    await booth.finds("on-hold")
    await booth.misses("live-text")
    await types(desk, " I think he")
    await desk.talks_on()
    await booth.misses("on-hold")
    await types(desk, "re")
    await expect(line_of(booth, "agent-1")).to_have_text("One mom I think here")


#: Whether the element is within what its scrolling box shows, and nothing of the box is over it.
IN_SIGHT = """element => {
    const box = element.closest(".chat__log").getBoundingClientRect();
    const {top, bottom, left, width} = element.getBoundingClientRect();
    const front = document.elementFromPoint(left + width / 2, (top + bottom) / 2);
    return top >= box.top - 1 && bottom <= box.bottom + 1 && element.contains(front);
}"""


async def test_what_is_typed_is_in_sight_however_long_the_chat_and_however_far_it_is_scrolled(
    stage: Stage,
) -> None:
    booth, desk = await talk(stage)
    for number in range(12):
        await desk.part("chat-input").fill(f"This is message {number}")
        await desk.page.keyboard.press("Enter")
    await expect(booth.part("chat-log")).to_contain_text("message 11")
    await types(desk, "can you read this")
    line = booth.part("live-text")
    await expect(line).to_have_count(1)
    assert await line.evaluate(IN_SIGHT)
    await line.evaluate("element => { element.closest('.chat__log').scrollTop = 0; }")
    assert await line.evaluate(IN_SIGHT)
    log = booth.part("chat-log")
    assert await log.evaluate("log => log.getBoundingClientRect().height > log.parentElement.clientHeight")


async def test_a_visitor_decides_whether_half_typed_words_are_seen(stage: Stage) -> None:
    booth, desk = await talk(stage)
    await expect(booth.part("live-text-toggle")).not_to_be_checked()
    await types(booth, "I think that ")
    await types(desk, "yes")
    await expect(line_of(booth, "agent-1")).to_have_text("yes")
    await expect(desk.part("live-text")).to_have_count(0)

    await booth.part("live-text-toggle").check()
    visitor = await visitor_of(desk)
    await expect(line_of(desk, visitor)).to_have_text("I think that ")
    await types(booth, "my bike")
    await expect(line_of(desk, visitor)).to_have_text("I think that my bike")

    await booth.part("live-text-toggle").uncheck()
    await expect(desk.part("live-text")).to_have_count(0)
    await booth.reloads()
    await booth.is_in_call()
    await expect(booth.part("live-text-toggle")).not_to_be_checked()
    await booth.part("live-text-toggle").check()
    await booth.reloads()
    await booth.is_in_call()
    await expect(booth.part("live-text-toggle")).to_be_checked()

    await types(booth, "half a line")
    await expect(line_of(desk, visitor)).to_have_text("half a line")
    await booth.reloads()
    await desk.misses("live-text")


async def test_three_people_type_at_once_and_each_reads_the_two_others(stage: Stage) -> None:
    booth, desk = await talk(stage)
    interpreter = await stage.interpreter("tolk-ar")
    await interpreter.becomes_ready()
    await desk.invites_interpreter("ar")
    await interpreter.is_offered()
    await interpreter.accepts()
    await interpreter.is_in_call()
    await booth.part("live-text-toggle").check()

    await types(booth, "صباح الخير")
    await types(desk, "Goedemorgen")
    await types(interpreter, "Good morning")

    visitor = await desk.page.locator('[data-testid="live-text"]', has_text="صباح").get_attribute(
        "data-participant"
    )
    assert visitor
    await expect(line_of(desk, visitor)).to_have_text("صباح الخير")
    await expect(line_of(desk, "tolk-ar")).to_have_text("Good morning")
    await expect(line_of(interpreter, visitor)).to_have_text("صباح الخير")
    await expect(line_of(interpreter, "agent-1")).to_have_text("Goedemorgen")
    await expect(line_of(booth, "agent-1")).to_have_text("Goedemorgen")
    await expect(line_of(booth, "tolk-ar")).to_have_text("Good morning")
    assert await line_of(desk, visitor).evaluate("line => getComputedStyle(line).direction") == "rtl"
    assert await line_of(desk, "tolk-ar").evaluate("line => getComputedStyle(line).direction") == "ltr"

    await interpreter.hangs_up()
    await expect(line_of(desk, "tolk-ar")).to_have_count(0)
    await booth.page.keyboard.press("Enter")
    await expect(desk.part("chat-log")).to_contain_text("صباح الخير")
    await expect(desk.part("live-text")).to_have_count(0)


async def test_a_visitor_writes_with_the_keyboard_that_comes_when_the_chat_is_touched(stage: Stage) -> None:
    await stage.opens()
    booth, desk = await stage.booth(has_touch=True), await stage.desk("agent-1")
    await desk.becomes_ready()
    await booth.presses("start")
    await booth.part("more-languages").tap()
    await booth.touches("language-search")
    await booth.taps(*"dutx", "erase")
    await expect(booth.part("language-search")).to_have_value("dut")
    await booth.taps("enter")
    await booth.misses("keyboard")
    await booth.page.locator(".booth__back").click()
    await booth.presses("language-ar")
    await booth.presses("subject-question")
    await booth.presses("start-call")
    await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call(await desk.is_in_call())

    field = booth.part("chat-input")
    await field.click()
    await booth.misses("keyboard")
    await booth.touches("chat-input")
    await expect(field).to_be_in_viewport(ratio=1)
    await booth.part("live-text-toggle").check()
    await booth.touches("chat-input")
    await booth.taps(*"نعم", " ", "script", "shift", "O", *"ok", "erase", "erase", "k")
    await expect(line_of(desk, await visitor_of(desk))).to_have_text("نعم Ok")
    await booth.taps("enter")
    await expect(desk.part("chat-log")).to_contain_text("نعم Ok")
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()

    await field.press("a")
    await booth.misses("keyboard")
    await expect(field).to_have_value("a")
