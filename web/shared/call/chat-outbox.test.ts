import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ErrorCode, Refused } from "../protocol/socket.ts";
import { ChatOutbox, PAUSE_MS } from "./chat-outbox.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stage() {
  const posted: string[] = [];
  const answers: ((code?: ErrorCode) => void)[] = [];
  const outbox = new ChatOutbox({
    post: ({ text }) => {
      posted.push(text);
      return new Promise<void>((resolve, reject) =>
        answers.push((code) => (code ? reject(new Refused(code)) : resolve())),
      );
    },
    onChange: () => undefined,
  });
  const answer = async (code?: ErrorCode) => {
    answers.shift()?.(code);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { outbox, posted, answer };
}

const back = (entry_id: string) => ({ entry_id, participant_id: "me", at: 0, text: "" });

describe("what is written", () => {
  it("is sent one after the other, and shown until it comes back", async () => {
    const { outbox, posted, answer } = stage();
    outbox.write("c", "1", "one", 0);
    outbox.write("c", "2", "two", 0);
    expect(posted).toEqual(["one"]);
    await answer();
    expect(posted).toEqual(["one", "two"]);
    expect(outbox.unsent("c", []).map(({ text }) => text)).toEqual(["one", "two"]);
    expect(outbox.unsent("c", [back("1")]).map(({ text }) => text)).toEqual(["two"]);
  });

  it("is repeated while the server can't take it, before what came after", async () => {
    const { outbox, posted, answer } = stage();
    outbox.write("c", "1", "one", 0);
    outbox.write("c", "2", "two", 0);
    await answer("unavailable");
    expect(posted).toEqual(["one"]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    await answer();
    expect(posted).toEqual(["one", "one", "two"]);
  });

  it("stays to be tried again when the server won't take it, and holds up nothing", async () => {
    const { outbox, posted, answer } = stage();
    outbox.write("c", "1", "one", 0);
    outbox.write("c", "2", "two", 0);
    await answer("chat_full");
    await answer();
    expect(outbox.unsent("c", []).map(({ refused }) => refused)).toEqual(["chat_full", null]);
    outbox.retry("1");
    expect(posted).toEqual(["one", "two", "one"]);
  });

  it("is forgotten with its call", () => {
    const { outbox } = stage();
    outbox.write("c", "1", "one", 0);
    outbox.keep("d", []);
    expect(outbox.unsent("c", [])).toEqual([]);
  });
});
