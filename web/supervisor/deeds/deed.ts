/** What a supervisor is about to do with a call or a person, and what was done. Pure. */
import type { CallMove } from "../../shared/protocol/client.ts";
import type { Call, Staff } from "../../shared/protocol/server.ts";
import type { Question } from "../../shared/protocol/socket.ts";

/** What a dialog asks about. */
export type Deed =
  | { readonly kind: "move" | "stop" | "pull"; readonly callId: string }
  | { readonly kind: "free"; readonly staffId: string; readonly busyWith: string }
  | { readonly kind: "person" | "sign_out"; readonly staffId: string };

/** What was done, the way back, and a number that makes each telling new. */
export interface Done {
  readonly key:
    | "deed.moved"
    | "deed.stopped"
    | "deed.status_set"
    | "deed.freed"
    | "deed.signed_out"
    | "deed.closed"
    | "deed.opened"
    | "deed.told"
    | "deed.undone";
  readonly name: string;
  /** Asked for when it is wanted: by then the call may stand otherwise. */
  readonly undo: (() => Question | null) | null;
}

/** What somebody is busy with who may be stuck in it; null: nothing, or a call they only joined. */
export function busyWith(person: Staff): string | null {
  return person.activity === "idle" ? null : (person.call_id ?? person.reservation_id);
}

/** Move a call to others; it is refused when somebody else did meanwhile. Null: nobody is sought for it any more. */
export function moveOf(call: Call, to: CallMove["to"], why: string): Question | null {
  const seat = call.seats.find(
    (each) => each.hosts && (each.state === "waiting" || each.state === "reserved"),
  );
  if (!seat) return null;
  const { opened_at } = seat;
  return { type: "call.move", call_id: call.call_id, deed_id: newDeedId(), to, opened_at, why };
}

/** Back to whom the call asks by itself: its own centre, in its language. */
export function backToOwn(call: Call): Question | null {
  const { centre, language } = call;
  return moveOf(call, { kind: "pool", centre, language }, "");
}

/** Back to the status a person had; null when that was none they can be given. */
export function backToStatus({ staff_id, status, reason }: Staff): Question | null {
  if (status === "offline") return null;
  const chosen = (["break", "meeting", "administration", "other"] as const).find((each) => each === reason);
  return status === "ready"
    ? { type: "staff.steer", staff_id, status, why: "" }
    : { type: "staff.steer", staff_id, status, reason: chosen ?? "other", why: "" };
}

/** An id for a deed: the page's own, so that a repeat is one. */
export function newDeedId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 20);
}
