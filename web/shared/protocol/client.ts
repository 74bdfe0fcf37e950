// Made by scripts/protocol; don't edit.
// sha256 of client.schema.json: 3ee1f67d33efafeb6f6a4b481428e21f86d307c8d304039c7c62bb6ad7cf6d87

export type ClientMessage =
  | SessionHello
  | CallRequest
  | CallLeave
  | CallRate
  | StatusSet
  | ReservationAccept
  | ReservationDecline
  | InterpreterInvite
  | InterpreterCancel
  | WrapUpFinish
  | ChatPost
  | MediaOffer;
/**
 * What a visitor calls about.
 */
export type Subject = "question" | "report" | "complaint" | "anonymous";
/**
 * How a call was finished, as its employee states it.
 */
export type Disposition = "answered" | "report_taken" | "appointment_made" | "referred" | "nothing_done";

/**
 * First message of a connection; with the last event id seen, missed events follow.
 */
export interface SessionHello {
  request_id: string;
  type: "session.hello";
  last_event_id?: string | null;
}
/**
 * A booth asks for a conversation. Repeating it while the call lives answers the same call.
 */
export interface CallRequest {
  request_id: string;
  type: "call.request";
  language: string;
  subject: Subject;
}
/**
 * Leave the queue, or hang up.
 */
export interface CallLeave {
  request_id: string;
  type: "call.leave";
  call_id: string;
}
/**
 * A booth rates the conversation it had, once.
 */
export interface CallRate {
  request_id: string;
  type: "call.rate";
  call_id: string;
  rating: number;
}
/**
 * Become ready, or away with a reason.
 */
export interface StatusSet {
  request_id: string;
  type: "status.set";
  status: "ready" | "away";
  reason?: ("break" | "meeting" | "administration" | "other") | null;
}
/**
 * Take the call that rings.
 */
export interface ReservationAccept {
  request_id: string;
  type: "reservation.accept";
  reservation_id: string;
}
/**
 * Let the call go to the next person, without blame.
 */
export interface ReservationDecline {
  request_id: string;
  type: "reservation.decline";
  reservation_id: string;
}
/**
 * Ask for an interpreter between Dutch and ``language`` to join the call.
 */
export interface InterpreterInvite {
  request_id: string;
  type: "interpreter.invite";
  call_id: string;
  language: string;
}
/**
 * Withdraw an invitation, or release the interpreter.
 */
export interface InterpreterCancel {
  request_id: string;
  type: "interpreter.cancel";
  call_id: string;
  seat_id: string;
}
/**
 * End the wrap-up of a call, saying how it was finished.
 */
export interface WrapUpFinish {
  request_id: string;
  type: "wrap_up.finish";
  call_id: string;
  disposition: Disposition;
}
/**
 * Write to the others in the call. ``entry_id`` is the page's own: a repeat is one entry.
 */
export interface ChatPost {
  request_id: string;
  type: "chat.post";
  call_id: string;
  entry_id: string;
  text: string;
}
/**
 * Connect, or connect anew, to the media of a call; answered by ``media.answered``.
 */
export interface MediaOffer {
  request_id: string;
  type: "media.offer";
  call_id: string;
  sdp_offer: string;
}
