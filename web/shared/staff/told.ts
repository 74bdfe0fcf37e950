/** What a page tells its user in passing: a refusal in words, or how something ended. */
import type { ErrorCode } from "../protocol/socket.ts";

/** A sentence told to the user: a key of the staff catalog, and a number that makes each telling new. */
export interface Told {
  readonly key: ToldKey;
  readonly number: number;
}
export type ToldKey = `refused.${RefusedKey}` | `told.${ToldReason}`;
type ToldReason =
  | "ended"
  | "released"
  | "unneeded"
  | "handed_over"
  | "freed"
  | "steered"
  | `${"interpreter" | "agent"}_${"left" | "lost"}`
  | `joined_${"ended" | "released" | "lost"}`
  | "canceled"
  | "rescinded"
  | "declined"
  | "timed_out"
  | "copied"
  | "not_copied"
  | "callback_taken"
  | "help_withdrawn"
  | "help_lapsed";
type RefusedKey =
  | "reservation_expired"
  | "already_taken"
  | "joined"
  | "already_invited"
  | "caller_left"
  | "unavailable"
  | "unknown_language"
  | "call_full"
  | "gone"
  | "wrong_state"
  | "in_call"
  | "already_in_call"
  | "already_supervised"
  | "not_allowed_here"
  | "still_joined"
  | "changed_meanwhile"
  | "offline"
  | "line_lost"
  | "other";

/** Tell something new, also when it is the same sentence again. */
export function tellAfter(before: Told | null, key: ToldKey): Told {
  return { key, number: (before?.number ?? 0) + 1 };
}

/** Return the sentence for a refusal; in a call, it is a seat in it that was taken. */
export function refusedKey(code: ErrorCode, inCall = false): ToldKey {
  if (inCall && code === "already_taken") return "refused.joined";
  return `refused.${kindOf(code)}`;
}

function kindOf(code: ErrorCode): RefusedKey {
  switch (code) {
    case "reservation_expired":
    case "already_taken":
    case "already_invited":
    case "caller_left":
    case "unavailable":
    case "unknown_language":
    case "call_full":
    case "wrong_state":
    case "already_in_call":
    case "already_supervised":
    case "not_allowed_here":
    case "changed_meanwhile":
      return code;
    case "no_such_call":
    case "no_such_reservation":
    case "no_such_seat":
    case "no_such_person":
    case "no_such_location":
    case "no_such_help":
      return "gone";
    default:
      return "other";
  }
}
