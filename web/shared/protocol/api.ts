// Made by scripts/protocol; don't edit.
// sha256 of api.schema.json: d355fb59a5e3ba8d95d9e302fe87dca500a51b60221a3e7dc42fc3d0b5a1e644

export type ApiShape =
  | AlertRulesTold
  | AlertRulesVersion
  | AlertsTold
  | NewAlertRules
  | ApiError
  | AuditPage
  | ChainState
  | Definitions
  | EnrolmentOffered
  | ReportTold
  | OpeningPlan
  | StatisticsReport
  | StaffingWeek
  | StaffingTrial
  | TrialStanding;
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
 * The definitions of service level in use. T is the threshold; a report names the one it shows.
 */
export type Formula =
  | "answered_of_all"
  | "answered_of_answered"
  | "abandoned_in_time_count"
  | "abandoned_in_time_dont_count"
  | "short_dont_count";
/**
 * What a party of a call, or an account, is.
 */
export type Role = "visitor" | "citizen" | "agent" | "wijkagent" | "interpreter" | "supervisor" | "service";
/**
 * What decides on the hours of a date.
 */
export type HoursReason = "weekday" | "holiday" | "exception";
/**
 * How well a language is spoken: CEFR, Council of Europe. Members are in ascending order.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z]{2,3}$".
 */
export type Level = "A1" | "A2" | "B1" | "B2" | "C1" | "C2";
/**
 * The definitions of service level in use. T is the threshold; a report names the one it shows.
 */
export type Formula1 =
  | "answered_of_all"
  | "answered_of_answered"
  | "abandoned_in_time_count"
  | "abandoned_in_time_dont_count"
  | "short_dont_count";
/**
 * How far a trial is.
 */
export type TrialState = "playing" | "done" | "canceled" | "failed";

/**
 * The rules, the version to name when they are replaced (0 = nobody set any), and what they may be.
 */
export interface AlertRulesTold {
  version: number;
  rules: AlertRules;
  kinds: KindTold[];
  places: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[A-Za-z0-9._:#/*-]{1,120}$".
     */
    [k: string]: string;
  };
  centres: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[A-Za-z0-9._:#/*-]{1,120}$".
     */
    [k: string]: string;
  };
  languages: string[];
  ways: NoticeWay[];
}
/**
 * All rules of a deployment.
 */
export interface AlertRules {
  /**
   * @maxItems 100
   */
  rules: AlertRule[];
}
/**
 * When supervisors are alerted, and how; without a scope it is about the whole deployment.
 */
export interface AlertRule {
  rule_id: string;
  kind: AlertKind;
  threshold: number;
  location: string | null;
  centre: string | null;
  language: string | null;
  enabled: boolean;
  loud: boolean;
  /**
   * @maxItems 2
   */
  notify: NoticeWay[];
}
/**
 * What a rule of a kind may say: its threshold in seconds, percent or pieces, as the kind has it.
 */
export interface KindTold {
  kind: AlertKind;
  low: number;
  high: number;
  by_place: boolean;
  by_language: boolean;
}
/**
 * The version of the rules as they are now.
 */
export interface AlertRulesVersion {
  version: number;
}
/**
 * What supervisors are alerted to now, the oldest first.
 */
export interface AlertsTold {
  alerts: Alert[];
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
 * Rules to have from now on, in place of those of ``version``.
 */
export interface NewAlertRules {
  version: number;
  rules: AlertRules;
}
/**
 * Why a request was not carried out; nothing was changed. ``code`` is stable.
 */
export interface ApiError {
  code: string;
  faults: Fault[];
}
/**
 * Where a request is wrong, and how.
 */
export interface Fault {
  where: string;
  what: string;
}
/**
 * Entries, the newest first. A page may hold few, or none, and still have a ``next``.
 */
export interface AuditPage {
  entries: AuditLine[];
  next: number | null;
  newest: number;
  back_to: number | null;
}
/**
 * An entry, with the names that the directory has now.
 */
export interface AuditLine {
  number: number;
  at: number;
  by: string;
  action: string;
  subject: string | null;
  reference: string | null;
  outcome: string | null;
  why: string | null;
  event_id: string;
  form: number;
  by_name: string | null;
  subject_name: string | null;
}
/**
 * What a check of the whole chain found.
 */
export interface ChainState {
  entries: number;
  first_at: number | null;
  last_at: number | null;
  number: number;
  head: string;
  broken: ChainBreak | null;
}
/**
 * The first entry that isn't what was written, or isn't followed by what was.
 */
export interface ChainBreak {
  number: number;
  at: number | null;
  what: "altered" | "missing" | "unreadable" | "head";
}
/**
 * What every figure of a report is.
 */
export interface Definitions {
  definitions: Definition[];
}
/**
 * A figure that reports show. The report names the formula of the service level, and its T.
 */
export interface Definition {
  figure: string;
  nl: InWords;
  en: InWords;
}
/**
 * A figure in one language: what it is called, and how it is made.
 */
export interface InWords {
  name: string;
  formula: string;
}
/**
 * A code to type in at the booth; good for one device, until ``expires_at`` (UTC epoch ms).
 */
export interface EnrolmentOffered {
  code: string;
  expires_at: number;
}
/**
 * A report over local days, of each place by its own time.
 */
export interface ReportTold {
  from_day: string;
  to_day: string;
  target: Target;
  formula_in_words: string;
  total: Told;
  before: Told;
  over_time: MomentTold[];
  by_location: ShareTold[];
  by_language: ShareTold[];
  by_subject: ShareTold[];
  hours: HourOfWeek[];
  people: PersonTold[];
  incomplete: boolean;
}
/**
 * How a deployment measures its service level.
 */
export interface Target {
  formula: Formula;
  threshold_s: number;
  short_s: number;
}
/**
 * Figures, with what follows from them.
 */
export interface Told {
  figures: Figures;
  measures: Measures;
}
/**
 * All figures of what a row is of.
 */
export interface Figures {
  calls: CallFigures;
  interpreting: InterpretingFigures;
  callbacks: CallbackFigures;
}
/**
 * Calls of one location, language and subject. Each figure counts in the interval its event fell in.
 */
export interface CallFigures {
  offered: number;
  answered: number;
  abandoned: number;
  missed: number;
  declined: number;
  rescinded: number;
  transferred: number;
  transfers_abandoned: number;
  ended: number;
  answered_wait_ms: number;
  abandoned_wait_ms: number;
  talk_ms: number;
  wrap_up_ms: number;
  talks: number;
  wrap_ups: number;
  /**
   * @minItems 14
   * @maxItems 14
   */
  answered_waits: number[];
  /**
   * @minItems 14
   * @maxItems 14
   */
  abandoned_waits: number[];
  /**
   * @minItems 5
   * @maxItems 5
   */
  ratings: number[];
}
/**
 * Interpreters for one language at one location; the language is theirs, whatever the visitor's is.
 */
export interface InterpretingFigures {
  interpreters_sought: number;
  interpreters_joined: number;
  interpreter_wait_ms: number;
  interpreter_talk_ms: number;
}
/**
 * Callback requests of one team (or centre, where no team is), language and subject.
 */
export interface CallbackFigures {
  asked_for_video: number;
  asked_for_phone: number;
  spoken_by_video: number;
  spoken_by_phone: number;
  answered_in_writing: number;
  not_reached: number;
  callbacks_canceled: number;
  referred: number;
  needless: number;
  in_time: number;
  late: number;
  past_due: number;
  no_answers: number;
  no_shows: number;
  kept_waiting: number;
  interrupted: number;
  first_contacts: number;
  first_contact_ms: number;
}
/**
 * What follows from figures by the formulas of the definitions; None where nothing is divided by.
 */
export interface Measures {
  service_level: number | null;
  abandon_rate: number | null;
  average_speed_of_answer_s: number | null;
  average_handling_s: number | null;
  rating: number | null;
  interpreter_found: number | null;
  interpreter_wait_s: number | null;
  callbacks_in_time: number | null;
  first_contact_s: number | null;
}
/**
 * Of one step: its first day, and the hour where hours are told apart.
 */
export interface MomentTold {
  figures: Figures;
  measures: Measures;
  day: string;
  hour: number | null;
}
/**
 * Of one place, language or subject.
 */
export interface ShareTold {
  figures: Figures;
  measures: Measures;
  value: string;
}
/**
 * Calls that fell into one hour of a weekday, over all the report's days.
 */
export interface HourOfWeek {
  weekday: number;
  hour: number;
  offered: number;
  answered: number;
  abandoned: number;
  answered_wait_ms: number;
}
/**
 * Of one person.
 */
export interface PersonTold {
  staff_id: string;
  display_name: string;
  role: Role | null;
  figures: PersonFigures;
  occupancy: number | null;
}
/**
 * One person in one interval; ms are split where an interval ends.
 */
export interface PersonFigures {
  answered: number;
  missed: number;
  declined: number;
  rescinded: number;
  idle_ms: number;
  reserved_ms: number;
  on_call_ms: number;
  wrap_up_ms: number;
  away_ms: number;
}
/**
 * The coming fourteen days of a location, then the further dates that supervisors changed.
 */
export interface OpeningPlan {
  location_id: string;
  timezone: string;
  version: number;
  days: PlannedDay[];
}
/**
 * The hours of a date, local time as ``HH:MM``; none = closed all day.
 */
export interface PlannedDay {
  day: string;
  opens: string | null;
  closes: string | null;
  why: HoursReason;
  line: string;
  own: boolean;
}
/**
 * Sums over a time, with the formula the service level is measured by.
 */
export interface StatisticsReport {
  from_at: number;
  to_at: number;
  target: Target;
  formula_in_words: string;
  calls: CallsReported[];
  people: PersonReported[];
  incomplete: number[];
}
/**
 * Calls told apart as asked for; None = not told apart. Ratios are 0 to 1, None without calls.
 */
export interface CallsReported {
  starts_at: number | null;
  location: string | null;
  language: string | null;
  subject: string | null;
  figures: CallFigures1;
  service_level: number | null;
  short_abandoned: number;
  abandon_rate: number | null;
  average_speed_of_answer_s: number | null;
  average_handling_s: number | null;
}
/**
 * Calls of one location, language and subject. Each figure counts in the interval its event fell in.
 */
export interface CallFigures1 {
  offered: number;
  answered: number;
  abandoned: number;
  missed: number;
  declined: number;
  rescinded: number;
  transferred: number;
  transfers_abandoned: number;
  ended: number;
  answered_wait_ms: number;
  abandoned_wait_ms: number;
  talk_ms: number;
  wrap_up_ms: number;
  talks: number;
  wrap_ups: number;
  /**
   * @minItems 14
   * @maxItems 14
   */
  answered_waits: number[];
  /**
   * @minItems 14
   * @maxItems 14
   */
  abandoned_waits: number[];
  /**
   * @minItems 5
   * @maxItems 5
   */
  ratings: number[];
}
/**
 * One person's time and answers.
 */
export interface PersonReported {
  starts_at: number | null;
  staff_id: string;
  figures: PersonFigures;
  occupancy: number | null;
}
/**
 * A past week as sums, in its local time; ``staffing`` is who worked, to begin a trial with.
 */
export interface StaffingWeek {
  monday: string;
  timezone: string;
  offered: number;
  enough: boolean;
  incomplete: boolean;
  arrivals: number[][];
  staffing: StaffGroup[];
  centres: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[A-Za-z0-9._:#/*-]{1,120}$".
     */
    [k: string]: string;
  };
  languages: string[];
  durations: {
    [k: string]: Durations;
  };
  usual: Durations;
  patience_s: number;
  agents: Answering;
  interpreters: Answering;
  threshold_s: number;
  goal: number;
  variation: number;
}
/**
 * People of a centre who speak the same: how many are at work in each hour of the week.
 */
export interface StaffGroup {
  centre: string;
  role: "agent" | "interpreter";
  /**
   * @minItems 1
   * @maxItems 12
   */
  languages: string[];
  levels: {
    [k: string]: Level;
  };
  /**
   * @minItems 7
   * @maxItems 7
   */
  people: number[][];
}
/**
 * Means, s, of what calls in one language took their employee: in the call, and wrapping it up.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z]{2,3}$".
 */
export interface Durations {
  talk_s: number;
  wrap_up_s: number;
}
/**
 * How people of a role answered what rang for them.
 */
export interface Answering {
  answer_s: number;
  declined_share: number;
  missed_share: number;
}
/**
 * A staffing to try on the calls of a past week.
 */
export interface StaffingTrial {
  week: string;
  /**
   * @minItems 1
   * @maxItems 60
   */
  staffing: StaffGroup[];
  location: string | null;
  replications: number;
  formula: Formula1;
  threshold_s: number;
}
/**
 * A trial: how many of its replications were played, and what they give once it is done.
 */
export interface TrialStanding {
  trial_id: string;
  state: TrialState;
  done: number;
  replications: number;
  result: TrialResult | null;
}
/**
 * What came of it, all languages first, then by calls.
 */
export interface TrialResult {
  replications: number;
  target: Target;
  formula_in_words: string;
  languages: LanguageOutlook[];
  busy: Busy[];
}
/**
 * One language, or None for all: as counted, as played with who worked then, as played with the staffing.
 *
 * ``difference`` is taken call by call the same, so it is surer than the two it lies between.
 */
export interface LanguageOutlook {
  language: string | null;
  counted: Counted;
  before: Outlook;
  after: Outlook;
  difference: Outlook;
}
/**
 * What was counted in the week itself; None where there is nothing to divide.
 */
export interface Counted {
  offered: number;
  service_level: number | null;
  mean_wait_s: number | null;
  abandon_rate: number | null;
}
/**
 * What is to be expected of a staffing. Waits, s, are of the answered; shares are 0 to 1.
 */
export interface Outlook {
  offered: Figure;
  service_level: Figure;
  mean_wait_s: Figure;
  p90_wait_s: Figure;
  abandon_rate: Figure;
}
/**
 * A mean over replications and half of its 95 % confidence interval; None where nothing is known.
 */
export interface Figure {
  mean: number | null;
  half: number | null;
  replications: number;
}
/**
 * Which share of their time at work conversations and wrap-ups take people of a role.
 */
export interface Busy {
  role: Role;
  before: Figure;
  after: Figure;
}
