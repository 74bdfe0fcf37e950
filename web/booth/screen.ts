/** What follows from what the booth knows: which screen, and what stands on it. Pure. */
import type { Call, TileView } from "../shared/protocol/server.ts";
import { presenceLeft } from "./presence.ts";
import type { BoothState } from "./state.ts";
import { type Hindrance, leftTraces, type Step } from "./visit.ts";

/** A visitor who touches nothing this long before the call is asked, and this much later forgotten. */
export const IDLE_MS = 90_000;
export const ASK_MS = 30_000;
/** Somebody at a page in a frame reads long, and not every touch of it is seen here. */
export const FRAME_IDLE_MS = 180_000;
/** Untouched this long, the first screen greets whoever comes by. */
export const ATTRACT_MS = 60_000;

export type Screen =
  | "starting"
  | "offline"
  | "setup"
  | "closed"
  | "busy"
  | Step
  | "waiting"
  | "call"
  | "done";

export function screenOf(state: BoothState): Screen {
  if (state.connection === "signed-out") return "setup";
  if (!state.known)
    return state.connection === "connecting" && state.awaySince === null ? "starting" : "offline";
  if (state.finished) return "done";
  const call = currentCall(state);
  if (call) return call.state === "talking" ? "call" : "waiting";
  if (state.isCutOff && state.step === "home") return "offline";
  // What the other tiles lead to is open at any hour.
  if (state.location && !state.location.open && state.step !== "tile") return "closed";
  if (state.hindrance) return isClosing(state.hindrance) ? "closed" : "busy";
  return state.step === "tile" && !tileOf(state) ? "home" : state.step;
}

/** Say whether a refusal means that the location takes no calls at all. */
export function isClosing(hindrance: Hindrance | null): boolean {
  return hindrance === "closed" || hindrance === "closed_by_hand";
}

/** Say whether somebody closed the location, instead of the clock. */
export function isClosedByHand({ location, hindrance }: BoothState): boolean {
  return location && !location.open ? location.closed_by_hand : hindrance === "closed_by_hand";
}

/** Say whether the call was answered before, and waits for whom it is handed over to. */
export function isHandedOver(call: Call): boolean {
  return call.state === "waiting" && call.answered_at !== null;
}

/** The live call of this visitor, unless it is being left. */
export function currentCall(state: BoothState): Call | null {
  const call = state.conversation.call;
  return call && call.state !== "ended" && call.call_id !== state.leaving ? call : null;
}

/** Say whether `screen` is one of those between the first and the queue. */
export function isStep(screen: Screen): boolean {
  return ["tile", "language", "languages", "subject", "check"].includes(screen);
}

/** Say whether the first screen greets whoever comes by. */
export function isAttracting(state: BoothState, now: number): boolean {
  return screenOf(state) === "home" && now >= state.touchedAt + ATTRACT_MS;
}

/** Say whether nobody is there: the page may be loaded anew. */
export function isUnattended(state: BoothState, now: number): boolean {
  const screen = screenOf(state);
  const quiet = screen === "home" || screen === "closed" || screen === "setup";
  return quiet && now >= state.touchedAt + ATTRACT_MS;
}

/** Say whether loading the page anew takes nothing from anybody: the first screen is as the next visitor finds it. */
export function isBetweenVisits(state: BoothState): boolean {
  return screenOf(state) === "home" && state.connection === "online" && !leftTraces(state);
}

/** The tile that is open. */
export function tileOf({ step, tile, location }: BoothState): TileView | null {
  return step === "tile" && tile !== null ? (location?.tiles[tile] ?? null) : null;
}

/** How long until an idle visitor is forgotten, ms; null while nobody need be asked. */
export function idleLeft(state: BoothState, now: number): number | null {
  const screen = screenOf(state);
  if (!isStep(screen) && screen !== "busy") return null;
  const patience = tileOf(state)?.show === "frame" ? FRAME_IDLE_MS : IDLE_MS;
  const left = state.touchedAt + patience + ASK_MS - now;
  return left <= ASK_MS ? Math.max(0, left) : null;
}

/** Say whether somebody here speaks or interprets `language`; without it the conversation is in Dutch or English. */
export function isServed({ session }: BoothState, language: string): boolean {
  return session === null || session.served_languages.includes(language);
}

/** What distinguishes what can be tapped now from what could be tapped before. */
export function surfaceOf(state: BoothState, now: number): string {
  const { finished, helpOpen, cameraAsked, readingOpen, endingAt } = state;
  return [
    screenOf(state),
    isCovered(state, now),
    helpOpen,
    cameraAsked,
    readingOpen,
    endingAt !== null,
    finished?.rating != null,
    state.requesting,
  ].join();
}

/** Say whether a question or an answer lies over the screen. */
export function isCovered(state: BoothState, now: number): boolean {
  const { helpOpen, cameraAsked, readingOpen, endingAt } = state;
  return (
    helpOpen ||
    cameraAsked ||
    readingOpen ||
    endingAt !== null ||
    idleLeft(state, now) !== null ||
    presenceLeft(state, now) !== null
  );
}
