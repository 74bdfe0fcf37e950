/** The own day of an employee or interpreter: what was asked for, and what is known of it. */
import type { DayEntry, DayListed, Staff } from "../protocol/server.ts";
import type { Socket } from "../protocol/socket.ts";

/** How far back the server remembers. */
export const MOST_DAYS_AGO = 7;

/** A day as far as it is known. */
export interface Day {
  readonly daysAgo: number;
  readonly listed: DayListed | null;
  /** The server couldn't be asked. */
  readonly failed: boolean;
}

export type DayTotals = Pick<DayListed, "calls" | "talk_ms" | "missed">;

/** Return when a day began here, and when the next one begins; local time, epoch ms. */
export function boundsOf(now: number, daysAgo = 0): readonly [number, number] {
  const midnight = (ahead: number) => {
    const day = new Date(now);
    // Not a multiple of 24 hours: the clock changes twice a year.
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() + ahead);
    return day.getTime();
  };
  return [midnight(-daysAgo), midnight(1 - daysAgo)];
}

/** Say whether something may have been added to the day: an offer or a call is over, or it was said how it was. */
export function hasMoved(before: Staff | null, after: Staff | null): boolean {
  if (after === null) return false;
  if (before?.staff_id !== after.staff_id) return true;
  return before.activity !== after.activity || before.missed !== after.missed;
}

/** Return how long somebody took part, whole seconds; null for an offer that came to nothing. */
export function secondsOf({ joined_at, at }: DayEntry): number | null {
  return joined_at === null ? null : Math.floor((at - joined_at) / 1000);
}

interface DayOptions {
  socket(): Pick<Socket, "ask">;
  /** The server's clock, epoch ms. */
  now(): number;
  changed(): void;
}

/** Keeps today up to date, and one other day while somebody looks at it. */
export class OwnDay {
  today: Day = { daysAgo: 0, listed: null, failed: false };
  /** What is looked at; today, unless somebody went back. */
  shown: Day = this.today;
  private readonly options: DayOptions;
  private readonly asked = new Map<number, number>();
  private number = 0;
  private beganAt = 0;

  constructor(options: DayOptions) {
    this.options = options;
  }

  /** The totals of today; null until they are known. */
  get totals(): DayTotals | null {
    return this.today.listed;
  }

  /** Read today anew if the person's state says that something may have been added. */
  follow(before: Staff | null, after: Staff | null): void {
    if (hasMoved(before, after)) void this.read(0);
  }

  /** Midnight may have passed. */
  tick(): void {
    if (this.beganAt === 0 || boundsOf(this.options.now())[0] === this.beganAt) return;
    this.today = { daysAgo: 0, listed: null, failed: false };
    this.shown = this.today;
    void this.read(0);
  }

  /** Look at another day. */
  show(daysAgo: number): void {
    const wanted = Math.min(MOST_DAYS_AGO, Math.max(0, daysAgo));
    this.shown = wanted === 0 ? this.today : { daysAgo: wanted, listed: null, failed: false };
    this.options.changed();
    void this.read(wanted);
  }

  /** Forget it all: somebody else may sign in. */
  forget(): void {
    this.number += 1;
    this.asked.clear();
    this.beganAt = 0;
    this.today = { daysAgo: 0, listed: null, failed: false };
    this.shown = this.today;
  }

  async read(daysAgo: number): Promise<void> {
    this.number += 1;
    const { number } = this;
    this.asked.set(daysAgo, number);
    const [from_at, to_at] = boundsOf(this.options.now(), daysAgo);
    if (daysAgo === 0) this.beganAt = from_at;
    const listed = await this.options
      .socket()
      .ask({ type: "day.read", from_at, to_at })
      .catch(() => null);
    // Another question about the same day was asked since, or somebody else has signed in.
    if (this.asked.get(daysAgo) !== number) return;
    const known = daysAgo === 0 ? this.today.listed : null;
    const day: Day = { daysAgo, listed: listed ?? known, failed: listed === null };
    if (daysAgo === 0) this.today = day;
    if (this.shown.daysAgo === daysAgo) this.shown = day;
    this.options.changed();
  }
}
