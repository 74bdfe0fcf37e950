import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nextEventId, participant, talking } from "../../tests/records.ts";
import type { ServerMessage, TextTyped } from "../protocol/server.ts";
import { type Conversation, converse, NO_CONVERSATION } from "./conversation.ts";
import { ABANDONED_MS, type Line, PACE_MS, shownLines, Typing } from "./live-text.ts";

const NOW = 1_000_000;
const TALKING: Conversation = { ...NO_CONVERSATION, call: talking(participant("agent-1", "agent")) };

function types(text: string, revision: number, fields: Partial<TextTyped> = {}): TextTyped {
  return {
    type: "text.typed",
    call_id: "call-1",
    participant_id: "booth",
    entry_id: "line-1",
    revision,
    text,
    ...fields,
  };
}

function posts(entry_id: string, text: string): ServerMessage {
  const entry = { entry_id, participant_id: "booth", at: NOW, text };
  return { type: "chat.delivered", event_id: nextEventId(), call_id: "call-1", entry };
}

function hearing(...messages: ServerMessage[]): Conversation {
  return messages.reduce((before, each) => converse(before, each, { now: NOW }), TALKING);
}

function seen(conversation: Conversation, now = NOW): string[] {
  return shownLines(conversation.typing, ["agent-1", "booth"], now).map(([, line]) => line.text);
}

describe("what others type", () => {
  it("is seen as it is typed, and erased as it is erased", () => {
    expect(seen(hearing(types("He", 1), types("Hello", 2)))).toEqual(["Hello"]);
    expect(seen(hearing(types("Hello", 1), types("Hel", 2)))).toEqual(["Hel"]);
    expect(seen(hearing(types("Hello", 1), types("", 2)))).toEqual([]);
  });

  it("is not turned back by a message that was overtaken", () => {
    expect(seen(hearing(types("Hello", 2), types("He", 1)))).toEqual(["Hello"]);
    expect(seen(hearing(types("", 2), types("He", 1)))).toEqual([]);
  });

  it("becomes the entry when it is posted, whatever still comes of it", () => {
    const posted = hearing(types("Hello", 1), posts("line-1", "Hello"));
    expect(seen(posted)).toEqual([]);
    expect(posted.chat.map((entry) => entry.text)).toEqual(["Hello"]);
    expect(seen(converse(posted, types("Hello!", 2), { now: NOW }))).toEqual([]);
  });

  it("stays when an earlier line arrives late", () => {
    const next = types("Next", 1, { entry_id: "line-2" });
    expect(seen(hearing(types("First", 1), next, posts("line-1", "First")))).toEqual(["Next"]);
  });

  it("is one line for each who types", () => {
    const other = types("Goedemiddag", 1, { participant_id: "agent-1", entry_id: "line-9" });
    expect(seen(hearing(types("Hello", 1), other))).toEqual(["Goedemiddag", "Hello"]);
  });

  it("disappears when it is abandoned, or its author leaves", () => {
    const line = hearing(types("Hello", 1));
    expect(seen(line, NOW + ABANDONED_MS - 1)).toEqual(["Hello"]);
    expect(seen(line, NOW + ABANDONED_MS)).toEqual([]);
    expect(shownLines(line.typing, ["agent-1"], NOW)).toEqual([]);
  });

  it("concerns its own call only", () => {
    expect(hearing(types("Hello", 1, { call_id: "call-2" }))).toBe(TALKING);
  });
});

describe("what is typed here", () => {
  let sent: Line[] = [];
  let number = 0;
  const texts = () => sent.map((line) => line.text);
  const typing = (send = (line: Line): Promise<unknown> => Promise.resolve(sent.push(line))) => {
    // Beginning a call is told too; what comes of it is one test's business.
    const sendTyped = (line: Line) => (line.revision === 0 ? Promise.resolve() : send(line));
    const made = new Typing({ send: sendTyped, newId: () => `line-${++number}` });
    made.enter("call-1", () => true);
    return made;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    number = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is sent at once, and then whole at the end of each pause", async () => {
    const line = typing();
    for (const text of ["H", "He", "Hel"]) line.type(text);
    expect(texts()).toEqual(["H"]);
    await vi.advanceTimersByTimeAsync(PACE_MS - 1);
    expect(texts()).toEqual(["H"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(texts()).toEqual(["H", "Hel"]);
    expect(sent.map((each) => [each.call_id, each.entry_id, each.revision])).toEqual([
      ["call-1", "line-1", 1],
      ["call-1", "line-1", 2],
    ]);
  });

  it("waits for a slow server instead of piling up", async () => {
    let answer = (): void => {};
    const line = typing((each) => {
      sent.push(each);
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    });
    line.type("a");
    line.type("ab");
    await vi.advanceTimersByTimeAsync(10 * PACE_MS);
    expect(texts()).toEqual(["a"]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(texts()).toEqual(["a", "ab"]);
  });

  it("goes on after a message was lost", async () => {
    const line = typing((each) => {
      sent.push(each);
      return Promise.reject(new Error("lost"));
    });
    line.type("a");
    line.type("ab");
    await vi.advanceTimersByTimeAsync(PACE_MS);
    expect(texts()).toEqual(["a", "ab"]);
  });

  it("is posted under the id it was shown with, and the next line is another", async () => {
    const line = typing();
    line.type("Hello");
    expect(line.finish()).toBe("line-1");
    await vi.advanceTimersByTimeAsync(PACE_MS);
    line.type("Again");
    expect(sent.map((each) => [each.entry_id, each.revision, each.text])).toEqual([
      ["line-1", 1, "Hello"],
      ["line-2", 1, "Again"],
    ]);
  });

  it("is kept to oneself when that is chosen, what the others saw of it too", async () => {
    const line = typing();
    line.type("Hello");
    await vi.advanceTimersByTimeAsync(PACE_MS);
    line.share(false);
    expect(texts()).toEqual(["Hello", ""]);
    await vi.advanceTimersByTimeAsync(PACE_MS);
    line.type("Hello there");
    expect(texts()).toEqual(["Hello", ""]);
    line.share(true);
    expect(texts()).toEqual(["Hello", "", "Hello there"]);
  });

  it("takes away what an earlier page left half typed", async () => {
    let others = hearing(types("half a line", 7));
    const send = async ({ entry_id, revision, text }: Line) => {
      others = converse(others, types(text, revision, { entry_id }), { now: NOW });
    };
    const line = new Typing({ send, newId: () => "line-of-the-new-page" });
    line.enter("call-1", () => true);
    expect(seen(others)).toEqual([]);
    line.type("H");
    expect(seen(others)).toEqual(["H"]);
  });

  it("is forgotten when the call is over, half typed too", () => {
    const line = typing();
    line.type("I was rob");
    line.keep("call-1");
    expect(line.length).toBe(9);
    line.keep(null);
    expect(JSON.stringify(line)).not.toContain("rob");
  });

  it("begins anew with another call, and with no other event", async () => {
    const line = typing();
    line.share(false);
    line.enter("call-1", () => true);
    expect(line.shared).toBe(false);
    line.enter("call-2", () => true);
    line.type("x");
    expect(sent.map((each) => [each.call_id, each.entry_id])).toEqual([["call-2", "line-2"]]);
  });
});
