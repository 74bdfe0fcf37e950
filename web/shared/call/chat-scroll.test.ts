import { describe, expect, it } from "vitest";
import type { ChatEntry } from "../protocol/server.ts";
import { ChatScroll, type Scroller } from "./chat-scroll.ts";

const entry = (entry_id: string, participant_id = "other"): ChatEntry => ({
  entry_id,
  participant_id,
  at: 0,
  text: entry_id,
});

function scroller(lines: number): Scroller {
  return { scrollTop: 0, clientHeight: 100, scrollHeight: 50 * lines };
}

describe("chat scroll", () => {
  it("shows the newest line as it comes", () => {
    const scroll = new ChatScroll(() => {});
    const log = scroller(5);
    scroll.rendered(log, [entry("a"), entry("b")], "me");
    expect(log.scrollTop).toBe(250);
    expect(scroll.unseen).toBe(false);
  });

  it("leaves a reader who scrolled up alone, but says that something new came", () => {
    let changes = 0;
    const scroll = new ChatScroll(() => {
      changes += 1;
    });
    const log = { ...scroller(10), scrollTop: 0 };
    scroll.rendered(log, [entry("a")], "me");
    log.scrollTop = 50;
    scroll.scrolled(log);
    scroll.rendered(log, [entry("a")], "me");
    expect(scroll.unseen).toBe(false);
    scroll.rendered(log, [entry("a"), entry("b")], "me");
    expect(scroll.unseen).toBe(true);
    expect(log.scrollTop).toBe(50);
    expect(changes).toBe(1);
    scroll.toNewest(log);
    expect(scroll.unseen).toBe(false);
    expect(log.scrollTop).toBe(500);
  });

  it("goes along with what the reader writes", () => {
    const scroll = new ChatScroll(() => {});
    const log = scroller(10);
    scroll.rendered(log, [entry("a")], "me");
    log.scrollTop = 0;
    scroll.scrolled(log);
    scroll.rendered(log, [entry("a"), entry("b", "me")], "me");
    expect(log.scrollTop).toBe(500);
  });
});
