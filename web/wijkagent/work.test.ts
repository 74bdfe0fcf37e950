import { describe, expect, it } from "vitest";
import type { CallbackRequest } from "../shared/protocol/server.ts";
import { CONTACT, changed, delivery, invitation, listed, request, told, view } from "../tests/callbacks.ts";
import { countOf, isLate, isWaitedFor, isWritten, NO_WORK, reduceWork, type Work } from "./work.ts";

const SELF = "wijkagent-noord";

function following(work: Work, ...messages: Parameters<typeof hear>[1][]): Work {
  return messages.reduce(hear, work);
}

function hear(
  work: Work,
  message: Extract<Parameters<typeof reduceWork>[1], { kind: "message" }>["message"],
) {
  return reduceWork(work, { kind: "message", message, self: SELF });
}

const KNOWN = following(NO_WORK, listed([view()]));

describe("the requests", () => {
  it("are known once they are listed, with how many more there are", () => {
    expect(NO_WORK.known).toBe(false);
    expect(KNOWN).toMatchObject({ known: true, further: 0, queues: ["groningen-noord"] });
    expect(following(NO_WORK, listed([view()], 250)).further).toBe(249);
  });

  it("are read when they are heard of first, and shown once they are", () => {
    const heard = following(KNOWN, changed(request({ request_id: "new" })));
    expect(heard.unread).toEqual(["new"]);
    expect(heard.views.has("new")).toBe(false);
    const read = following(heard, told(view({ request_id: "new" })));
    expect(read.unread).toEqual([]);
    expect(read.views.get("new")?.contact).toEqual(CONTACT);
  });

  it("keep who the citizen is while they change", () => {
    const next = following(KNOWN, changed(request({ revision: 2, state: "claimed", staff_id: SELF })));
    expect(next.views.get("r1")).toMatchObject({ request: { state: "claimed" }, contact: CONTACT });
  });

  it("pass over what is older than what is known", () => {
    const newer = following(KNOWN, changed(request({ revision: 3, urgent: true })));
    expect(following(newer, changed(request({ revision: 2 })))).toBe(newer);
    expect(following(newer, told(view({ revision: 2 }))).views.get("r1")?.request.urgent).toBe(true);
  });

  it.each<[string, Partial<CallbackRequest>]>([
    ["closed", { state: "closed", outcome: "canceled" }],
    ["in another queue, and nobody's here", { queue: "assen" }],
    [
      "in another queue, and a colleague's",
      { queue: "noord-nederland", state: "claimed", staff_id: "agent-3" },
    ],
  ])("are dropped when they are %s", (_name, fields) => {
    const opened = reduceWork(KNOWN, { kind: "opened", id: "r1" });
    const gone = following(opened, changed(request({ revision: 2, ...fields })));
    expect(gone.views.size).toBe(0);
    expect(gone.opened).toBeNull();
  });

  it("that their citizen calls off stay until whoever had them knows", () => {
    const withdrawn = { staff_id: SELF, appointment: { starts_at: 5, channel: "video" } } as const;
    const off = { revision: 2, state: "closed", outcome: "canceled", withdrawn } as const;
    const opened = reduceWork(KNOWN, { kind: "opened", id: "r1" });
    const told = following(opened, changed(request(off), "cancel"));
    expect(told.views.get("r1")).toMatchObject({ request: { withdrawn }, contact: CONTACT });
    expect([told.opened, countOf(told)]).toEqual([null, 0]);
    const known = following(told, changed(request({ ...off, revision: 3, withdrawn: null }), "dismiss"));
    expect(known.views.size).toBe(0);
    const others = { ...off, withdrawn: { ...withdrawn, staff_id: "somebody" } };
    expect(following(KNOWN, changed(request(others), "cancel")).views.size).toBe(0);
  });

  it("stay when they are one's own, in whatever queue", () => {
    const own = { revision: 2, queue: "noord-nederland", state: "claimed", staff_id: SELF } as const;
    expect(following(KNOWN, changed(request(own))).views.size).toBe(1);
  });

  it("are read anew when a note was left, which no event holds", () => {
    expect(following(KNOWN, changed(request({ revision: 2 }), "note")).unread).toEqual(["r1"]);
  });

  it("that changed while the list was on its way aren't lost to it", () => {
    const asked = reduceWork(KNOWN, { kind: "listing" });
    const heard = following(asked, told(view({ request_id: "new" })));
    expect([...following(heard, listed([view()])).views.keys()]).toEqual(["r1", "new"]);
    const before = reduceWork(heard, { kind: "listing" });
    expect([...following(before, listed([view()])).views.keys()]).toEqual(["r1"]);
  });

  it("show how far what the citizen was written came", () => {
    const sent = following(KNOWN, delivery("pending"), delivery("sent"));
    expect(sent.views.get("r1")?.deliveries).toMatchObject([{ state: "sent" }]);
  });
});

describe("what is done", () => {
  const errand = {
    kind: "spoken",
    question: { type: "callback.miss", callback_id: "r1", attempt_id: "attempt-1" },
    at: 1,
    isUnsure: false,
  } as const;

  it("can be undone until it is sent", () => {
    const promised = reduceWork(KNOWN, { kind: "promised", id: "r1", errand });
    expect(promised.errands["r1"]).toBe(errand);
    expect(reduceWork(promised, { kind: "undone", id: "r1" }).errands).toEqual({});
    expect(reduceWork(promised, { kind: "began", id: "r1" })).toMatchObject({ errands: {}, busy: ["r1"] });
  });

  it("says beside the request why it was refused, until it is tried again", () => {
    const began = reduceWork(KNOWN, { kind: "began", id: "r1" });
    const refused = reduceWork(began, { kind: "settled", id: "r1", problem: "phone_only" });
    expect(refused).toMatchObject({ busy: [], problems: { r1: "phone_only" } });
    expect(reduceWork(refused, { kind: "began", id: "r1" }).problems).toEqual({});
  });

  it("says in a dialog what was refused there, and not once it is closed", () => {
    const asked = reduceWork(KNOWN, { kind: "asked", dialog: { kind: "plan", id: "r1", moments: null } });
    const refused = reduceWork(asked, { kind: "settled", id: "r1", problem: "too_far_ahead" });
    expect(refused.problems).toEqual({ r1: "too_far_ahead" });
    expect(reduceWork(refused, { kind: "asked", dialog: null }).problems).toEqual({});
  });

  it("leaves a dialog when its request goes, and when it rings", () => {
    const asked = reduceWork(KNOWN, { kind: "asked", dialog: { kind: "plan", id: "r1", moments: null } });
    const proposed = following(asked, { type: "callback.proposed", request_id: "q", moments: [5] });
    expect(proposed.dialog).toMatchObject({ moments: [5] });
    expect(following(proposed, changed(request({ revision: 2, state: "closed" }))).dialog).toBeNull();
  });
});

describe("a citizen", () => {
  const there = request({ state: "invited", staff_id: SELF, call_id: "c1", invitation: invitation(500) });

  it("waits from arriving until somebody talks with them", () => {
    expect(isWaitedFor(there)).toBe(true);
    expect(isWaitedFor({ ...there, state: "talking" })).toBe(false);
    expect(isWaitedFor({ ...there, invitation: invitation(null), call_id: null })).toBe(false);
  });

  it("who leaves is no longer to be rung for", () => {
    const waited = following(KNOWN, changed({ ...there, revision: 2 }));
    const starting = reduceWork(waited, { kind: "starting", id: "r1" });
    expect(following(starting, changed({ ...there, revision: 3 })).starting).toBe("r1");
    const left = { ...there, revision: 4, call_id: null, invitation: invitation(null) };
    expect(following(starting, changed(left)).starting).toBeNull();
  });

  it("who can't hear or speak is written, unless by video or as agreed on", () => {
    const wishes = { channel: "phone", days: [], parts: [], needs: ["without_hearing"] } as const;
    const written = request({ wishes: { ...wishes, needs: ["without_hearing"], days: [], parts: [] } });
    expect(isWritten(written)).toBe(true);
    expect(
      isWritten(request({ wishes: { channel: "phone", days: [], parts: [], needs: ["companion"] } })),
    ).toBe(false);
    expect(isWritten({ ...written, appointment: { starts_at: 1, channel: "phone" } })).toBe(false);
    expect(isWritten({ ...written, wishes: { ...written.wishes, channel: "video" } })).toBe(false);
  });

  it("is late from the moment agreed on", () => {
    const planned = request({
      state: "planned",
      appointment: { starts_at: 1000, channel: "video" },
      invitation: invitation(null),
    });
    expect([isLate(planned, 999), isLate(planned, 1000)]).toEqual([false, true]);
    expect(isLate({ ...planned, invitation: invitation(900) }, 2000)).toBe(false);
  });
});
