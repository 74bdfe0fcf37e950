/** What a refused act on a request says, in words. Pure. */
import type { ErrorCode } from "../shared/protocol/socket.ts";

/** Return the key of the sentence for a refusal. */
export function problemKey(code: ErrorCode) {
  switch (code) {
    case "already_taken":
    case "phone_only":
    case "unreachable":
    case "no_such_moment":
    case "too_far_ahead":
    case "wrong_state":
    case "changed_meanwhile":
    case "unavailable":
      return `callback.refused.${code}` as const;
    case "not_yours":
    case "no_such_request":
    case "request_closed":
      return "callback.refused.already_taken";
    case "no_such_team":
    case "no_such_person":
      return "callback.refused.nobody";
    default:
      return "callback.refused.other";
  }
}
