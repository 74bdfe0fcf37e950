/** What is seen and heard of somebody else in a call, and why not. Pure. */
import { hasSettled, isCaller, isKeptFrom, type Tile } from "./conversation.ts";
import type { CallProps } from "./view.ts";

/** Why no picture is seen. */
export type Unseen =
  | "one_moment"
  | "on_hold"
  | "away"
  | "reconnecting"
  | "connecting"
  | "camera_off"
  | "no_camera"
  | "paused"
  | "frozen"
  | "frozen.own"
  | "no_picture"
  | "unseen";
/** Why no sound is heard. */
export type Unheard = "microphone_off" | "no_microphone" | "silent" | "unheard";

export interface Seen {
  /** Null while the picture plays. */
  readonly unseen: Unseen | null;
  readonly unheard: Unheard | null;
  readonly isSlow: boolean;
  /** Nobody knows whether they are there, though their picture still plays. */
  readonly isAway: boolean;
  /** The last picture stands still below the words. */
  readonly isFrozen: boolean;
}

type Known = Pick<CallProps, "conversation" | "self" | "media" | "online" | "now" | "localNow">;

const NOTHING: Seen = { unseen: null, unheard: null, isSlow: false, isAway: false, isFrozen: false };

export function seenOf(known: Known, tile: Tile): Seen {
  const { conversation, self } = known;
  const { participant } = tile;
  // Hold is the server's work; the page takes no chances: what it keeps from the visitor isn't even played.
  if (conversation.call && isKeptFrom(conversation.call, self, participant))
    return { ...NOTHING, unseen: isCaller(participant.role) ? "on_hold" : "one_moment" };
  const lost = lostOf(known, tile);
  if (lost) return { ...NOTHING, unseen: lost, isFrozen: lost === "reconnecting" };
  const unheard = unheardOf(known, tile);
  const unseen = unseenOf(known, tile);
  const isFrozen = unseen === "frozen" || unseen === "frozen.own" || unseen === "paused";
  return {
    unseen,
    unheard: isFrozen && unheard !== "microphone_off" ? null : unheard,
    isFrozen,
    isSlow: unseen === null && tile.leg === "slow",
    isAway: !participant.online,
  };
}

/** Why nothing at all comes. */
function lostOf({ media, online }: Known, { participant, slot, leg }: Tile): Unseen | null {
  const isMoving = slot !== null && media.moving[slot] === true;
  // Media goes on without the server: what still plays is no less true for its sender's page being out of reach.
  if (leg === "gone" || (!participant.online && !isMoving)) return "away";
  // Without the server nobody knows whether it is the camera or the connection.
  if (!online && !isMoving) return "reconnecting";
  if (slot === null || leg === "connecting") return "connecting";
  if (!media.connected) return media.wasConnected ? "reconnecting" : "connecting";
  return null;
}

function unseenOf(known: Known, { participant, slot, leg }: Tile): Unseen | null {
  const { conversation, self, media } = known;
  const moving = slot === null ? null : (media.moving[slot] ?? null);
  // Whoever is away from the server can't have said that it is on again: a picture that moves is one.
  if (participant.camera === "off" && (participant.online || !moving)) return "camera_off";
  if (participant.camera === "missing") return "no_camera";
  if (conversation.paused.includes(participant.participant_id)) return "paused";
  if (moving) return null;
  // A camera that is off and a connection that falters look alike from here: the relay knows which it is.
  if (moving === false && conversation.legs[self] === "slow") return "frozen.own";
  if (moving === false && leg === "slow") return "frozen";
  if (moving === null || !hasSettled(conversation, participant, known)) return "connecting";
  return participant.camera === "on" ? "unseen" : "no_picture";
}

function unheardOf(known: Known, { participant, slot }: Tile): Unheard | null {
  const { conversation, media } = known;
  if (participant.microphone === "off") return "microphone_off";
  if (participant.microphone === "missing") return "no_microphone";
  // The browser measures what it plays.
  const isSilent = slot !== null && !media.soundBlocked && media.sounding[slot] === false;
  if (!isSilent || !hasSettled(conversation, participant, known)) return null;
  return participant.microphone === "on" ? "unheard" : "silent";
}
