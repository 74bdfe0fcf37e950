import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call, participant, talking } from "../../tests/records.ts";
import type { Participant } from "../protocol/server.ts";
import { NO_CONVERSATION } from "./conversation.ts";
import { Participation } from "./participation.ts";

const ALL = { microphone: true, camera: true };

function pageOf(own: Partial<Participant>) {
  const me = { ...participant("me", "agent"), ...own };
  const page = new Participation({
    socket: () => ({ ask: () => new Promise(() => {}) }),
    state: () => ({
      conversation: { ...NO_CONVERSATION, call: talking(me) },
      session: { principal_id: "me", slots: 3 },
      connection: "online",
      clockOffset: 0,
    }),
    onChange: () => {},
    isVisitor: false,
  });
  const enter = vi.spyOn(page.media, "enter").mockImplementation(() => {});
  const prepare = vi.spyOn(page.media, "prepare").mockResolvedValue();
  const setMicrophone = vi.spyOn(page.media, "setMicrophone").mockImplementation(() => {});
  return { page, enter, prepare, setMicrophone };
}

describe("a page that comes into a call", () => {
  beforeEach(() => vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => {} }));
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("uses what is wanted, when its user never was in it", () => {
    const { page, enter, setMicrophone } = pageOf({});
    expect(page.enter(true, ALL)).toEqual(ALL);
    expect(enter).toHaveBeenCalledWith("call-1", 3, ALL);
    expect(setMicrophone).not.toHaveBeenCalled();
  });

  it("leaves off what was off before it was loaded anew, whatever the subject is by now", () => {
    const { page, enter } = pageOf({ camera: "off", microphone: "on" });
    expect(page.enter(true, ALL)).toEqual({ microphone: true, camera: false });
    expect(enter).toHaveBeenCalledWith("call-1", 3, { microphone: true, camera: false });
  });

  it("stays muted after a hand-over, though the microphone was made ready before", () => {
    const { page, prepare, setMicrophone } = pageOf({ microphone: "off", camera: "missing" });
    page.prepare(ALL);
    expect(prepare).toHaveBeenCalledWith({ microphone: false, camera: true });
    page.enter(true, ALL);
    expect(setMicrophone).toHaveBeenCalledWith(false);
  });

  it("never uses more than is wanted", () => {
    const { page } = pageOf({ microphone: "on", camera: "on" });
    const none = { microphone: false, camera: false };
    expect(page.enter(true, none)).toEqual(none);
  });

  it("takes nothing over from a call that is over", () => {
    const over = call({ state: "ended", participants: [{ ...participant("me", "agent"), camera: "off" }] });
    const page = new Participation({
      socket: () => ({ ask: () => new Promise(() => {}) }),
      state: () => ({
        conversation: { ...NO_CONVERSATION, call: over },
        session: { principal_id: "me", slots: 3 },
        connection: "online",
        clockOffset: 0,
      }),
      onChange: () => {},
      isVisitor: false,
    });
    const prepare = vi.spyOn(page.media, "prepare").mockResolvedValue();
    page.prepare(ALL);
    expect(prepare).toHaveBeenCalledWith(ALL);
  });
});
