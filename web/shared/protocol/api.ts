// Made by scripts/protocol; don't edit.
// sha256 of api.schema.json: 3994220fb742029e36b95ea600a91a06529909d465615bebedc37923f718a393

export type ApiShape = ApiError | StatisticsReport;
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
 * How a deployment measures its service level.
 */
export interface Target {
  formula: Formula;
  threshold_s: number;
  short_s: number;
}
/**
 * Calls told apart as asked for; None = not told apart. Ratios are 0 to 1, None without calls.
 */
export interface CallsReported {
  starts_at: number | null;
  location: string | null;
  language: string | null;
  subject: string | null;
  figures: CallFigures;
  service_level: number | null;
  short_abandoned: number;
  abandon_rate: number | null;
  average_speed_of_answer_s: number | null;
  average_handling_s: number | null;
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
 * One person's time and answers.
 */
export interface PersonReported {
  starts_at: number | null;
  staff_id: string;
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
