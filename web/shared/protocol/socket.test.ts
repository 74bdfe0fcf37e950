import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerMessage } from "./server.ts";
import { ConnectionLost, type ConnectionState, isLater, Refused, Socket, type Wire } from "./socket.ts";

class FakeWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  opens(): void {
    this.onopen?.();
    this.says({ type: "session.opened", heartbeat_s: 5, server_time: 0, slots: 3 });
  }
}

describe("socket", () => {
  let wires: FakeWire[];
  let states: ConnectionState[];
  let messages: ServerMessage[];
  let socket: Socket;
  const newest = () => wires.at(-1) ?? new FakeWire();

  beforeEach(() => {
    vi.useFakeTimers();
    [wires, states, messages] = [[], [], []];
    let ids = 0;
    socket = new Socket({
      url: "ws://test/ws",
      onMessage: (message) => messages.push(message),
      onConnection: (state) => states.push(state),
      connect: () => {
        wires.push(new FakeWire());
        return newest();
      },
      random: () => 1,
      newId: () => `id-${++ids}`,
      prove: (challenge) => Promise.resolve(`signed ${challenge}`),
    });
    socket.open();
  });

  afterEach(() => {
    socket.close();
    vi.useRealTimers();
  });

  it("connects at once when the page wakes, and leaves a line alone that is well", () => {
    newest().opens();
    socket.wake();
    expect(wires).toHaveLength(1);
    newest().onclose?.({ code: 1006 });
    socket.wake();
    socket.wake();
    expect(wires).toHaveLength(2);
    newest().opens();
    vi.setSystemTime(Date.now() + 60_000); // Asleep: timers slept too.
    socket.wake();
    expect(wires).toHaveLength(3);
    expect(states.slice(-2)).toEqual(["online", "reconnecting"]);
  });

  it("asks nothing of a line that isn't open yet, though the one before was", async () => {
    newest().opens();
    socket.open();
    socket.ask({ type: "help.request" }).catch(() => {});
    const once = socket.ask({ type: "help.withdraw" }, { repeat: false });
    await expect(once).rejects.toBeInstanceOf(ConnectionLost);
    expect(newest().sent).toEqual([]);
    newest().opens();
    expect(newest().sent.map(({ type }) => type)).toEqual(["session.hello", "help.request"]);
    socket.close();
    await expect(socket.ask({ type: "help.withdraw" }, { repeat: false })).rejects.toBeInstanceOf(
      ConnectionLost,
    );
  });

  it("stays closed when the page wakes after it was closed for good", () => {
    newest().opens();
    socket.close();
    socket.wake();
    expect(wires).toHaveLength(1);
  });

  it("says hello first, and without an event id the first time", () => {
    newest().opens();
    expect(newest().sent).toEqual([{ type: "session.hello", request_id: "id-1" }]);
    expect(states).toEqual(["online"]);
  });

  it("proves itself when it is asked to, and only where it was asked", async () => {
    newest().opens();
    newest().says({ type: "session.challenge", challenge: "one" });
    await vi.waitFor(() => expect(newest().sent).toHaveLength(2));
    expect(newest().sent[1]).toEqual({ type: "session.hello", request_id: "id-2", proof: "signed one" });
    newest().says({ type: "session.challenge", challenge: "two" });
    socket.open();
    newest().opens();
    await vi.advanceTimersByTimeAsync(1);
    expect(newest().sent.map((message) => message["proof"])).toEqual([undefined]);
  });

  it("resumes after the last event seen", () => {
    newest().opens();
    newest().says({ type: "snapshot", event_id: "5-1" });
    newest().says({ type: "staff.changed", event_id: "7-0" });
    newest().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(250);
    newest().onopen?.();
    expect(newest().sent[0]).toMatchObject({ last_event_id: "7-0" });
  });

  it("ignores an event it has seen, by number and not by text", () => {
    newest().opens();
    newest().says({ type: "snapshot", event_id: "9-9" });
    newest().says({ type: "staff.changed", event_id: "9-10" });
    newest().says({ type: "staff.changed", event_id: "9-9" });
    newest().says({ type: "staff.changed", event_id: "9-10" });
    expect(messages.map((message) => message.type)).toEqual(["session.opened", "snapshot", "staff.changed"]);
  });

  it("takes every snapshot, also one of an older journal", () => {
    newest().opens();
    newest().says({ type: "snapshot", event_id: "9-9" });
    newest().says({ type: "snapshot", event_id: "1-0" });
    newest().says({ type: "staff.changed", event_id: "1-1" });
    expect(messages.map((message) => message.type).slice(1)).toEqual([
      "snapshot",
      "snapshot",
      "staff.changed",
    ]);
  });

  it("asks what stands open first, and what is asked on being online once", () => {
    let again = () => {};
    socket = new Socket({
      url: "ws://test/ws",
      onMessage: () => {},
      onConnection: (state) => state === "online" && again(),
      connect: () => {
        wires.push(new FakeWire());
        return newest();
      },
      random: () => 1,
      newId: () => "id",
    });
    socket.open();
    newest().opens();
    void socket.ask({ type: "call.leave", call_id: "call-1" }).catch(() => {});
    newest().onclose?.({ code: 1006 });
    again = () =>
      void socket
        .ask({ type: "call.request", language: "nl", subject: "question" }, { repeat: false })
        .catch(() => {});
    vi.advanceTimersByTime(250);
    newest().opens();
    expect(newest().sent.map(({ type }) => type)).toEqual(["session.hello", "call.leave", "call.request"]);
  });

  it("answers a question with what the server says to it", async () => {
    newest().opens();
    const done = socket.ask({ type: "status.set", status: "ready" });
    const refused = socket.ask({ type: "reservation.accept", reservation_id: "r" });
    newest().says({ type: "error", request_id: "id-3", code: "reservation_expired" });
    newest().says({ type: "request.done", request_id: "id-2", call_id: null });
    await expect(done).resolves.toMatchObject({ type: "request.done" });
    await expect(refused).rejects.toEqual(new Refused("reservation_expired"));
  });

  it("asks again after a reconnection what was not answered", async () => {
    newest().opens();
    const done = socket.ask({ type: "status.set", status: "ready" });
    newest().onclose?.({ code: 1001 });
    vi.advanceTimersByTime(250);
    newest().opens();
    expect(newest().sent[1]).toEqual({ type: "status.set", status: "ready", request_id: "id-2" });
    newest().says({ type: "request.done", request_id: "id-2", call_id: null });
    await done;
  });

  it("keeps a question until there is a connection", () => {
    socket.ask({ type: "status.set", status: "ready" }).catch(() => {});
    expect(newest().sent).toEqual([]);
    newest().opens();
    expect(newest().sent.map((message) => message["type"])).toEqual(["session.hello", "status.set"]);
  });

  it("lets a question that is not to be repeated fail with its connection", async () => {
    newest().opens();
    const lost = socket.ask({ type: "media.offer", call_id: "c", sdp_offer: "v=0" }, { repeat: false });
    newest().onclose?.({ code: 1006 });
    await expect(lost).rejects.toBeInstanceOf(ConnectionLost);
    const late = socket.ask({ type: "media.offer", call_id: "c", sdp_offer: "v=0" }, { repeat: false });
    await expect(late).rejects.toBeInstanceOf(ConnectionLost);
  });

  it("pauses longer each time, up to five seconds", () => {
    for (const pause of [250, 500, 1000, 2000, 2000]) {
      const before = wires.length;
      newest().onclose?.({ code: 1006 });
      vi.advanceTimersByTime(pause - 1);
      expect(wires.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(wires.length).toBe(before + 1);
    }
  });

  it("connects anew when it hears nothing for two heartbeats", () => {
    newest().opens();
    vi.advanceTimersByTime(9000);
    newest().says({ type: "heartbeat", server_time: 9000 });
    vi.advanceTimersByTime(9999);
    expect(states).toEqual(["online"]);
    vi.advanceTimersByTime(1);
    expect(states).toEqual(["online", "reconnecting"]);
    expect(wires[0]?.closed).toBe(true);
  });

  it("stays away when nobody is signed in", () => {
    newest().onclose?.({ code: 4001 });
    vi.advanceTimersByTime(60_000);
    expect(states).toEqual(["signed-out"]);
    expect(wires.length).toBe(1);
  });

  it("asks seldom for room when as many pages are open as may be", () => {
    newest().onclose?.({ code: 4004 });
    vi.advanceTimersByTime(14_999);
    expect(wires.length).toBe(1);
    vi.advanceTimersByTime(15_001);
    expect(wires.length).toBe(2);
    expect(states).toEqual(["connecting"]);
  });

  it("starts afresh for whoever signs in after the server ended the session", () => {
    newest().opens();
    newest().says({ type: "snapshot", event_id: "5-1" });
    newest().onclose?.({ code: 4001 });
    socket.open();
    newest().onopen?.();
    expect(newest().sent[0]).not.toHaveProperty("last_event_id");
  });

  it("compares event ids as numbers", () => {
    expect(isLater("10-0", "9-5")).toBe(true);
    expect(isLater("9-10", "9-9")).toBe(true);
    expect(isLater("9-9", "9-9")).toBe(false);
    expect(isLater("18446744073709551615-0", "18446744073709551614-9")).toBe(true);
  });
});
