import { describe, expect, it } from "vitest";
import { participant, talking } from "../../tests/records.ts";
import type { Participant } from "../protocol/server.ts";
import { type Conversation, NO_CONVERSATION, tilesOf } from "./conversation.ts";
import type { MediaView } from "./media.ts";
import { seenOf } from "./seen.ts";
import { initialsOf } from "./tile.ts";

const ME = participant("agent-1", "agent");
const NOW = 1_000_000;

/** How the visitor is seen, with these facts of theirs, of the conversation and of this page's media. */
function visitorSeen(
  fields: Partial<Participant> = {},
  {
    conversation = {},
    media = {},
    online = true,
  }: { conversation?: Partial<Conversation>; media?: Partial<MediaView>; online?: boolean } = {},
) {
  const call = talking(ME);
  const participants = call.participants.map((each) =>
    each.role === "visitor" ? { ...each, ...fields } : each,
  );
  const state: Conversation = {
    ...NO_CONVERSATION,
    slots: ["booth"],
    legs: { booth: "connected" },
    ...conversation,
    call: { ...call, participants },
  };
  const view = {
    connected: true,
    wasConnected: true,
    soundBlocked: false,
    moving: [true],
    sounding: [true],
    ...media,
  } as MediaView;
  const [tile] = tilesOf(state, "agent-1");
  if (!tile) throw new Error("no visitor");
  return seenOf({ conversation: state, self: "agent-1", media: view, online, now: NOW, localNow: NOW }, tile);
}

const STILL = { media: { moving: [false] } };

describe("what is seen of somebody", () => {
  it("is their picture while it plays", () => {
    expect(visitorSeen({ camera: "on", microphone: "on" })).toMatchObject({ unseen: null, unheard: null });
  });

  it("is said at once when they switch off, whatever still arrives", () => {
    expect(visitorSeen({ camera: "off", microphone: "off" })).toMatchObject({
      unseen: "camera_off",
      unheard: "microphone_off",
    });
    expect(visitorSeen({ camera: "off", online: false })).toMatchObject({ unseen: null, isAway: true });
    expect(visitorSeen({ camera: "missing", microphone: "missing" }, STILL)).toMatchObject({
      unseen: "no_camera",
      unheard: "no_microphone",
    });
  });

  it("is guessed only while their page hasn't said", () => {
    const silent = { media: { moving: [false], sounding: [false] } };
    expect(visitorSeen({}, silent)).toMatchObject({ unseen: "no_picture", unheard: "silent" });
    expect(visitorSeen({ camera: "on", microphone: "on" }, silent)).toMatchObject({
      unseen: "unseen",
      unheard: "unheard",
    });
  });

  it("is on its way just after they joined", () => {
    expect(visitorSeen({ joined_at: NOW - 100 }, { media: { moving: [null] } }).unseen).toBe("connecting");
  });

  it("is the last picture while one of the two connections is too slow", () => {
    expect(visitorSeen({}, { ...STILL, conversation: { legs: { booth: "slow" } } })).toMatchObject({
      unseen: "frozen",
      isFrozen: true,
    });
    const own = { ...STILL, conversation: { legs: { booth: "connected", "agent-1": "slow" } } as const };
    expect(visitorSeen({}, own).unseen).toBe("frozen.own");
    const paused = { ...STILL, conversation: { paused: ["booth"] } };
    expect(visitorSeen({ camera: "on" }, paused)).toMatchObject({ unseen: "paused", isFrozen: true });
  });

  it("is nothing of whoever is gone, or while this page is cut off", () => {
    expect(visitorSeen({ online: false }, STILL).unseen).toBe("away");
    expect(visitorSeen({}, { ...STILL, online: false })).toMatchObject({
      unseen: "reconnecting",
      isFrozen: true,
    });
    expect(visitorSeen({}, { media: { connected: false } }).unseen).toBe("reconnecting");
  });

  it("goes on without the server", () => {
    expect(visitorSeen({ online: false }, { online: false })).toMatchObject({ unseen: null, isAway: true });
  });
});

describe("initials", () => {
  it.each([
    ["Sanne de Vries", "SV"],
    ["Özge", "Ö"],
    ["", ""],
  ])("of %s are %s", (name, initials) => {
    expect(initialsOf({ ...ME, display_name: name })).toBe(initials);
  });

  it("aren't made of a visitor", () => {
    expect(initialsOf({ ...participant("booth", "visitor"), display_name: "Kiosk 1" })).toBe("");
  });
});
