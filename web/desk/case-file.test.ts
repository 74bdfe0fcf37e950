import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { ConnectionLost, type Question, Refused } from "../shared/protocol/socket.ts";
import { call, nextEventId, snapshot } from "../tests/records.ts";
import { CaseFile } from "./case-file.ts";

const t = ((key: string) => key) as unknown as StaffTexts;

/** A tab's storage, whose keys are its own properties as in a browser. */
class Store {
  [key: string]: unknown;
  getItem(key: string): string | null {
    return (this[key] as string | undefined) ?? null;
  }
  setItem(key: string, text: string): void {
    this[key] = text;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}

/** A desk at which somebody goes from one call to the next, and out. */
class Desk {
  self = "ann";
  readonly storage = new Store();
  readonly written: (readonly [user: string, text: string])[] = [];
  /** What becomes of the next writings. */
  answer: () => Promise<unknown> = async () => ({});
  readonly file = new CaseFile({
    socket: () => ({ ask: ((question: Question) => this.ask(question)) as never }),
    ask: async () => true,
    self: () => this.self,
    changed: () => {},
    copy: () => {},
  });

  constructor() {
    vi.stubGlobal("sessionStorage", this.storage);
  }

  joins(call_id: string): void {
    const message = { type: "call.joined", event_id: nextEventId(), call: call({ call_id }), at: 0 };
    this.file.received({ ...message, participant_id: this.self } as ServerMessage);
  }

  writes(text: string): void {
    this.file.props({ t, call: null, session: null, online: true, talking: true }).type(text);
  }

  /** As the page does it. */
  async signsOut(): Promise<void> {
    await this.file.finish();
    this.file.forget();
    this.file.clear();
  }

  private async ask(question: Question): Promise<unknown> {
    if (question.type !== "note.write") return { notes: [] };
    this.written.push([this.self, question.text]);
    return this.answer();
  }
}

describe("what was written of an earlier call", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("comes back into no storage when it was on its way as somebody signed out", async () => {
    const desk = new Desk();
    let lost = (_: Error) => {};
    desk.answer = () =>
      new Promise((_, reject) => {
        lost = reject;
      });
    desk.joins("c0");
    desk.writes("a name");
    desk.joins("c1");
    const out = desk.signsOut();
    await vi.advanceTimersByTimeAsync(2100);
    await out;
    lost(new ConnectionLost());
    await vi.advanceTimersByTimeAsync(100);
    expect(Object.keys(desk.storage)).toEqual([]);
  });

  it("is sent by nobody who signs in next", async () => {
    const desk = new Desk();
    desk.answer = () => Promise.reject(new Refused("unavailable"));
    desk.joins("c0");
    desk.writes("a name");
    await vi.advanceTimersByTimeAsync(700);
    desk.joins("c1");
    await desk.signsOut();
    desk.self = "bob";
    await vi.advanceTimersByTimeAsync(10_000);
    expect(desk.written.map(([user]) => user)).not.toContain("bob");
  });

  it("is waited for by whoever signs out, as is what an earlier page could not send", async () => {
    const desk = new Desk();
    const draft = { text: "from before", kept: { text: "", revision: 0 }, sending: null };
    desk.storage.setItem("callrouter.note.ann/old", JSON.stringify(draft));
    desk.answer = () => Promise.reject(new Refused("unavailable"));
    desk.file.received(snapshot());
    desk.joins("c0");
    desk.writes("a name");
    await vi.advanceTimersByTimeAsync(700);
    desk.joins("c1");
    await vi.advanceTimersByTimeAsync(100);
    desk.answer = async () => ({});
    desk.written.length = 0;
    await desk.signsOut();
    expect(desk.written).toEqual(
      expect.arrayContaining([
        ["ann", "a name"],
        ["ann", "from before"],
      ]),
    );
  });
});
