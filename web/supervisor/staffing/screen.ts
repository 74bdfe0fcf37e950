/** The screen on which a staffing is tried on a past week. */
import "./staffing.css";
import "./people.css";
import "./outcome.css";
import checkIcon from "icon:check";
import playIcon from "icon:player-play";
import stopIcon from "icon:player-stop";
import refreshIcon from "icon:refresh";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { translator } from "../../shared/i18n/translate.ts";
import type { ReportTold, StaffingTrial, StaffingWeek, TrialStanding } from "../../shared/protocol/api.ts";
import { ApiRefused, read, send } from "../../shared/staff/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { FurtherScreen } from "../frame/further-screen.ts";
import { assumptionsView } from "./assumptions-view.ts";
import { waitText } from "./figures.ts";
import { remember, remembered } from "./keep.ts";
import { outcomeView } from "./outcome-view.ts";
import { pastMondays } from "./people.ts";
import { peopleView } from "./people-view.ts";
import {
  comparable,
  type Goal,
  type Problem,
  reduceStaffing,
  type StaffingAction,
  type StaffingState,
} from "./state.ts";
import { STAFFING, type StaffingTexts } from "./texts.ts";

const WEEKS = 13;
const REPLICATIONS = 20;
/** Limits at which the service counts waits apart, s. */
const THRESHOLDS: readonly number[] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200];
/** Until the service has said what it aims at. */
const UNKNOWN_GOAL: Goal = { percent: 80, threshold_s: 20 };
const ASK_AGAIN_MS = 700;
const TRY_AGAIN_MS = 3000;
const DAY_MS = 86_400_000;
const PROBLEMS: readonly string[] = ["too_many_people", "nobody_works"] satisfies Problem[];

export class StaffingScreen extends FurtherScreen {
  private t: StaffingTexts = translator(STAFFING, "nl", ["nl"]);
  private readonly kept = remembered();
  private state: StaffingState = {
    week: pastMondays(Date.now(), 1)[0] ?? "",
    location: null,
    goal: this.kept.goal ?? UNKNOWN_GOAL,
    hasOwnGoal: this.kept.goal !== null,
    scenarios: this.kept.scenarios,
    past: "loading",
    day: 0,
    groups: [],
    adding: false,
    trial: null,
    problem: null,
    ready: null,
    shown: null,
    language: null,
  };
  /** None of the weeks to choose from has calls. */
  private hasNoPast = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected override speak(locale: string): void {
    this.t = translator(STAFFING, locale, ["nl"]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (typeof this.state.past === "string") void this.fetchWeek();
    this.goOn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override render(): TemplateResult {
    const { state, t } = this;
    const { past } = state;
    return html`<div class="staffing">
      <div class="staffing__head">
        <div><h1 tabindex="-1">${t("staffing.title")}</h1><p class="staffing__lead">${t("staffing.lead")}</p></div>
        ${this.choicesView()}
      </div>
      ${past === "loading" ? html`<p class="card staffing__none" role="status">${t("staffing.loading")}</p>` : nothing}
      ${past === "failed" ? this.failedView() : nothing}
      ${typeof past === "string" ? nothing : this.weekView(past)}
    </div>`;
  }

  private weekView(week: StaffingWeek): TemplateResult {
    const { state, t } = this;
    if (!week.enough && this.hasNoPast)
      return html`<p class="card staffing__none" data-testid="no-past">${t("staffing.no_past")}</p>`;
    if (!week.enough) {
      return html`<p class="card staffing__none" data-testid="too-little">${t("staffing.little", { count: week.offered })}</p>`;
    }
    const dispatch = (action: StaffingAction) => this.dispatch(action);
    return html`${week.incomplete ? html`<p class="notice">${t("staffing.incomplete")}</p>` : nothing}
      ${peopleView({ t, state, week, dispatch })}
      ${this.runView()}
      ${outcomeView({ t, state, dispatch })}
      ${assumptionsView(t, state, week, comparable(state).at(-1)?.result.replications ?? REPLICATIONS)}`;
  }

  private failedView(): TemplateResult {
    return html`<div class="card staffing__none" role="alert">
      <p>${this.t("staffing.failed")}</p>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" @click=${() => this.chooseWeek(this.state.week)}>${icon(refreshIcon)}${this.t("staffing.again")}</button>
    </div>`;
  }

  private choicesView(): TemplateResult {
    const { state, t } = this;
    const { goal } = state;
    const { locations } = this.context;
    const percentChanged = (event: Event) => {
      const { validity, valueAsNumber } = event.target as HTMLInputElement;
      const percent = validity.valid && Number.isFinite(valueAsNumber) ? valueAsNumber : goal.percent;
      this.dispatch({ kind: "goal", goal: { ...goal, percent } });
    };
    return html`<div class="staffing__choices">
      <label class="field"><span class="utrecht-form-label">${t("staffing.week")}</span>
        <select class="utrecht-select" data-testid="staffing-week" @change=${(event: Event) => this.chooseWeek((event.target as HTMLSelectElement).value)}>
          ${pastMondays(Date.now(), WEEKS).map((monday) => html`<option value=${monday} .selected=${live(monday === state.week)}>${this.weekName(monday)}</option>`)}
        </select>
      </label>
      ${
        locations.length < 2
          ? nothing
          : html`<label class="field"><span class="utrecht-form-label">${t("staffing.location")}</span>
          <select class="utrecht-select" data-testid="staffing-location" @change=${(event: Event) => this.dispatch({ kind: "location", location: (event.target as HTMLSelectElement).value || null })}>
            <option value="" .selected=${live(state.location === null)}>${t("staffing.location.all")}</option>
            ${locations.map((each) => html`<option value=${each.location_id} .selected=${live(each.location_id === state.location)}>${each.name}</option>`)}
          </select>
        </label>`
      }
      <div class="field" role="group" aria-label=${t("staffing.goal")}><span class="utrecht-form-label" aria-hidden="true">${t("staffing.goal")}</span>
        <span class="staffing__goal">
          <input class="utrecht-textbox" type="number" min="1" max="100" step="1" aria-label=${t("staffing.goal.percent")} .value=${live(String(goal.percent))} @change=${percentChanged} />
          <span>${t("staffing.goal.within")}</span>
          <select class="utrecht-select" aria-label=${t("staffing.goal.threshold")} data-testid="staffing-threshold" @change=${(event: Event) => this.dispatch({ kind: "goal", goal: { ...goal, threshold_s: Number((event.target as HTMLSelectElement).value) } })}>
            ${THRESHOLDS.map((each) => html`<option value=${each} .selected=${live(each === goal.threshold_s)}>${waitText(each)}</option>`)}
          </select>
        </span>
      </div>
    </div>`;
  }

  private weekName(monday: string): string {
    const start = Date.parse(`${monday}T00:00:00Z`);
    return new Intl.DateTimeFormat(this.t.locale, {
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    }).formatRange(start, start + 6 * DAY_MS);
  }

  private runView(): TemplateResult {
    const { t } = this;
    const { problem, trial } = this.state;
    const isOff = !this.context.isOnline;
    return html`<div class="staffing__run">
      ${
        trial === null
          ? html`<button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="staffing-run" ?disabled=${isOff} @click=${() => void this.start()}>${icon(playIcon)}${t("staffing.run")}</button>`
          : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="staffing-stop" @click=${() => void this.stop()}>${icon(stopIcon)}${t("staffing.run.stop")}</button>`
      }
      <div class="staffing__far" role="status" data-testid="staffing-far">
        ${trial === null ? this.restView() : this.farView(trial.standing)}
      </div>
      ${problem === null ? nothing : html`<p class="problem" role="alert" data-testid="staffing-problem">${t(`staffing.problem.${problem}`)}</p>`}
    </div>`;
  }

  private restView(): TemplateResult {
    const { t } = this;
    const { problem, ready } = this.state;
    if (ready !== null)
      return html`<span>${icon(checkIcon)} ${t("staffing.run.ready", { name: ready })}</span>`;
    return html`<span class="staffing__hint">${problem === null ? t("staffing.run.hint", { count: REPLICATIONS }) : nothing}</span>`;
  }

  private farView(standing: NonNullable<StaffingState["trial"]>["standing"]): TemplateResult {
    const { t } = this;
    if (typeof standing === "string") return html`<span>${t(`staffing.run.${standing}`)}</span>`;
    const { done, of } = standing;
    const text = t("staffing.run.far", { done, of });
    return html`<progress max=${of} .value=${done} aria-label=${text}></progress><span>${text}</span>`;
  }

  private chooseWeek(week: string): void {
    this.dispatch({ kind: "week", week });
    void this.fetchWeek();
  }

  private async fetchWeek(): Promise<void> {
    const { week } = this.state;
    try {
      const past = await read<StaffingWeek>("/staffing/week", { week });
      if (past.offered === 0) await this.lookBack();
      // Another one was chosen meanwhile.
      if (week === this.state.week) this.dispatch({ kind: "past", past });
    } catch {
      if (week === this.state.week) this.dispatch({ kind: "past_failed" });
    }
  }

  /** Nobody is sent through one empty week after the other. */
  private async lookBack(): Promise<void> {
    const mondays = pastMondays(Date.now(), WEEKS);
    const [last, first] = [mondays[0] ?? "", mondays.at(-1) ?? ""];
    const to_day = new Date(Date.parse(last) + 6 * DAY_MS).toISOString().slice(0, 10);
    const report = await read<ReportTold>("/statistics/report", { from_day: first, to_day });
    this.hasNoPast = report.total.figures.calls.offered === 0;
  }

  private async start(): Promise<void> {
    this.dispatch({ kind: "tried" });
    await this.begin();
  }

  private async begin(): Promise<void> {
    const wanted = this.state.trial?.wanted;
    if (!wanted) return;
    const asked: StaffingTrial = {
      week: wanted.week,
      staffing: [...wanted.staffing],
      location: wanted.location,
      replications: REPLICATIONS,
      formula: "answered_of_all",
      threshold_s: wanted.threshold_s,
    };
    try {
      const standing = await send<TrialStanding>("POST", "/staffing/trials", asked);
      // Whoever stopped it meanwhile is obeyed now that it has a name.
      if (this.state.trial?.wanted === wanted) this.told(standing);
      else await send("DELETE", `/staffing/trials/${standing.trial_id}`).catch(() => {});
    } catch (error) {
      if (this.state.trial?.wanted !== wanted) return;
      if (error instanceof ApiRefused && error.code === "busy") {
        this.dispatch({ kind: "put_off" });
        this.goOn();
      } else this.dispatch({ kind: "refused", problem: problemOf(error) });
    }
  }

  private async ask(id: string): Promise<void> {
    try {
      this.told(await read<TrialStanding>(`/staffing/trials/${id}`));
    } catch (error) {
      if (error instanceof ApiRefused && error.status === 404)
        this.dispatch({ kind: "refused", problem: "lost" });
      else this.goOn();
    }
  }

  private told(standing: TrialStanding): void {
    const number = this.state.scenarios.length + 1;
    this.dispatch({ kind: "standing", standing, name: this.t("staffing.scenario.new", { number }) });
    this.goOn();
  }

  private async stop(): Promise<void> {
    const standing = this.state.trial?.standing;
    this.dispatch({ kind: "given_up" });
    clearTimeout(this.timer);
    if (standing && typeof standing !== "string") {
      await send("DELETE", `/staffing/trials/${standing.id}`).catch(() => {});
    }
  }

  /** Ask how far it is in a while, or ask for it again if it was put off. */
  private goOn(): void {
    clearTimeout(this.timer);
    const standing = this.state.trial?.standing;
    if (!standing || standing === "asked" || !this.isConnected) return;
    this.timer =
      standing === "put_off"
        ? setTimeout(() => void this.begin(), TRY_AGAIN_MS)
        : setTimeout(() => void this.ask(standing.id), ASK_AGAIN_MS);
  }

  private dispatch(action: StaffingAction): void {
    const { goal, scenarios } = this.state;
    this.state = reduceStaffing(this.state, action);
    const { state } = this;
    if (state.goal !== goal || state.scenarios !== scenarios) {
      remember({ goal: state.hasOwnGoal ? state.goal : null, scenarios: state.scenarios });
    }
    this.requestUpdate();
  }
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof ApiRefused)) return "unreachable";
  if (error.code === "too_few_calls") return "too_few_calls";
  const what = error.faults[0]?.what ?? "";
  return PROBLEMS.includes(what) ? (what as Problem) : "failed";
}

customElements.define("staffing-screen", StaffingScreen);
