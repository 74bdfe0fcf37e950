// Made by scripts/protocol; don't edit.
// sha256 of server.schema.json: 9be3ea719c32379fed3e1a83041da5df69900b45579d4c97b7079af23750163c

export type ServerMessage =
  | SessionChallenge
  | SessionOpened
  | Snapshot
  | Heartbeat
  | RequestDone
  | Error
  | QueuePlaced
  | LocationChanged
  | BoothsChanged
  | BoardMeasured
  | StationChanged
  | InterpretersCounted
  | QueueCounted
  | PartnerChanged
  | ColleaguesCounted
  | CallExplained
  | NoteChanged
  | NoteTold
  | DayListed
  | CallbackListed
  | CallbackTold
  | CallbackFaulty
  | CallbackProposed
  | AbsenceListed
  | AbsenceChanged
  | CallbackChanged
  | MessageDelivered
  | RoomChanged
  | ChatDelivered
  | ChatTold
  | TextTyped
  | MediaPrepared
  | MediaAnswered
  | MediaSlotsChanged
  | MediaReplaced
  | MediaStateChanged
  | MediaSpeakersChanged
  | MediaMoved
  | MediaOfferWanted
  | MediaQualityMeasured
  | CallQueued
  | CallJoined
  | CallLeft
  | CallEnded
  | CallClosed
  | CallRated
  | CallHeld
  | CallMeasured
  | CallSupervised
  | CallPrioritised
  | CallSteered
  | StaffSteered
  | CallClassified
  | CallFlagged
  | FlagSettled
  | AlertRaised
  | AlertChanged
  | AlertAcknowledged
  | AlertCleared
  | DispositionStated
  | LocationSwitched
  | HelpRequested
  | HelpAcknowledged
  | HelpEnded
  | BoothReported
  | ParticipantChanged
  | SeatChanged
  | ReservationCreated
  | ReservationEnded
  | StaffChanged
  | RelayRegistered
  | RelayDraining
  | RelayGone;
/**
 * What a party of a call, or an account, is.
 */
export type Role = "visitor" | "citizen" | "agent" | "wijkagent" | "interpreter" | "supervisor" | "service";
/**
 * How well a language is spoken: CEFR, Council of Europe. Members are in ascending order.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z]{2,3}$".
 */
export type Level = "A1" | "A2" | "B1" | "B2" | "C1" | "C2";
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
 * Whom a supervisor in a call is received by; they receive everybody.
 */
export type JoinMode = "listen" | "whisper" | "barge";
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
 * What follows from the calls a person holds.
 */
export type Activity = "idle" | "reserved" | "on_call" | "wrap_up";
/**
 * What a visitor calls about.
 */
export type Subject = "question" | "report" | "complaint" | "anonymous";
/**
 * How a visitor wants to be met; whoever is asked to answer knows it before.
 */
export type Need = "without_voice" | "without_hearing" | "screen_reader" | "companion";
/**
 * What brought a seat and a person together.
 */
export type MatchEdge = "seat_opened" | "person_freed";
/**
 * By what the people who stand in a pool are ordered, the lowest first.
 */
export type Order = "idle_since" | "occupancy";
/**
 * Where a call stands; ``ENDED`` is final. A call that is handed over blindly waits once more.
 */
export type CallState = "waiting" | "talking" | "ended";
/**
 * Why a call ended; every call ends once, with one of these.
 */
export type EndReason =
  "abandoned" | "visitor_hung_up" | "staff_hung_up" | "connection_lost" | "supervisor_ended";
/**
 * What an employee reports of how a visitor behaved.
 */
export type Flag = "abuse" | "threat" | "misuse";
/**
 * What a participant says of the own microphone, or camera.
 */
export type Device = "on" | "off" | "missing";
/**
 * Where a seat stands: a place in a call that waits for one person from its pools.
 */
export type SeatState = "waiting" | "reserved" | "taken" | "closed";
/**
 * How a reservation ended.
 */
export type ReservationOutcome = "accepted" | "declined" | "timed_out" | "canceled" | "rescinded";
/**
 * What visitors read in their own language; for ``OTHER``, and without one, only that it is closed.
 */
export type ClosingReason = "technical" | "safety" | "no_staff" | "occasion" | "other";
/**
 * What a tile is for; pages have words for each but a link.
 */
export type TileKind = "form" | "search" | "chat" | "jobs" | "link";
/**
 * Where a visitor reads what a tile leads to.
 */
export type TileShow = "frame" | "qr";
/**
 * Who asked for somebody to come to a booth.
 */
export type HelpAsker = "visitor" | "agent";
/**
 * What a rule watches; a rule's threshold is in the unit named here.
 */
export type AlertKind =
  | "longest_wait"
  | "queue_length"
  | "service_level"
  | "language_unstaffed"
  | "location_unstaffed"
  | "callback_overdue"
  | "booth_offline"
  | "relay_lost"
  | "relays_full";
/**
 * By what others are told of an alert.
 */
export type NoticeWay = "webhook" | "mail";
/**
 * Faults of a message itself, or of the server, beside the engine's refusals.
 */
export type ProtocolErrorCode =
  | "bad_message"
  | "not_allowed"
  | "hello_expected"
  | "too_many"
  | "bad_offer"
  | "share_taken"
  | "unavailable"
  | "internal";
/**
 * Why a command was refused; a refusal changes nothing.
 */
export type RefusalCode =
  | "already_in_call"
  | "already_taken"
  | "already_invited"
  | "caller_left"
  | "reservation_expired"
  | "no_such_call"
  | "no_such_reservation"
  | "no_such_seat"
  | "no_such_person"
  | "no_such_location"
  | "no_such_booth"
  | "no_such_help"
  | "no_such_alert"
  | "wrong_code"
  | "not_a_participant"
  | "not_yours"
  | "wrong_state"
  | "chat_full"
  | "call_full"
  | "closed"
  | "closed_by_hand"
  | "queue_full"
  | "nobody_staffed"
  | "changed_meanwhile"
  | "not_allowed_here"
  | "already_supervised"
  | "not_offered"
  | "unknown_language"
  | "account_locked"
  | "no_such_request"
  | "no_such_team"
  | "request_closed"
  | "unknown_postcode"
  | "phone_only"
  | "unreachable"
  | "no_such_moment"
  | "too_far_ahead"
  | "too_often"
  | "wrong_link"
  | "link_revoked"
  | "used_elsewhere";
/**
 * What a booth says of its loudspeaker.
 */
export type Loudspeaker = "ok" | "missing" | "unknown";
/**
 * How a booth's own connection to the service does, as its page finds it.
 */
export type Network = "good" | "fair" | "poor" | "unknown";
/**
 * What goes on at a booth; never who is there.
 */
export type BoothUse = "free" | "waiting" | "in_use" | "offline";
/**
 * What is wrong with a booth that is in use.
 */
export type BoothTrouble = "offline" | "camera" | "microphone" | "loudspeaker" | "network";
/**
 * What became of an offer, in the day of the person who had it.
 */
export type Outcome = "talked" | "missed" | "declined";
/**
 * Where a request stands; ``CLOSED`` is final.
 */
export type CallbackState = "waiting" | "claimed" | "invited" | "planned" | "talking" | "closed";
/**
 * Who wrote a request down.
 */
export type Origin = "form" | "employee" | "api";
/**
 * How a citizen and an officer talk.
 */
export type Channel = "video" | "phone";
/**
 * A part of a day on which somebody likes to be called.
 */
export type DayPart = "morning" | "afternoon" | "evening";
/**
 * How one try to reach a citizen went wrong.
 */
export type AttemptResult = "no_answer" | "no_show" | "interrupted" | "kept_waiting";
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
 * What a citizen is written.
 */
export type Letter =
  | "received"
  | "invitation"
  | "planned"
  | "phone_planned"
  | "reminder"
  | "called_off"
  | "missed"
  | "given_up"
  | "closed"
  | "canceled";
/**
 * By what a message goes.
 */
export type Carrier = "mail" | "sms";
/**
 * How far a message came, as far as we can know: whether it is read, nobody tells.
 */
export type DeliveryState = "pending" | "sent" | "failed" | "dropped";
/**
 * What can be wrong with a field.
 */
export type Wrong =
  "missing" | "malformed" | "unknown" | "phone_only" | "no_contact" | "no_way_for_link" | "no_way_to_write";
/**
 * Why a participant left a call.
 */
export type LeaveReason = "hung_up" | "connection_lost" | "transferred" | "released" | "freed";
/**
 * Why a supervisor joins: an employer who listens in must be able to say so afterwards.
 */
export type JoinReason = "asked" | "coaching" | "quality" | "safety";
/**
 * What a supervisor does with a call.
 */
export type CallDeed = "moved" | "pulled" | "ended";
/**
 * What a supervisor does with a person.
 */
export type PersonDeed = "status_set" | "freed";
/**
 * Why a request for help is over.
 */
export type HelpEnd = "withdrawn" | "settled" | "lapsed";

/**
 * To an enrolled booth that says hello: its device must prove itself, by a further hello with ``proof``.
 *
 * It signs ``callrouter booth `` and the challenge, with ECDSA on P-256 and SHA-256, by the key that was
 * registered with the code.
 */
export interface SessionChallenge {
  type: "session.challenge";
  challenge: string;
}
/**
 * Answer to ``session.hello``: who this page is and what it may count on.
 */
export interface SessionOpened {
  type: "session.opened";
  request_id: string;
  session_id: string;
  principal_id: string;
  role: Role;
  display_name: string;
  languages: string[];
  levels: {
    [k: string]: Level;
  };
  resumed: boolean;
  server_time: number;
  heartbeat_s: number;
  slots: number;
  pages: string;
  interpreter_languages: string[];
  served_languages: string[];
  dispositions: Disposition[];
  online_form: string | null;
  longest_wrap_up_s: number;
  teams: TeamView[];
  joining: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[A-Za-z0-9._:#/*-]{1,120}$".
     */
    [k: string]: JoinMode[];
  };
  oversees: string[];
  oversees_all: boolean;
}
/**
 * A team of neighborhood officers, as staff see it.
 */
export interface TeamView {
  team_id: string;
  name: string;
  centre: string;
  video: boolean;
  neighborhoods: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[A-Za-z0-9._:#/*-]{1,120}$".
     */
    [k: string]: string;
  };
  officers: Officer[];
}
/**
 * Somebody of a team.
 */
export interface Officer {
  staff_id: string;
  display_name: string;
}
/**
 * Everything that concerns this page; replaces all it knew.
 */
export interface Snapshot {
  type: "snapshot";
  event_id: string;
  staff: Staff | null;
  reservation: Reservation | null;
  call: Call | null;
  chat: ChatEntry[];
  notes: Note[];
  disposition: Disposition | null;
  locations: LocationView[];
  help: HelpRequest | null;
  wanted: HelpRequest[];
  board: Board | null;
}
/**
 * A person of the service as the router sees them. Times are UTC epoch ms.
 */
export interface Staff {
  staff_id: string;
  role: Role;
  display_name: string;
  centre: string;
  languages: string[];
  status: Status;
  reason: AwayReason | null;
  next_status: Status | null;
  next_reason: AwayReason | null;
  since: number;
  activity: Activity;
  call_id: string | null;
  reservation_id: string | null;
  wrap_up_ends_at: number | null;
  ready_at: number | null;
  missed: number;
}
/**
 * A seat held for one person while it rings. Times are UTC epoch ms.
 */
export interface Reservation {
  reservation_id: string;
  call_id: string;
  seat_id: string;
  staff_id: string;
  role: Role;
  language: string;
  call_language: string;
  subject: Subject;
  needs: Need[];
  centre: string;
  location: string;
  queued_at: number;
  seat_opened_at: number;
  asked_by: string | null;
  consulted: boolean;
  created_at: number;
  expires_at: number;
  match: Match;
}
/**
 * Why a seat and a person met, as the engine recorded it in the same step.
 */
export interface Match {
  edge: MatchEdge;
  pool: string;
  step: number;
  steps: number;
  order: Order;
  preferred: boolean;
  people: number;
  seats: number;
  waited_ms: number;
  idle_ms: number;
  passed_over: string[];
  together_with: string | null;
}
/**
 * One visitor's request for a conversation, from request to end. Times are UTC epoch ms.
 */
export interface Call {
  call_id: string;
  state: CallState;
  booth_id: string;
  centre: string;
  location: string;
  language: string;
  subject: Subject;
  needs: Need[];
  reference: string;
  queued_at: number;
  head_start_ms: number;
  answered_at: number | null;
  held_at: number | null;
  ended_at: number | null;
  end_reason: EndReason | null;
  disposition: Disposition | null;
  flag: Flag | null;
  participants: Participant[];
  seats: Seat[];
  opened_to: string[];
  media: LegSummary[];
}
/**
 * A party of a call, present or within the grace time of a lost connection.
 */
export interface Participant {
  participant_id: string;
  role: Role;
  display_name: string;
  online: boolean;
  joined_at: number;
  microphone: Device | null;
  camera: Device | null;
  mode: JoinMode | null;
}
/**
 * A place in a call for one person from certain pools.
 */
export interface Seat {
  seat_id: string;
  role: Role;
  language: string;
  state: SeatState;
  hosts: boolean;
  staff_id: string | null;
  opened_at: number;
  passed: Passed | null;
}
/**
 * Who was rung for a seat last and didn't take it, and how that ended.
 */
export interface Passed {
  staff_id: string;
  outcome: ReservationOutcome;
}
/**
 * The quality of one leg over its whole life, for the call's record.
 */
export interface LegSummary {
  participant_id: string;
  duration_s: number;
  mean_score: number | null;
  worst_score: number | null;
  loss_up: number;
  loss_down: number;
  round_trip_ms: number | null;
  interrupted_s: number;
  transport: "udp" | "tcp";
}
/**
 * One line of a call's chat. Kept no longer than the call.
 */
export interface ChatEntry {
  entry_id: string;
  participant_id: string;
  at: number;
  text: string;
}
/**
 * What an employee noted of a call; the whole text, replaced as it is written. Times are UTC epoch ms.
 */
export interface Note {
  staff_id: string;
  display_name: string;
  revision: number;
  at: number;
  text: string;
}
/**
 * The station a booth stands in.
 */
export interface LocationView {
  location_id: string;
  name: string;
  open: boolean;
  closed_by_hand: boolean;
  closing: ClosingView | null;
  opens_at: number | null;
  timezone: string;
  hours: OpeningTimes[];
  callback_url: string | null;
  may_be_joined: boolean;
  tiles: TileView[];
}
/**
 * What a supervisor tells at a location they closed.
 */
export interface ClosingView {
  reason: ClosingReason | null;
  line: string;
  reopens_at: number | null;
  at: number;
  by: string | null;
}
/**
 * The hours of the next such weekday (1 = Monday), local time as ``HH:MM``; no times = closed all day.
 */
export interface OpeningTimes {
  weekday: number;
  opens: string | null;
  closes: string | null;
  special: boolean;
  line: string;
}
/**
 * Something on the web that a booth offers beside the call.
 */
export interface TileView {
  kind: TileKind;
  url: string;
  show: TileShow;
  titles: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[a-z]{2,3}$".
     */
    [k: string]: string;
  };
}
/**
 * Somebody is wanted at a booth; there is one at a time for each. Times are UTC epoch ms.
 */
export interface HelpRequest {
  help_id: string;
  booth_id: string;
  location: string;
  by: HelpAsker;
  call_id: string | null;
  at: number;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  lapses_at: number;
}
/**
 * Every live call, connected person, open request for help, report of a visitor's behavior and alert.
 *
 * As of the journal entry ``event_id``.
 */
export interface Board {
  event_id: string;
  calls: Call[];
  staff: Staff[];
  help: HelpRequest[];
  flagged: FlaggedCall[];
  alerts: Alert[];
}
/**
 * What an employee reported of a visitor's behavior; shown to supervisors until one has seen it.
 */
export interface FlaggedCall {
  call_id: string;
  reference: string;
  booth_id: string;
  location: string;
  kind: Flag;
  at: number;
  by: string;
  display_name: string;
}
/**
 * A condition that has lasted, and what people know of it. Times are UTC epoch ms.
 */
export interface Alert {
  key: string;
  rule_id: string;
  kind: AlertKind;
  threshold: number;
  value: number | null;
  since: number | null;
  location: string | null;
  centre: string | null;
  language: string | null;
  booth_id: string | null;
  loud: boolean;
  notify: NoticeWay[];
  alert_id: string;
  raised_at: number;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  undelivered: NoticeWay[];
}
/**
 * The server is there; sent when there was nothing else to say for ``heartbeat_s`` seconds.
 */
export interface Heartbeat {
  type: "heartbeat";
  server_time: number;
}
/**
 * A message was carried out.
 */
export interface RequestDone {
  type: "request.done";
  request_id: string;
  call_id: string | null;
}
/**
 * A message was not carried out, and changed nothing.
 */
export interface Error {
  type: "error";
  request_id: string | null;
  code: ProtocolErrorCode | RefusalCode;
}
/**
 * A waiting booth's place among those who wait for the same people, and about how long it takes.
 */
export interface QueuePlaced {
  type: "queue.placed";
  call_id: string;
  position: number;
  about_minutes: number | null;
  more_than: boolean;
  from_minutes: number | null;
  to_minutes: number | null;
  with_interpreter: boolean;
}
/**
 * The booth's location, or one of an employee's or supervisor's, opened or closed.
 */
export interface LocationChanged {
  type: "location.changed";
  location: LocationView;
}
/**
 * How all booths stand, for supervisors; ``reported_at``, ``use`` and ``use_since`` are null here.
 */
export interface BoothsChanged {
  type: "booths.changed";
  booths: BoothStanding[];
}
/**
 * How a booth stands, and what is wrong with it.
 */
export interface BoothStanding {
  booth_id: string;
  online: boolean;
  enrolled: boolean;
  report: DeviceReport | null;
  reported_at: number | null;
  help: HelpRequest | null;
  use: BoothUse | null;
  use_since: number | null;
  location: string;
  troubles: BoothTrouble[];
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
 * Today's figures as they are now; told within a second of what changes them.
 */
export interface BoardMeasured {
  type: "board.measured";
  target: ServiceTarget;
  today: ServiceRow[];
  trend: ServicePoint[];
  forecasts: CallForecast[];
  callbacks: CallbacksStanding;
  relays: RelayView[];
}
/**
 * What the service level is measured by, and what it should be.
 */
export interface ServiceTarget {
  threshold_s: number;
  goal: number;
  formula_in_words: string;
}
/**
 * Today's calls of one location (or team) and language, since midnight there.
 */
export interface ServiceRow {
  offered: number;
  answered: number;
  abandoned: number;
  in_time: number;
  counted: number;
  answered_wait_ms: number;
  location: string;
  centre: string | null;
  language: string;
}
/**
 * All calls of one quarter of an hour, which began at ``starts_at`` (UTC epoch ms).
 */
export interface ServicePoint {
  offered: number;
  answered: number;
  abandoned: number;
  in_time: number;
  counted: number;
  answered_wait_ms: number;
  starts_at: number;
}
/**
 * About how long a waiting call still waits, s: as likely longer as shorter; three in five in between.
 */
export interface CallForecast {
  call_id: string;
  expected_s: number;
  low_s: number;
  high_s: number;
}
/**
 * Open callback requests of all teams and centres.
 */
export interface CallbacksStanding {
  waiting: number;
  past_due: number;
}
/**
 * How a relay does, as far as a supervisor needs to know.
 */
export interface RelayView {
  relay_id: string;
  calls: number;
  capacity: number;
  draining: boolean;
  cpu: number;
}
/**
 * How the booths of a service employee's locations stand, and who else is posted there.
 */
export interface StationChanged {
  type: "station.changed";
  booths: StationBooth[];
  people: ServicePerson[];
}
/**
 * A booth as a service employee there sees it: what goes on, and how it is; never who is there.
 */
export interface StationBooth {
  booth_id: string;
  location: string;
  use: BoothUse | null;
  use_since: number | null;
  troubles: BoothTrouble[];
  report: DeviceReport | null;
  reported_at: number | null;
}
/**
 * A service employee of the same location.
 */
export interface ServicePerson {
  staff_id: string;
  display_name: string;
  on_duty: boolean;
}
/**
 * How many interpreters an employee could reach now, for each of ``interpreter_languages``.
 */
export interface InterpretersCounted {
  type: "interpreters.counted";
  languages: LanguageCount[];
}
/**
 * How many interpreters of a language there are now.
 */
export interface LanguageCount {
  language: string;
  free: number;
  present: number;
}
/**
 * What waits for an employee: the calls that could ring at them, by language, the oldest first.
 */
export interface QueueCounted {
  type: "queue.counted";
  languages: LanguageQueue[];
}
/**
 * The calls in one language that an employee could be offered. Says nothing of anybody.
 */
export interface LanguageQueue {
  language: string;
  waiting: number;
  ringing: number;
  longest_since: number;
}
/**
 * How the other one stands whom a call needs, interpreter or employee; told to whoever it rings at.
 */
export interface PartnerChanged {
  type: "partner.changed";
  call_id: string;
  role: Role;
  state: SeatState;
}
/**
 * Whom an employee could hand a call over to now; the free ones first.
 */
export interface ColleaguesCounted {
  type: "colleagues.counted";
  centres: CentreQueue[];
  people: Colleague[];
}
/**
 * A centre a call can be handed over to, and the languages its employees who are ready speak.
 */
export interface CentreQueue {
  centre: string;
  name: string;
  languages: string[];
}
/**
 * An employee a call can be handed over to.
 */
export interface Colleague {
  staff_id: string;
  display_name: string;
  centre: string;
  languages: string[];
  free: boolean;
}
/**
 * Answer to ``call.explain``.
 */
export interface CallExplained {
  type: "call.explained";
  request_id: string;
  explanation: Explanation;
}
/**
 * Why a seat still waits, and what opens next; read in one atomic step.
 */
export interface Explanation {
  at: number;
  call: Call;
  seat_id: string;
  score: number;
  room: boolean;
  steps: StepFacts[];
  companion: PoolFacts[];
  offers: OfferFacts[];
  reservation: Reservation | null;
}
/**
 * A step of a waiting seat's plan.
 */
export interface StepFacts {
  opened: boolean;
  opens_at: number;
  with_companion: boolean;
  pools: PoolFacts[];
}
/**
 * How a pool stands at one moment.
 */
export interface PoolFacts {
  pool: string;
  present: number;
  staffed: number;
  available: number;
  waiting: number;
  ahead: number;
}
/**
 * How often a person has been offered a seat.
 */
export interface OfferFacts {
  staff_id: string;
  offers: number;
  exhausted: boolean;
}
/**
 * An employee in this call wrote their note, maybe at another page of this one's user.
 */
export interface NoteChanged {
  type: "note.changed";
  event_id: string;
  call_id: string;
  note: Note;
}
/**
 * Answer to ``note.read``: those that are kept; of a call one isn't in, the own one alone.
 */
export interface NoteTold {
  type: "note.told";
  request_id: string;
  call_id: string;
  notes: Note[];
}
/**
 * Answer to ``day.read``: what the own work was, newest first (500 entries, of eight days, at most).
 */
export interface DayListed {
  type: "day.listed";
  request_id: string;
  entries: DayEntry[];
  noted: string[];
  calls: number;
  talk_ms: number;
  missed: number;
}
/**
 * A stay in a call, or an offer that was missed or declined. Times are UTC epoch ms.
 */
export interface DayEntry {
  entry_id: string;
  outcome: Outcome;
  call_id: string;
  reference: string;
  role: Role;
  language: string;
  call_language: string;
  subject: Subject;
  location: string;
  joined_at: number | null;
  at: number;
  kind: ("video" | "audio") | null;
  disposition: Disposition | null;
}
/**
 * Answer to ``callback.list``: those due first, of ``count``.
 */
export interface CallbackListed {
  type: "callback.listed";
  request_id: string;
  count: number;
  queues: string[];
  callbacks: CallbackView[];
}
/**
 * A request as those who work on it see it. Without ``contact``, who its citizen is was erased.
 */
export interface CallbackView {
  request: CallbackRequest;
  contact: Contact | null;
  deliveries: Delivery[];
}
/**
 * A citizen's request to be called back. Says nothing of who they are.
 */
export interface CallbackRequest {
  request_id: string;
  revision: number;
  reference: string;
  state: CallbackState;
  origin: Origin;
  queue: string;
  team: string | null;
  centre: string;
  neighborhood: string;
  subject: Subject;
  language: string;
  wishes: Wishes;
  urgent: boolean;
  requested_at: number;
  due_at: number;
  corrections: number;
  not_before: number | null;
  overdue_at: number | null;
  staff_id: string | null;
  held_since: number | null;
  appointment: Appointment | null;
  invitation: Invitation | null;
  call_id: string | null;
  wants_other_moment: boolean;
  noted_at: number | null;
  reminded_at: number | null;
  attempts: Attempt[];
  outcome: CallbackOutcome | null;
  closed_at: number | null;
  closed_by: string | null;
  withdrawn: Withdrawn | null;
  to_centre_at: number | null;
  erased_at: number | null;
}
/**
 * When and how a citizen likes to be called; no days or parts = any.
 */
export interface Wishes {
  channel: Channel;
  /**
   * @maxItems 7
   */
  days: number[];
  /**
   * @maxItems 3
   */
  parts: DayPart[];
  /**
   * @maxItems 4
   */
  needs: Need[];
}
/**
 * The moment agreed on.
 */
export interface Appointment {
  starts_at: number;
  channel: Channel;
}
/**
 * The way into one conversation by video. Links to it are kept as digests, apart.
 */
export interface Invitation {
  invitation_id: string;
  opens_at: number;
  closes_at: number;
  starts_at: number;
  arrived_at: number | null;
  left_at: number | null;
  waited_ms: number | null;
}
/**
 * One try to reach the citizen.
 */
export interface Attempt {
  at: number;
  channel: Channel;
  result: AttemptResult;
  by: string;
  attempt_id: string | null;
}
/**
 * What a citizen called off, for whoever had it: they may be preparing for it.
 */
export interface Withdrawn {
  staff_id: string;
  appointment: Appointment | null;
}
/**
 * Who a citizen is, and how to reach them. Kept apart from the request, erased by policy.
 */
export interface Contact {
  name: string;
  phone: string | null;
  mail: string | null;
  note: string;
}
/**
 * What staff may know of a message.
 */
export interface Delivery {
  message_id: string;
  letter: Letter;
  carrier: Carrier;
  state: DeliveryState;
  at: number;
  failures: number;
}
/**
 * A request as a step has left it; the answer to every message about one.
 */
export interface CallbackTold {
  type: "callback.told";
  request_id: string;
  callback: CallbackView;
}
/**
 * A ``callback.ask`` whose form has ``faults``, by field; nothing was asked for.
 */
export interface CallbackFaulty {
  type: "callback.faulty";
  request_id: string;
  faults: {
    [k: string]: Wrong;
  };
}
/**
 * Answer to ``callback.propose``: the next moments that suit, UTC epoch ms.
 */
export interface CallbackProposed {
  type: "callback.proposed";
  request_id: string;
  moments: number[];
}
/**
 * Answer to ``absence.list``, ``absence.set`` and ``absence.clear``: absences that are not over.
 */
export interface AbsenceListed {
  type: "absence.listed";
  request_id: string;
  absences: Absence[];
}
/**
 * An officer isn't there from ``starts_at`` until ``ends_at``.
 */
export interface Absence {
  staff_id: string;
  starts_at: number;
  ends_at: number;
  replacement: string | null;
}
/**
 * Who is absent when, or who stands in, is otherwise: ask ``absence.list`` and ``callback.list`` anew.
 */
export interface AbsenceChanged {
  type: "absence.changed";
}
/**
 * A request was made, or a step was taken with it; ``was``: where it stood, None = it is new.
 */
export interface CallbackChanged {
  event_id: string;
  at: number;
  type: "callback.changed";
  request: CallbackRequest;
  was: CallbackState | null;
  step: string;
  by: string;
}
/**
 * A message to a citizen came further, or failed.
 */
export interface MessageDelivered {
  event_id: string;
  at: number;
  type: "message.delivered";
  request_id: string;
  delivery: Delivery;
}
/**
 * How a citizen's conversation stands now: told to their page at first, and at each change.
 */
export interface RoomChanged {
  type: "room.changed";
  room: RoomView;
}
/**
 * A conversation as its citizen sees it. Times are UTC epoch ms.
 */
export interface RoomView {
  reference: string;
  state: CallbackState;
  language: string;
  channel: Channel;
  needs: Need[];
  starts_at: number | null;
  opens_at: number | null;
  closes_at: number | null;
  arrived_at: number | null;
  host: "officer" | "centre";
  officer: "there" | "busy" | "away";
  interpreter: ("free" | "busy" | "away") | null;
  kept_waiting_s: number;
  phone: boolean;
  centre: boolean;
  put_through: boolean;
  may_be_joined: boolean;
  wants_other_moment: boolean;
  call_id: string | null;
  failure: AttemptResult | null;
  outcome: CallbackOutcome | null;
}
/**
 * Somebody in the call wrote something.
 */
export interface ChatDelivered {
  type: "chat.delivered";
  event_id: string;
  call_id: string;
  entry: ChatEntry;
}
/**
 * Answer to ``chat.read``: the chat so far, to interpreters and supervisors since they joined.
 */
export interface ChatTold {
  type: "chat.told";
  request_id: string;
  call_id: string;
  entries: ChatEntry[];
}
/**
 * What somebody else in the call is typing: the whole line so far; empty when it was given up.
 *
 * A ``chat.delivered`` with the same ``entry_id`` takes its place.
 */
export interface TextTyped {
  type: "text.typed";
  call_id: string;
  participant_id: string;
  entry_id: string;
  revision: number;
  text: string;
}
/**
 * Answer to ``media.prepare``: servers to reach the relay through, with credentials for a short time.
 */
export interface MediaPrepared {
  type: "media.prepared";
  request_id: string;
  call_id: string;
  ice_servers: IceServer[];
}
/**
 * A TURN or STUN server, as RTCConfiguration.iceServers has it.
 */
export interface IceServer {
  urls: string[];
  username: string | null;
  credential: string | null;
}
/**
 * The relay's answer to ``media.offer``.
 */
export interface MediaAnswered {
  type: "media.answered";
  request_id: string;
  call_id: string;
  sdp_answer: string;
}
/**
 * Who is received in which slot of this page's connection (index = slot), and who shares something.
 */
export interface MediaSlotsChanged {
  type: "media.slots_changed";
  call_id: string;
  slots: (string | null)[];
  share: string | null;
  paused: string[];
}
/**
 * The participant's media is connected from this session now; another page of theirs stops trying.
 */
export interface MediaReplaced {
  type: "media.replaced";
  call_id: string;
  session_id: string;
}
/**
 * How the media connection of a participant of this call fares.
 */
export interface MediaStateChanged {
  type: "media.state_changed";
  call_id: string;
  participant_id: string;
  state: "connecting" | "connected" | "slow" | "gone";
}
/**
 * Who speaks now, the page's own user among them.
 */
export interface MediaSpeakersChanged {
  type: "media.speakers_changed";
  call_id: string;
  speakers: string[];
}
/**
 * The call's media goes on at another relay: connect anew, at once.
 */
export interface MediaMoved {
  type: "media.moved";
  call_id: string;
}
/**
 * Offer again on the same connection: this page is to send another codec.
 */
export interface MediaOfferWanted {
  type: "media.offer_wanted";
  call_id: string;
}
/**
 * How well a participant is sent and receives; a page hears its own, supervisors hear all.
 */
export interface MediaQualityMeasured {
  type: "media.quality_measured";
  call_id: string;
  quality: LegQuality;
}
/**
 * How well a participant is sent and receives. ``up`` is towards the relay.
 */
export interface LegQuality {
  participant_id: string;
  score: number;
  round_trip_ms: number | null;
  up: DirectionQuality;
  down: DirectionQuality;
}
/**
 * One direction of a leg, over the last measured stretch; a rate of None: nothing was sent.
 */
export interface DirectionQuality {
  loss: number;
  jitter_ms: number;
  bitrate: number;
  frames_per_s: number | null;
}
/**
 * A visitor's call entered the queue.
 */
export interface CallQueued {
  event_id: string;
  at: number;
  type: "call.queued";
  call: Call;
}
/**
 * A participant joined; the first employee's joining answers the call.
 */
export interface CallJoined {
  event_id: string;
  at: number;
  type: "call.joined";
  call: Call;
  participant_id: string;
}
/**
 * A participant left a call that goes on.
 */
export interface CallLeft {
  event_id: string;
  at: number;
  type: "call.left";
  call: Call;
  participant_id: string;
  reason: LeaveReason;
  by: string | null;
}
/**
 * A call ended, for everybody; the reason stands in the call.
 */
export interface CallEnded {
  event_id: string;
  at: number;
  type: "call.ended";
  call: Call;
}
/**
 * The employee stated how an ended call was finished.
 */
export interface CallClosed {
  event_id: string;
  at: number;
  type: "call.closed";
  call: Call;
}
/**
 * The visitor rated an ended call.
 */
export interface CallRated {
  event_id: string;
  at: number;
  type: "call.rated";
  call_id: string;
  rating: number;
  location: string | null;
  language: string | null;
  subject: Subject | null;
}
/**
 * The visitor was put on hold, or is talked with again.
 */
export interface CallHeld {
  event_id: string;
  at: number;
  type: "call.held";
  call: Call;
  by: string;
}
/**
 * How a participant's connection did was added to the call's record.
 */
export interface CallMeasured {
  event_id: string;
  at: number;
  type: "call.measured";
  call: Call;
  participant_id: string;
}
/**
 * A supervisor joined a call, takes part otherwise than until now, or left it (``mode`` is null).
 */
export interface CallSupervised {
  event_id: string;
  at: number;
  type: "call.supervised";
  call: Call;
  by: string;
  mode: JoinMode | null;
  why: JoinReason | null;
  left: LeaveReason | null;
}
/**
 * A supervisor gave a waiting call another head start.
 */
export interface CallPrioritised {
  event_id: string;
  at: number;
  type: "call.prioritised";
  call: Call;
  by: string;
  why: string;
}
/**
 * A supervisor moved, took or ended a call.
 */
export interface CallSteered {
  event_id: string;
  at: number;
  type: "call.steered";
  call_id: string;
  reference: string;
  deed: CallDeed;
  to: string | null;
  by: string;
  why: string;
}
/**
 * A supervisor set a person's status, or freed them from what they were busy with.
 */
export interface StaffSteered {
  event_id: string;
  at: number;
  type: "staff.steered";
  staff_id: string;
  deed: PersonDeed;
  status: Status | null;
  reason: AwayReason | null;
  by: string;
  why: string;
}
/**
 * An employee said what the call is about in truth.
 */
export interface CallClassified {
  event_id: string;
  at: number;
  type: "call.classified";
  call: Call;
  by: string;
}
/**
 * An employee reported how the visitor behaves, or took that back (``flagged`` is null).
 */
export interface CallFlagged {
  event_id: string;
  at: number;
  type: "call.flagged";
  call: Call;
  by: string;
  flagged: FlaggedCall | null;
}
/**
 * A supervisor has seen what was reported of a call's visitor.
 */
export interface FlagSettled {
  event_id: string;
  at: number;
  type: "flag.settled";
  call_id: string;
  location: string | null;
  by: string;
}
/**
 * What a rule watches for has lasted.
 */
export interface AlertRaised {
  event_id: string;
  at: number;
  type: "alert.raised";
  alert: Alert;
}
/**
 * It is worse, or better, or about somebody else; or others couldn't be told of it.
 */
export interface AlertChanged {
  event_id: string;
  at: number;
  type: "alert.changed";
  alert: Alert;
}
/**
 * A supervisor has seen it.
 */
export interface AlertAcknowledged {
  event_id: string;
  at: number;
  type: "alert.acknowledged";
  alert: Alert;
  by: string;
}
/**
 * It is over, by itself.
 */
export interface AlertCleared {
  event_id: string;
  at: number;
  type: "alert.cleared";
  alert: Alert;
}
/**
 * Somebody stated how the call was finished for them; the call's own is its last host's.
 */
export interface DispositionStated {
  event_id: string;
  at: number;
  type: "disposition.stated";
  call_id: string;
  staff_id: string;
  disposition: Disposition;
}
/**
 * A supervisor closed a location by hand, told something else there, or opened it again.
 */
export interface LocationSwitched {
  event_id: string;
  at: number;
  type: "location.switched";
  location: string;
  open: boolean;
  by: string | null;
  why: string;
  closing: Closing | null;
  again: boolean;
}
/**
 * A location closed by hand: by whom, and since when; UTC epoch ms. Other words are another closing.
 */
export interface Closing {
  reason: ClosingReason | null;
  line: string;
  reopens_at: number | null;
  by: string;
  at: number;
}
/**
 * Somebody is wanted at a booth.
 */
export interface HelpRequested {
  event_id: string;
  at: number;
  type: "help.requested";
  help: HelpRequest;
  by: string | null;
}
/**
 * Somebody is on the way to a booth.
 */
export interface HelpAcknowledged {
  event_id: string;
  at: number;
  type: "help.acknowledged";
  help: HelpRequest;
  by: string;
}
/**
 * Nobody is wanted at a booth any more.
 */
export interface HelpEnded {
  event_id: string;
  at: number;
  type: "help.ended";
  help: HelpRequest;
  reason: HelpEnd;
  by: string | null;
}
/**
 * A booth's devices or its connection are other than they were.
 */
export interface BoothReported {
  event_id: string;
  at: number;
  type: "booth.reported";
  booth_id: string;
  location: string;
  report: DeviceReport;
}
/**
 * A participant's connection was lost or came back.
 */
export interface ParticipantChanged {
  event_id: string;
  at: number;
  type: "participant.changed";
  call: Call;
  participant_id: string;
}
/**
 * A seat opened, began to ring, returned to the queue, or closed.
 */
export interface SeatChanged {
  event_id: string;
  at: number;
  type: "seat.changed";
  call: Call;
  seat_id: string;
  by: string | null;
}
/**
 * A seat is held for a person: it rings.
 */
export interface ReservationCreated {
  event_id: string;
  at: number;
  type: "reservation.created";
  reservation: Reservation;
}
/**
 * A reservation ended; it rings no longer.
 */
export interface ReservationEnded {
  event_id: string;
  at: number;
  type: "reservation.ended";
  reservation: Reservation;
  outcome: ReservationOutcome;
}
/**
 * A person's status or activity changed, or what is known of them.
 */
export interface StaffChanged {
  event_id: string;
  at: number;
  type: "staff.changed";
  staff: Staff;
  was: StaffWas | null;
  by: string | null;
}
/**
 * What a person was until now, and for which call: what their time went to.
 */
export interface StaffWas {
  status: Status;
  reason: AwayReason | null;
  activity: Activity;
  since: number;
  location: string | null;
  language: string | null;
  subject: Subject | null;
}
/**
 * A relay can be given calls.
 */
export interface RelayRegistered {
  event_id: string;
  at: number;
  type: "relay.registered";
  relay_id: string;
}
/**
 * A relay takes no new calls: it is about to stop.
 */
export interface RelayDraining {
  event_id: string;
  at: number;
  type: "relay.draining";
  relay_id: string;
}
/**
 * A relay is no more; its calls were moved in the same step.
 */
export interface RelayGone {
  event_id: string;
  at: number;
  type: "relay.gone";
  relay_id: string;
}
