/** What a page knows of the call it is in: the record, the chat, and who is received in which slot. Pure. */
import type {
  Call,
  ChatEntry,
  LegQuality,
  MediaStateChanged,
  Participant,
  Role,
  Seat,
  ServerMessage,
} from "../protocol/server.ts";
import { type LiveLines, settled, typed } from "./live-text.ts";
import { isReceived } from "./supervision.ts";

export interface Conversation {
  readonly call: Call | null;
  readonly chat: readonly ChatEntry[];
  /** Participant ids by slot of this page's media connection. */
  readonly slots: readonly (string | null)[];
  /** Who shows a screen or document, maybe this page's own user. */
  readonly share: string | null;
  /** Whose picture isn't sent to this page for now, as its connection is too narrow for it. */
  readonly paused: readonly string[];
  readonly legs: Readonly<Record<string, MediaStateChanged["state"]>>;
  /** Since when the media of participants is connected, local time. */
  readonly connectedAt: Readonly<Record<string, number>>;
  /** Another page of the same person has the media of this call. */
  readonly elsewhere: boolean;
  /** Ids of those who speak now. */
  readonly speakers: readonly string[];
  /** What the relay measured of the connections of participants; a page in the call hears of its own. */
  readonly quality: Readonly<Record<string, LegQuality>>;
  /** What the others are typing. */
  readonly typing: LiveLines;
}

export const NO_CONVERSATION: Conversation = {
  call: null,
  chat: [],
  slots: [],
  share: null,
  paused: [],
  legs: {},
  connectedAt: {},
  elsewhere: false,
  speakers: [],
  quality: {},
  typing: {},
};

export interface Listener {
  /** Say whether a call concerns this page. */
  takes?(call: Call): boolean;
  /** The signaling sessions this page has had: an offer may be answered in the next one. */
  readonly sessions?: readonly string[];
  /** Local time, epoch ms. */
  readonly now?: number;
}

/** Return the conversation after `message`. */
export function converse(
  before: Conversation,
  message: ServerMessage,
  { takes = () => true, sessions = [], now = 0 }: Listener = {},
): Conversation {
  const callId = before.call?.call_id;
  switch (message.type) {
    case "snapshot":
      if (message.call === null) return NO_CONVERSATION;
      return message.call.call_id === callId
        ? { ...before, call: message.call, chat: message.chat }
        : { ...NO_CONVERSATION, call: message.call, chat: message.chat };
    case "call.queued":
    case "call.joined":
    case "call.left":
    case "call.ended":
    case "call.closed":
    case "call.held":
    case "call.supervised":
    case "call.prioritised":
    case "call.classified":
    case "call.flagged":
    case "participant.changed":
    case "seat.changed":
      if (message.call.call_id === callId) return { ...before, call: message.call };
      return takes(message.call) ? { ...NO_CONVERSATION, call: message.call } : before;
    case "chat.delivered":
      if (
        message.call_id !== callId ||
        before.chat.some((entry) => entry.entry_id === message.entry.entry_id)
      ) {
        return before;
      }
      return {
        ...before,
        chat: [...before.chat, message.entry],
        typing: settled(before.typing, message.entry),
      };
    case "chat.told": {
      if (message.call_id !== callId) return before;
      // What was delivered while this was on its way is newer.
      const told = new Set(message.entries.map((entry) => entry.entry_id));
      return {
        ...before,
        chat: [...message.entries, ...before.chat.filter((entry) => !told.has(entry.entry_id))],
      };
    }
    case "text.typed":
      return message.call_id === callId
        ? { ...before, typing: typed(before.typing, message, before.chat, now) }
        : before;
    case "media.slots_changed":
      return message.call_id === callId
        ? { ...before, slots: message.slots, share: message.share, paused: message.paused }
        : before;
    case "media.replaced":
      return message.call_id === callId
        ? { ...before, elsewhere: !sessions.includes(message.session_id) }
        : before;
    case "media.state_changed":
      return message.call_id === callId ? legChanged(before, message, now) : before;
    case "media.speakers_changed":
      return message.call_id === callId ? { ...before, speakers: message.speakers } : before;
    case "media.quality_measured": {
      if (message.call_id !== callId) return before;
      const { quality } = message;
      return { ...before, quality: { ...before.quality, [quality.participant_id]: quality } };
    }
    default:
      return before;
  }
}

function legChanged(
  before: Conversation,
  { participant_id, state }: MediaStateChanged,
  now: number,
): Conversation {
  const isUp = (leg: MediaStateChanged["state"] | undefined) => leg === "connected" || leg === "slow";
  const isNew = isUp(state) && !isUp(before.legs[participant_id]);
  return {
    ...before,
    legs: { ...before.legs, [participant_id]: state },
    connectedAt: isNew ? { ...before.connectedAt, [participant_id]: now } : before.connectedAt,
  };
}

/** How long the first picture takes at most, from the connection and from the joining of who sends it. */
const FIRST_PICTURE_MS = 1500;
const JOINING_MS = 6000;

/** Say whether what doesn't come of somebody by now is off, and not on its way. */
export function hasSettled(
  { legs, connectedAt }: Conversation,
  { participant_id, joined_at }: Participant,
  { now, localNow }: { readonly now: number; readonly localNow: number },
): boolean {
  if (now - joined_at > JOINING_MS) return true;
  const since = connectedAt[participant_id];
  return legs[participant_id] === "connected" && since !== undefined && localNow - since > FIRST_PICTURE_MS;
}

/** A remote participant and where the picture comes from. */
export interface Tile {
  readonly participant: Participant;
  /** Slot of the media connection; null while nothing is received. */
  readonly slot: number | null;
  readonly leg: MediaStateChanged["state"] | null;
}

const ROLE_ORDER: readonly string[] = [
  "visitor",
  "citizen",
  "agent",
  "wijkagent",
  "interpreter",
  "supervisor",
];

/** Return the others in the call, in an order that never changes while they stay. */
export function tilesOf(conversation: Conversation, self: string): Tile[] {
  const { call } = conversation;
  const others = (call?.participants ?? []).filter((each) => each.participant_id !== self);
  return others
    .filter((each) => call && isReceived(call, self, each))
    .map((participant) => {
      const slot = conversation.slots.indexOf(participant.participant_id);
      return {
        participant,
        slot: slot < 0 ? null : slot,
        leg: conversation.legs[participant.participant_id] ?? null,
      };
    })
    .sort(
      (a, b) =>
        ROLE_ORDER.indexOf(a.participant.role) - ROLE_ORDER.indexOf(b.participant.role) ||
        a.participant.joined_at - b.participant.joined_at,
    );
}

/** Return whose screen or document is to be seen here: of somebody else in the call whom hold doesn't keep away. */
export function sharerOf(conversation: Conversation, self: string): Participant | null {
  const { call, share } = conversation;
  if (!call || share === null || share === self) return null;
  const sharer = call.participants.find((each) => each.participant_id === share);
  return sharer && !isKeptFrom(call, self, sharer) ? sharer : null;
}

/** Say whether others are in the call, and the media of every one of them is gone; `moving`: pictures by slot. */
export function areGone(tiles: readonly Tile[], moving: readonly (boolean | null)[]): boolean {
  const isGone = ({ participant, leg, slot }: Tile) =>
    leg === "gone" || (!participant.online && !(slot !== null && moving[slot]));
  return tiles.length > 0 && tiles.every(isGone);
}

/** Since when `self` takes part in the conversation, server time: who came later, from then on; null: not yet. */
export function takesPartSince({ answered_at, participants }: Call, self: string): number | null {
  const own = participants.find((each) => each.participant_id === self);
  if (answered_at === null || (own?.role !== "interpreter" && !own?.mode)) return answered_at;
  return Math.max(answered_at, own.joined_at);
}

/** Return the interpreters who came when the conversation went on already: of its chat they read what came since. */
export function lateInterpreters({ answered_at, participants }: Call): readonly Participant[] {
  if (answered_at === null) return [];
  return participants.filter((each) => each.role === "interpreter" && each.joined_at > answered_at);
}

/** Say whether the visitor is on hold: they and the others neither see nor hear each other. */
export function isHeld(call: Call): boolean {
  return call.state === "talking" && call.held_at !== null;
}

/** Say whether a call is for somebody of this role: the others are there for them. */
export function isCaller(role: Role | undefined): role is "visitor" | "citizen" {
  return role === "visitor" || role === "citizen";
}

/** Say whether hold keeps this page from somebody: the caller from all others, all others from the caller. */
export function isKeptFrom(call: Call, self: string, other: Participant): boolean {
  const own = call.participants.find((each) => each.participant_id === self);
  return isHeld(call) && (isCaller(own?.role) || isCaller(other.role));
}

/** Return the colleague who was asked to join last, and declined; null while another is asked or there. */
export function colleagueWhoDeclined(call: Call, self: string): string | null {
  if (colleagueSeat(call, self)) return null;
  const asked = newest(call.seats.filter((seat) => seat.hosts && seat.staff_id !== self));
  return asked?.passed?.outcome === "declined" ? asked.passed.staff_id : null;
}

/** Return the seat of another employee, joined or asked to join: the newest that is open. */
export function colleagueSeat(call: Call, self: string): Seat | null {
  const open = call.seats.filter(
    (seat) => seat.hosts && seat.state !== "closed" && !(seat.state === "taken" && seat.staff_id === self),
  );
  return newest(open);
}

function newest(seats: readonly Seat[]): Seat | null {
  return seats.reduce<Seat | null>(
    (latest, seat) => (latest && latest.opened_at > seat.opened_at ? latest : seat),
    null,
  );
}

export type InterpreterState = "none" | "waiting" | "ringing" | "joined";

/** Return the seats of interpreters who are sought, rung or there, in the order in which they were asked for. */
export function interpreterSeats(call: Call): readonly Seat[] {
  return call.seats
    .filter((seat) => seat.role === "interpreter" && seat.state !== "closed")
    .sort((a, b) => a.opened_at - b.opened_at);
}

/** Return the seat that matters for the interpreter: the newest that is still open. */
export function interpreterSeat(call: Call): Seat | null {
  return newest(interpreterSeats(call));
}

/** Return the two languages an interpreter in the seat of `language` goes between. */
export function pairOf(language: string, callLanguage = language): readonly [string, string] {
  return [callLanguage === language ? "nl" : callLanguage, language];
}

export function interpreterState(call: Call): InterpreterState {
  const states = { waiting: "waiting", reserved: "ringing", taken: "joined", closed: "none" } as const;
  const seat = interpreterSeat(call);
  return seat ? states[seat.state] : "none";
}
