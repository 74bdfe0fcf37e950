// Made by scripts/protocol; don't edit.
// sha256 of client.schema.json: 43d6a7f38dbac41d2df47caff8abf7648ee3fe1e59f477191c295284bbc2bcae

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
  | WrapUpExtend
  | DispositionState
  | CallClassify
  | CallFlag
  | FlagSettle
  | NoteWrite
  | NoteRead
  | DayRead
  | CallHold
  | CallTransfer
  | TransferCancel
  | CallJoin
  | CallPrioritise
  | CallMove
  | CallPull
  | CallStop
  | StaffSteer
  | StaffFree
  | StaffReadDay
  | CallExplain
  | LocationSwitch
  | BoothReport
  | HelpRequest
  | HelpWithdraw
  | HelpAcknowledge
  | HelpSettle
  | CallbackList
  | CallbackRead
  | CallbackClaim
  | CallbackPutBack
  | CallbackHandOver
  | CallbackInvite
  | CallbackPlan
  | CallbackMiss
  | CallbackClose
  | CallbackNote
  | CallbackDismiss
  | CallbackPropose
  | CallbackAsk
  | AbsenceSet
  | AbsenceClear
  | AbsenceList
  | RoomEnter
  | RoomAskPhone
  | RoomAskCentre
  | ChatPost
  | ChatRead
  | TextType
  | MediaPrepare
  | MediaOffer
  | MediaShow
  | MediaShare;
/**
 * What a visitor calls about.
 */
export type Subject = "question" | "report" | "complaint" | "anonymous";
/**
 * How a visitor wants to be met; whoever is asked to answer knows it before.
 */
export type Need = "without_voice" | "without_hearing" | "screen_reader" | "companion";
/**
 * How a call was finished, as its employee states it.
 */
export type Disposition =
  | "answered"
  | "report_taken"
  | "appointment_made"
  | "online_form"
  | "referred"
  | "handed_over"
  | "nothing_done";
/**
 * What an employee reports of how a visitor behaved.
 */
export type Flag = "abuse" | "threat" | "misuse";
/**
 * Whom a supervisor in a call is received by; they receive everybody.
 */
export type JoinMode = "listen" | "whisper" | "barge";
/**
 * Why a supervisor joins: an employer who listens in must be able to say so afterwards.
 */
export type JoinReason = "asked" | "coaching" | "quality" | "safety";
/**
 * What a person sets.
 */
export type Status = "ready" | "away" | "offline";
/**
 * Why a person is away; the first four are chosen, the others set by the router.
 */
export type AwayReason =
  "break" | "meeting" | "administration" | "other" | "signed_in" | "missed" | "disconnected";
/**
 * What visitors read in their own language; for ``OTHER``, and without one, only that it is closed.
 */
export type ClosingReason = "technical" | "safety" | "no_staff" | "occasion" | "other";
/**
 * What a participant says of the own microphone, or camera.
 */
export type Device = "on" | "off" | "missing";
/**
 * What a booth says of its loudspeaker.
 */
export type Loudspeaker = "ok" | "missing" | "unknown";
/**
 * How a booth's own connection to the service does, as its page finds it.
 */
export type Network = "good" | "fair" | "poor" | "unknown";
/**
 * How a citizen and an officer talk.
 */
export type Channel = "video" | "phone";
/**
 * How a request was closed; every request is, once, with one of these.
 */
export type CallbackOutcome =
  | "spoken_by_video"
  | "spoken_by_phone"
  | "answered_in_writing"
  | "not_reached"
  | "canceled"
  | "referred"
  | "needless";

/**
 * First message of a connection; with the last event id seen, missed events follow.
 */
export interface SessionHello {
  request_id: string;
  type: "session.hello";
  last_event_id?: string | null;
  proof?: string | null;
}
/**
 * A booth asks for a conversation. Repeating it while the call lives answers the same call.
 */
export interface CallRequest {
  request_id: string;
  type: "call.request";
  language: string;
  subject: Subject;
  /**
   * @maxItems 4
   */
  needs?: Need[];
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
 * Become ready, or away with a reason; during a call and its wrap-up: what to become afterwards.
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
 * Ask for the wrap-up of a call to last until ``ends_at`` (UTC epoch ms); there is a limit.
 */
export interface WrapUpExtend {
  request_id: string;
  type: "wrap_up.extend";
  call_id: string;
  ends_at: number;
}
/**
 * Say how the call was finished, in it or while wrapping up; kept at once, the last word counts.
 */
export interface DispositionState {
  request_id: string;
  type: "disposition.state";
  call_id: string;
  disposition: Disposition;
}
/**
 * Correct what the call is about; whoever hosts it, or hosted it last when it has ended.
 */
export interface CallClassify {
  request_id: string;
  type: "call.classify";
  call_id: string;
  subject: Subject;
}
/**
 * Report how the visitor behaves; null takes it back. Supervisors see it until one settles it.
 */
export interface CallFlag {
  request_id: string;
  type: "call.flag";
  call_id: string;
  kind: Flag | null;
}
/**
 * A supervisor has seen what was reported of a call's visitor.
 */
export interface FlagSettle {
  request_id: string;
  type: "flag.settle";
  call_id: string;
}
/**
 * Replace the own note on a call, in it or afterwards, while notes are kept.
 *
 * ``revision`` is one more than that of the text it replaces (the first is 1): refused with
 * ``changed_meanwhile`` when another page of the same person replaced it before; that one's text is told.
 */
export interface NoteWrite {
  request_id: string;
  type: "note.write";
  call_id: string;
  text: string;
  revision: number;
}
/**
 * Ask for the notes on the own call, or the own note on one of before; answered by ``note.told``.
 */
export interface NoteRead {
  request_id: string;
  type: "note.read";
  call_id: string;
}
/**
 * Ask what the own work was in some time (UTC epoch ms), before ``to_at``; answered by ``day.listed``.
 */
export interface DayRead {
  request_id: string;
  type: "day.read";
  from_at: number;
  to_at: number;
}
/**
 * Put the visitor on hold, or talk on: nobody sees or hears them, and they see and hear nobody.
 */
export interface CallHold {
  request_id: string;
  type: "call.hold";
  call_id: string;
  held: boolean;
}
/**
 * Hand the call over: blindly, leaving at once, or consulted: the colleague joins, then one leaves.
 *
 * ``transfer_id`` is the page's own: a repeat is one transfer.
 */
export interface CallTransfer {
  request_id: string;
  type: "call.transfer";
  call_id: string;
  transfer_id: string;
  to: ToPool | ToPerson;
  consulted: boolean;
}
/**
 * A queue to hand a call over to: whoever speaks ``language`` at ``centre``.
 */
export interface ToPool {
  kind: "pool";
  centre: string;
  language: string;
}
/**
 * A colleague to hand a call over to; without an answer in time others of their centre are asked.
 */
export interface ToPerson {
  kind: "person";
  staff_id: string;
}
/**
 * Withdraw a consulted transfer that nobody has accepted.
 */
export interface TransferCancel {
  request_id: string;
  type: "transfer.cancel";
  call_id: string;
  seat_id: string;
}
/**
 * A supervisor takes part in a call that is talked in, or otherwise than until now; all in it are told.
 *
 * Only in the modes that ``session.opened`` names for the call's location. They leave by ``call.leave``.
 */
export interface CallJoin {
  request_id: string;
  type: "call.join";
  call_id: string;
  mode: JoinMode;
  why: JoinReason;
}
/**
 * A supervisor ranks a waiting call as if it had been queued this much earlier; 0 takes it back.
 */
export interface CallPrioritise {
  request_id: string;
  type: "call.prioritise";
  call_id: string;
  head_start_s: number;
  why?: string;
}
/**
 * A supervisor has others asked for a waiting call: a queue, or a person and then their centre.
 *
 * ``deed_id`` is the page's own: a repeat is one.
 */
export interface CallMove {
  request_id: string;
  type: "call.move";
  call_id: string;
  deed_id: string;
  to: ToPool | ToPerson;
  opened_at: number;
  why?: string;
}
/**
 * A supervisor answers a waiting call, whomever it rings for.
 */
export interface CallPull {
  request_id: string;
  type: "call.pull";
  call_id: string;
  why?: string;
}
/**
 * A supervisor ends a call for everybody in it.
 */
export interface CallStop {
  request_id: string;
  type: "call.stop";
  call_id: string;
  why: string;
}
/**
 * A supervisor sets a person's status; of who is busy with a call, the next one, but for ``offline``.
 */
export interface StaffSteer {
  request_id: string;
  type: "staff.steer";
  staff_id: string;
  status: Status;
  reason?: AwayReason | null;
  why?: string;
}
/**
 * A supervisor frees a person who is stuck in a call, its wrap-up, or what rings.
 *
 * ``busy_with`` is the call's or the reservation's id: by now they may be busy with something else, which is
 * left alone. A caller who would be left with nobody waits again.
 */
export interface StaffFree {
  request_id: string;
  type: "staff.free";
  staff_id: string;
  busy_with: string;
  why: string;
}
/**
 * A supervisor asks what a person's work was in some time (UTC epoch ms), before ``to_at``.
 */
export interface StaffReadDay {
  request_id: string;
  type: "staff.read_day";
  staff_id: string;
  from_at: number;
  to_at: number;
}
/**
 * A supervisor asks why a call still waits, and what opens next; answered by ``call.explained``.
 */
export interface CallExplain {
  request_id: string;
  type: "call.explain";
  call_id: string;
}
/**
 * A supervisor closes a location for new calls, tells something else there, or opens it again.
 */
export interface LocationSwitch {
  request_id: string;
  type: "location.switch";
  location: string;
  open: boolean;
  notice?: Notice;
  seen?: number;
  why?: string;
}
/**
 * What is told at a location that is closed by hand; two alike are the same closing.
 */
export interface Notice {
  reason?: ClosingReason | null;
  line?: string;
  reopens_at?: number | null;
}
/**
 * A booth says how its devices and its connection are: at its start, at each change, and each minute.
 */
export interface BoothReport {
  request_id: string;
  type: "booth.report";
  report: DeviceReport;
}
/**
 * What a booth says of itself; a microphone or camera that is there but not in use is ``off``.
 */
export interface DeviceReport {
  camera: Device;
  microphone: Device;
  loudspeaker: Loudspeaker;
  network: Network;
}
/**
 * Ask for somebody to come to the booth: by the booth, or with ``call_id`` by the employee in its call.
 *
 * While a request is open at the booth, a repeat is the same request.
 */
export interface HelpRequest {
  request_id: string;
  type: "help.request";
  call_id?: string | null;
}
/**
 * The booth says that nobody need come any more.
 */
export interface HelpWithdraw {
  request_id: string;
  type: "help.withdraw";
}
/**
 * A supervisor, or a service employee of the location, says that they are on the way.
 */
export interface HelpAcknowledge {
  request_id: string;
  type: "help.acknowledge";
  help_id: string;
}
/**
 * A supervisor, or a service employee of the location, says that somebody was there.
 */
export interface HelpSettle {
  request_id: string;
  type: "help.settle";
  help_id: string;
}
/**
 * Ask for the own requests and those of the own queues; a supervisor: for those past due.
 */
export interface CallbackList {
  request_id: string;
  type: "callback.list";
}
/**
 * Ask for one request with who its citizen is; answered by ``callback.told``.
 */
export interface CallbackRead {
  request_id: string;
  callback_id: string;
  type: "callback.read";
}
/**
 * Take a waiting request; it goes back by itself when nothing is done with it.
 */
export interface CallbackClaim {
  request_id: string;
  callback_id: string;
  type: "callback.claim";
}
/**
 * Give a request back to its queue; a supervisor: whoever holds it.
 */
export interface CallbackPutBack {
  request_id: string;
  callback_id: string;
  type: "callback.put_back";
}
/**
 * Give a request to a colleague, or to another queue: a team or a centre.
 */
export interface CallbackHandOver {
  request_id: string;
  callback_id: string;
  type: "callback.hand_over";
  queue: string;
  staff_id?: string | null;
}
/**
 * Ask the citizen to come by video now; ``invitation_id`` is the page's own, so a repeat is one.
 */
export interface CallbackInvite {
  request_id: string;
  callback_id: string;
  type: "callback.invite";
  invitation_id: string;
}
/**
 * Agree on a moment (UTC epoch ms), or on another one; the citizen is written.
 */
export interface CallbackPlan {
  request_id: string;
  callback_id: string;
  type: "callback.plan";
  starts_at: number;
  channel: Channel;
  invitation_id: string;
}
/**
 * Say that the citizen couldn't be reached; policy says when to try again, or that it was enough.
 *
 * ``attempt_id`` is the page's own: a repeat is one try.
 */
export interface CallbackMiss {
  request_id: string;
  callback_id: string;
  type: "callback.miss";
  attempt_id: string;
}
/**
 * Say that it is done, and how.
 */
export interface CallbackClose {
  request_id: string;
  callback_id: string;
  type: "callback.close";
  outcome: CallbackOutcome;
}
/**
 * Leave a note for whoever works on the request next; erased with the citizen's name.
 */
export interface CallbackNote {
  request_id: string;
  callback_id: string;
  type: "callback.note";
  text: string;
}
/**
 * Say that one knows what the citizen called off: it is listed no longer.
 */
export interface CallbackDismiss {
  request_id: string;
  callback_id: string;
  type: "callback.dismiss";
}
/**
 * Ask for moments that suit the citizen; answered by ``callback.proposed``.
 */
export interface CallbackPropose {
  request_id: string;
  callback_id: string;
  type: "callback.propose";
}
/**
 * Ask for a callback for somebody on the phone, as ``form`` was filled in.
 *
 * ``callback_id`` is the page's own, so a repeat is one request. Answered by ``callback.told`` or
 * ``callback.faulty``.
 */
export interface CallbackAsk {
  request_id: string;
  type: "callback.ask";
  callback_id: string;
  form: Filled;
  urgent?: boolean;
}
/**
 * The fields as they were filled in; all of them as text.
 */
export interface Filled {
  /**
   * how the citizen wants to be called
   */
  name?: string;
  /**
   * as people write it; Dutch without a country code
   */
  phone?: string;
  email?: string;
  /**
   * `9712 AB`, or `9712`
   */
  postcode?: string;
  /**
   * `question`, `report` or `complaint`
   */
  topic?: string;
  /**
   * an ISO 639 code of a language on the form
   */
  language?: string;
  /**
   * `video` or `phone`
   */
  preference?: string;
  /**
   * `1` (Monday) to `7`; none = any
   *
   * @maxItems 10
   */
  days?: string[];
  /**
   * `morning`, `afternoon`, `evening`; none = any
   *
   * @maxItems 10
   */
  parts?: string[];
  /**
   * `without_hearing`, `without_voice`, `screen_reader`, `companion`
   *
   * @maxItems 10
   */
  needs?: string[];
}
/**
 * Say when an officer is absent (UTC epoch ms), and who stands in; an officer: of oneself alone.
 */
export interface AbsenceSet {
  request_id: string;
  type: "absence.set";
  staff_id?: string | null;
  starts_at: number;
  ends_at: number;
  replacement?: string | null;
}
/**
 * Say that an officer is not, or no longer, absent; without ``staff_id``: oneself.
 */
export interface AbsenceClear {
  request_id: string;
  type: "absence.clear";
  staff_id?: string | null;
}
/**
 * Ask who is absent: an officer for the own absence and whom they stand in for, a supervisor for all.
 */
export interface AbsenceList {
  request_id: string;
  type: "absence.list";
}
/**
 * A citizen is ready, and waits for the officer.
 */
export interface RoomEnter {
  request_id: string;
  type: "room.enter";
}
/**
 * A citizen who waits in vain would rather be phoned.
 */
export interface RoomAskPhone {
  request_id: string;
  type: "room.ask_phone";
}
/**
 * A citizen who waits in vain would rather talk with anybody of the Regional Service Centre.
 */
export interface RoomAskCentre {
  request_id: string;
  type: "room.ask_centre";
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
 * Ask for what was written before one joined; answered by ``chat.told``.
 */
export interface ChatRead {
  request_id: string;
  type: "chat.read";
  call_id: string;
}
/**
 * Show the others what is being typed, as it is typed (real-time text, ITU-T T.140); kept nowhere.
 *
 * ``text`` is the whole line so far, empty when it is given up. When it is finished the page posts it with
 * ``chat.post`` under ``entry_id``. Of two messages for a line the higher ``revision`` counts.
 */
export interface TextType {
  request_id: string;
  type: "text.type";
  call_id: string;
  entry_id: string;
  revision: number;
  text: string;
}
/**
 * Ask what the page's connection for a call needs; answered by ``media.prepared``.
 */
export interface MediaPrepare {
  request_id: string;
  type: "media.prepare";
  call_id: string;
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
/**
 * Say whether the own microphone and camera are on: at the start of a call, and at each change.
 */
export interface MediaShow {
  request_id: string;
  type: "media.show";
  call_id: string;
  microphone: Device;
  camera: Device;
}
/**
 * Show the others the shared screen or document, or stop; one participant at a time (``share_taken``).
 */
export interface MediaShare {
  request_id: string;
  type: "media.share";
  call_id: string;
  on: boolean;
}
