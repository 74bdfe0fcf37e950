import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectionLost, Refused } from "../shared/protocol/socket.ts";
import { CallNote } from "./call-note.ts";

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

/** A server that keeps one note, and can be away or say no. */
class Server {
  note = { staff_id: "ann", display_name: "Ann", at: 0, text: "", revision: 0 };
  fault: Error | null = null;
  readonly writes: string[] = [];

  ask = (async (question: { type: string; text?: string; revision?: number }) => {
    if (this.fault) throw this.fault;
    if (question.type === "note.read") return { notes: this.note.revision ? [this.note] : [] };
    if (question.revision !== this.note.revision + 1) throw new Refused("changed_meanwhile");
    this.writes.push(question.text ?? "");
    this.note = { ...this.note, text: question.text ?? "", revision: question.revision };
    return {};
  }) as never;
}

const KEY = "callrouter.note.ann/c1";

function desk(server: Server, storage = new Store()) {
  const socket = () => ({ ask: server.ask });
  const options = { staffId: "ann", socket, changed: () => {}, storage: storage as never };
  return { note: new CallNote({ ...options, callId: "c1" }), storage, options };
}

describe("call note", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is sent once typing pauses, and kept in the tab until then", async () => {
    const server = new Server();
    const { note, storage } = desk(server);
    note.type("a");
    await vi.advanceTimersByTimeAsync(500);
    note.type("ab");
    await vi.advanceTimersByTimeAsync(500);
    expect(server.writes).toEqual([]);
    expect(storage.getItem(KEY)).toContain("ab");
    await vi.advanceTimersByTimeAsync(200);
    expect(server.writes).toEqual(["ab"]);
    expect(storage.getItem(KEY)).toBeNull();
  });

  it("outlives a page that went before it was sent", async () => {
    const server = new Server();
    const { note, storage } = desk(server);
    server.fault = new ConnectionLost();
    note.type("unsent");
    await note.flush();
    server.fault = null;
    const again = desk(server, storage).note;
    expect(again.state.text).toBe("unsent");
    again.told(null);
    await vi.advanceTimersByTimeAsync(10);
    expect(server.writes).toEqual(["unsent"]);
  });

  it("is sent for a call that is over by now, when the page is back", async () => {
    const server = new Server();
    const { note, storage, options } = desk(server);
    server.fault = new ConnectionLost();
    note.type("unsent");
    await note.flush();
    server.fault = null;
    CallNote.rescue(options, "c1");
    await vi.advanceTimersByTimeAsync(10);
    expect(server.writes).toEqual([]);
    CallNote.rescue(options, "c2");
    await vi.advanceTimersByTimeAsync(10);
    expect(server.writes).toEqual(["unsent"]);
    expect(storage.getItem(KEY)).toBeNull();
  });

  it("joins what another page wrote before, and tries again when the server can't", async () => {
    const server = new Server();
    const { note } = desk(server);
    note.type("own");
    server.note = { ...server.note, text: "there", revision: 1 };
    await vi.advanceTimersByTimeAsync(700);
    await vi.advanceTimersByTimeAsync(10);
    expect(server.writes).toEqual(["there\nown"]);
    server.fault = new Refused("unavailable");
    note.type("there\nown, too");
    await vi.advanceTimersByTimeAsync(700);
    server.fault = null;
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.note.text).toBe("there\nown, too");
  });

  it("is given up when the server keeps no notes on that call any longer", async () => {
    const server = new Server();
    const { note, storage } = desk(server);
    server.fault = new Refused("no_such_call");
    note.type("late");
    await note.flush();
    expect(note.closed).toBe(true);
    expect(storage.getItem(KEY)).toBeNull();
  });

  it("goes with whoever signs out: nothing is sent for the next one, and nothing stays in the tab", async () => {
    const server = new Server();
    const { note, storage } = desk(server);
    note.type("a name");
    note.abandon();
    await vi.advanceTimersByTimeAsync(5000);
    expect(server.writes).toEqual([]);
    CallNote.clear(storage as never);
    note.type("late");
    expect(Object.keys(storage)).toEqual([]);
  });

  it("says when what is on its way has arrived", async () => {
    const server = new Server();
    const { note } = desk(server);
    note.type("a");
    void note.flush();
    note.type("ab");
    await note.flush();
    await note.flush();
    expect(server.writes).toEqual(["a", "ab"]);
  });
});
