/** What follows from what a citizen's page knows: which screen, and what stands on it. Pure. */
import type { RoomView } from "../shared/protocol/server.ts";
import { currentCall, type JoinState } from "./state.ts";

export type Screen =
  | "unsupported"
  | "starting"
  | "offline"
  | "wrong"
  | "early"
  | "late"
  | "revoked"
  | "lost"
  | "renewed"
  | "phone"
  | "elsewhere"
  | "closed"
  | "prepare"
  | "outside"
  | "waiting"
  | "call"
  | "done";

/** A shorter outage isn't told, so that nobody sees the page flicker. */
const OUTAGE_MS = 3000;
/** A link that couldn't be asked about is asked about again this much later; one that is early, in case it is changed. */
const [AWAY_MS, EARLY_MS] = [3000, 30_000];

export function screenOf(state: JoinState, supported = true): Screen {
  const { link, room, finished } = state;
  if (!supported && link !== null && link !== "wrong" && link !== "closed") return "unsupported";
  const call = currentCall(state);
  if (call) return call.state === "talking" ? "call" : "waiting";
  if (finished) return "done";
  if (link === null) return room ? withoutLink(state, room) : state.linkAway ? "offline" : "starting";
  if (link === "wrong" || !room) return "wrong";
  if (link === "closed" || room.state === "closed") return "closed";
  if (link === "revoked" || (link === "open" && room.opens_at === null)) return partingOf(room);
  if (link !== "open") return link;
  if (!state.known) return state.connection === "reconnecting" ? "offline" : "starting";
  // Whoever was in the waiting room is on the way back to it.
  if (state.waits) return "waiting";
  return state.outside ? "outside" : "prepare";
}

/** While it is asked anew what the link is good for, what was known stands. */
function withoutLink(state: JoinState, room: RoomView): Screen {
  if (room.state === "closed") return "closed";
  if (room.opens_at === null) return partingOf(room);
  return state.linkAway ? "offline" : "starting";
}

/** What has come of a conversation that this link doesn't lead to any more. */
function partingOf(room: RoomView): Screen {
  if (room.channel === "phone" && room.phone) return "phone";
  if (room.opens_at !== null) return "renewed";
  if (room.failure === "no_show") return "late";
  return room.failure === "interrupted" ? "lost" : "revoked";
}

/** Say whether the screen says above itself that the server is away. */
export function isCutOff(state: JoinState, screen: Screen, now: number): boolean {
  const goesOn = screen === "prepare" || screen === "waiting" || screen === "call";
  return goesOn && state.awaySince !== null && now >= state.awaySince + OUTAGE_MS;
}

/** How the officer, or whoever takes the conversation, stands towards somebody in the waiting room. */
export type Prospect = "ringing" | "there" | "busy" | "away" | "put_through";

export function prospectOf(state: JoinState): Prospect {
  const call = currentCall(state);
  if (call?.seats.some((seat) => seat.hosts && seat.state === "reserved")) return "ringing";
  if (state.room?.put_through) return "put_through";
  return state.room?.officer ?? "away";
}

/** Since when somebody waits in vain, server time; null: they don't. Who came early has not waited before the hour. */
export function waitsSince({ room }: JoinState): number | null {
  if (room?.arrived_at == null) return null;
  return Math.max(room.arrived_at, room.starts_at ?? 0);
}

/** Say whether somebody has waited for longer than they should. */
export function waitsLong(state: JoinState, serverNow: number): boolean {
  const since = waitsSince(state);
  return since !== null && state.room !== null && serverNow >= since + 1000 * state.room.kept_waiting_s;
}

/** Say whether other ways are to be offered: at once where the officer can't come, else to who waits for long. */
export function needsOtherWays(state: JoinState, serverNow: number): boolean {
  const since = waitsSince(state);
  if (since === null || !state.room || currentCall(state)?.state !== "waiting") return false;
  const prospect = prospectOf(state);
  if (state.waitsOn !== null) return serverNow >= state.waitsOn + 1000 * state.room.kept_waiting_s;
  const isPutOff = state.putOff || prospect === "busy" || prospect === "away";
  return isPutOff ? serverNow >= since : waitsLong(state, serverNow);
}

/** How soon the page asks by itself what the link is good for, ms; null: not at all. */
export function asksAgainIn({ link, linkAway, room }: JoinState, serverNow: number): number | null {
  if (link === null) return linkAway ? AWAY_MS : null;
  if (link !== "early") return null;
  const opensIn = (room?.opens_at ?? Number.POSITIVE_INFINITY) - serverNow;
  return opensIn > 0 ? Math.min(EARLY_MS, opensIn) : AWAY_MS;
}

/** Say whether the page is to go into the waiting room by itself: it was there before the connection was lost. */
export function goesBack(state: JoinState): boolean {
  const { waits, busy, known, connection, link, room } = state;
  const mayEnter = link === "open" && room?.opens_at != null;
  return waits && !busy && known && connection === "online" && mayEnter && currentCall(state) === null;
}

/** What can be tapped: a second tap that was meant for another surface meets nothing. */
export function surfaceOf(state: JoinState, supported = true): string {
  return [screenOf(state, supported), state.dialog, state.endingAt !== null].join("/");
}

/** Whom the conversation is with. */
export function titleKey(room: RoomView | null): "join.title" | "join.title.centre" {
  return room?.host === "centre" ? "join.title.centre" : "join.title";
}

/** Say whether a dialog or a question lies over the screen. */
export function isCovered({ dialog, endingAt }: JoinState): boolean {
  return dialog !== null || endingAt !== null;
}
