/** A supervisor sees which hours a location has in the coming days, and gives dates other ones. */
import type { TemplateResult } from "lit";
import { nothing } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import type { OpeningPlan, PlannedDay } from "../../shared/protocol/api.ts";
import type { LocationView } from "../../shared/protocol/server.ts";
import { ApiRefused, read, send } from "../../shared/staff/api.ts";
import { hoursDialog } from "./hours-dialog.ts";

export type HoursProblem = "order" | "past" | "far" | "changed" | "failed";

export interface HoursState {
  readonly location: LocationView;
  /** Null while it is read. */
  readonly plan: OpeningPlan | null;
  /** The date that is being changed, and the version it was seen in. */
  readonly editing: { readonly day: string; readonly version: number } | null;
  readonly problem: HoursProblem | null;
  readonly isBusy: boolean;
}

export interface HoursOptions {
  root: HTMLElement;
  onChange(): void;
}

/** Return what is wrong with the hours of a day; null: nothing. Midnight closes the day. Pure. */
export function faultOf(isClosed: boolean, opens: string, closes: string): HoursProblem | null {
  if (isClosed) return null;
  if (!opens || !closes) return "order";
  return closes > opens || closes === "00:00" ? null : "order";
}

function problemOf(error: unknown): HoursProblem {
  if (!(error instanceof ApiRefused)) return "failed";
  switch (error.code) {
    case "no_such_moment":
      return "past";
    case "too_far_ahead":
      return "far";
    case "changed_meanwhile":
      return "changed";
    default:
      return "failed";
  }
}

export class Hours {
  private readonly options: HoursOptions;
  private state: HoursState | null = null;

  constructor(options: HoursOptions) {
    this.options = options;
  }

  open(location: LocationView): void {
    this.become({ location, plan: null, editing: null, problem: null, isBusy: false });
    void this.read();
  }

  /** A location is other than it was: the days shown may be. */
  changed({ location_id }: LocationView): void {
    if (this.state?.location.location_id === location_id) void this.read();
  }

  close(): void {
    this.become(null);
  }

  rendered(): void {
    const dialog = this.options.root.querySelector<HTMLDialogElement>("dialog.hours-dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  dialog(t: StaffTexts): TemplateResult | typeof nothing {
    return this.state ? hoursDialog(t, this.state, this) : nothing;
  }

  /** Begin to change a date; null: change none. */
  edit(day: string | null): void {
    const version = this.state?.plan?.version ?? 0;
    this.change({ editing: day ? { day, version } : null, problem: null });
  }

  save(fields: FormData): void {
    const isClosed = fields.get("kind") === "closed";
    const [opens, closes] = [String(fields.get("opens")), String(fields.get("closes"))];
    const problem = faultOf(isClosed, opens, closes);
    if (problem) {
      this.change({ problem });
      return;
    }
    const line = String(fields.get("line")).trim();
    const why = String(fields.get("why")).trim();
    void this.carryOut((path, version) =>
      send<OpeningPlan>("PUT", path, { hours: isClosed ? null : { opens, closes }, line, version, why }),
    );
  }

  /** Let the date be as it usually is. */
  remove(): void {
    void this.carryOut((path, version) => send<OpeningPlan>("DELETE", `${path}?version=${version}`));
  }

  private async carryOut(ask: (path: string, version: number) => Promise<OpeningPlan>): Promise<void> {
    const { state } = this;
    if (!state?.editing || state.isBusy) return;
    const { location, editing } = state;
    this.change({ isBusy: true, problem: null });
    try {
      const plan = await ask(`${this.path(location)}/exceptions/${editing.day}`, editing.version);
      // Somebody quick is at another date by now.
      const next = this.state?.editing === editing ? null : (this.state?.editing ?? null);
      this.change({ plan, editing: next && { ...next, version: plan.version }, isBusy: false });
    } catch (error) {
      const problem = problemOf(error);
      this.change({ problem, isBusy: false });
      if (problem !== "changed") return;
      // What the other one made is shown; what is sent next replaces that.
      await this.read();
      this.change({ editing: { day: editing.day, version: this.state?.plan?.version ?? 0 } });
    }
  }

  private async read(): Promise<void> {
    const { state } = this;
    if (!state) return;
    try {
      const plan = await read<OpeningPlan>(`${this.path(state.location)}/hours`);
      if (this.state?.location.location_id === plan.location_id) this.change({ plan });
    } catch {
      this.change({ problem: "failed" });
    }
  }

  private path({ location_id }: LocationView): string {
    return `/locations/${encodeURIComponent(location_id)}`;
  }

  private change(fields: Partial<HoursState>): void {
    if (this.state) this.become({ ...this.state, ...fields });
  }

  private become(state: HoursState | null): void {
    this.state = state;
    this.options.onChange();
  }
}

/** Return the date that is being changed, as it is planned; one that isn't among the days is as usual. Pure. */
export function editedDay({ plan, editing }: Pick<HoursState, "plan" | "editing">): PlannedDay | null {
  if (!plan || !editing) return null;
  const usual = { opens: "09:00", closes: "17:00", why: "weekday", line: "", own: false } as const;
  return plan.days.find(({ day }) => day === editing.day) ?? { ...usual, day: editing.day };
}
