import { describe, expect, it } from "vitest";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { type ErrorCode, type Question, Refused } from "../shared/protocol/socket.ts";
import { changed, listed, request, told, view } from "../tests/callbacks.ts";
import { Requests } from "./requests.ts";

/** A server that answers as it is told to, and remembers what it was asked. */
class Server {
  readonly asked: Question[] = [];
  refusal: ErrorCode | null = null;
  ready = 0;
  taken = 0;
  readonly requests: Requests;

  constructor() {
    const socket = { ask: (question: Question) => this.answer(question) };
    this.requests = new Requests({
      socket: () => socket as never,
      self: () => "wijkagent-noord",
      changed: () => undefined,
      taken: () => {
        this.taken += 1;
      },
      becomeReady: () => {
        this.ready += 1;
      },
    });
    this.says(listed([view()]));
  }

  says(message: ServerMessage): void {
    this.requests.received(message);
  }

  kinds(): string[] {
    return this.asked.map((question) => question.type);
  }

  private async answer(question: Question): Promise<void> {
    this.asked.push(question);
    if (this.refusal) throw new Refused(this.refusal);
    if (question.type === "callback.read") this.says(told(view({ request_id: question.callback_id })));
  }
}

/** Let all that was begun come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("what an officer does", () => {
  it("is sent once it can no longer be undone", async () => {
    const server = new Server();
    server.says(changed(request({ revision: 2, state: "claimed", staff_id: "wijkagent-noord" })));
    server.requests.promise("r1", "spoken");
    server.requests.tick(Date.now());
    expect(server.asked).toEqual([]);
    server.requests.flush();
    server.requests.flush();
    await settled();
    expect(server.asked).toEqual([{ type: "callback.close", callback_id: "r1", outcome: "spoken_by_phone" }]);
  });

  it("is asked about where nobody of us had the request, and left when the page goes", async () => {
    const server = new Server();
    server.requests.promise("r1", "spoken");
    expect(server.requests.work.errands["r1"]).toMatchObject({ isUnsure: true });
    server.requests.flush();
    expect([server.requests.work.errands, server.asked]).toEqual([{}, []]);
    server.requests.promise("r1", "spoken");
    server.requests.confirm("r1");
    await settled();
    expect(server.kinds()).toEqual(["callback.close"]);
  });

  it("is not sent when it was undone", () => {
    const server = new Server();
    server.requests.promise("r1", "missed");
    server.requests.undo("r1");
    server.requests.flush();
    expect(server.asked).toEqual([]);
  });

  it("makes them ready when they call by video, unless it was refused", async () => {
    const server = new Server();
    await server.requests.invite("r1");
    expect(server.ready).toBe(1);
    server.refusal = "phone_only";
    await server.requests.invite("r1");
    expect([server.ready, server.requests.work.problems]).toEqual([1, { r1: "phone_only" }]);
  });

  it("says that a colleague was first, and looks what has become of the request", async () => {
    const server = new Server();
    server.refusal = "already_taken";
    server.requests.claim("r1");
    await settled();
    expect([server.taken, server.kinds()]).toEqual([1, ["callback.claim", "callback.read"]]);
    expect(server.requests.work.views.size).toBe(0);
  });
});

describe("requests that are heard of", () => {
  it("are read a few at a time, until all are known", async () => {
    const server = new Server();
    for (let number = 0; number < 12; number += 1)
      server.says(changed(request({ request_id: `new-${number}` })));
    expect(server.asked.length).toBe(5);
    await settled();
    expect(server.requests.work.views.size).toBe(13);
  });

  it("are read again a moment later, where the server couldn't answer", async () => {
    const server = new Server();
    server.refusal = "unavailable";
    server.says(changed(request({ request_id: "new" })));
    await settled();
    server.says(listed([view()]));
    expect(server.kinds()).toEqual(["callback.read"]);
    server.refusal = null;
    server.requests.tick(Date.now());
    await settled();
    expect(server.requests.work.views.has("new")).toBe(true);
  });
});
