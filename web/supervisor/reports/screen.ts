/** The reports' screen: asks for a report as soon as something else is chosen, and again while it goes on. */
import "./reports.css";
import loadingIcon from "icon:loader-2";
import refreshIcon from "icon:refresh";
import { html, nothing, type TemplateResult } from "lit";
import { REPORTS, type ReportTexts } from "../../shared/i18n/reports.ts";
import { translator } from "../../shared/i18n/translate.ts";
import type { Definitions, ReportTold } from "../../shared/protocol/api.ts";
import { ApiRefused, addressOf, read } from "../../shared/staff/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { TimeSeries } from "../charts/time-chart.ts";
import { FurtherScreen } from "../frame/further-screen.ts";
import { askedView, filtersName, takeView } from "./asked.ts";
import type { Defined } from "./definition.ts";
import { callbacksView, interpretingView, ratingsView } from "./further.ts";
import { heatView } from "./heat.ts";
import { keyFiguresView } from "./key-figures.ts";
import { daysName } from "./names.ts";
import { overTimeView, seriesOf } from "./over-time.ts";
import { before, localDay, stepOf, weekdays } from "./periods.ts";
import { splitView } from "./split.ts";
import { queryOf, type ReportAction, type ReportState, reduceReport, startOf } from "./state.ts";
import { waitsView } from "./waits.ts";

/** A report of days that go on is asked for again this often. */
const RENEW_MS = 60_000;
/** After a failure it is tried again sooner. */
const RETRY_MS = 5_000;

export class ReportsScreen extends FurtherScreen {
  private t: ReportTexts = translator(REPORTS, "nl", ["nl"]);
  private state: ReportState = startOf(localDay(new Date()));
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;
  private series: { readonly of: ReportTold; readonly locale: string; readonly drawn: TimeSeries } | null =
    null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.define();
    void this.askFor();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  protected override speak(locale: string): void {
    this.t = translator(REPORTS, locale, ["nl"]);
  }

  private readonly dispatch = (action: ReportAction): void => {
    const wanted = this.key();
    this.state = reduceReport(this.state, action);
    this.requestUpdate();
    if (this.key() !== wanted) void this.askFor();
  };

  /** By the places' calendar, as their days are counted. */
  private get today(): string {
    return localDay(new Date(), this.context.locations[0]?.timezone);
  }

  /** What the API is asked, as a text; null while an own period is wrong. */
  private key(): string | null {
    const query = queryOf(this.state, this.today);
    return query === null ? null : addressOf("/statistics/report", query);
  }

  private async define(): Promise<void> {
    if (this.state.definitions.size > 0) return;
    try {
      const { definitions } = await read<Definitions>("/statistics/definitions");
      this.dispatch({ kind: "defined", definitions });
    } catch {
      // Asked again with the next report.
    }
  }

  private async askFor(): Promise<void> {
    clearTimeout(this.timer);
    this.asking?.abort();
    const [query, key] = [queryOf(this.state, this.today), this.key()];
    if (query === null || key === null) return;
    const asking = new AbortController();
    this.asking = asking;
    this.dispatch({ kind: "asked" });
    let pause = RENEW_MS;
    try {
      const report = await read<ReportTold>("/statistics/report", query, asking.signal);
      this.dispatch({ kind: "told", key, report });
      void this.define();
    } catch (error) {
      if (asking.signal.aborted) return;
      const problem = error instanceof ApiRefused && error.status !== 503 ? "failed" : "unreachable";
      this.dispatch({ kind: "failed", problem });
      pause = RETRY_MS;
    }
    const goesOn = pause === RETRY_MS || (this.state.report?.to_day ?? "") >= this.today;
    if (this.isConnected && goesOn) this.timer = setTimeout(() => void this.askFor(), pause);
  }

  protected override render(): TemplateResult {
    const { t, state, context, dispatch, today } = this;
    const { report } = state;
    const query = queryOf(state, today);
    return html`<div class="reports" aria-busy=${state.isLoading ? "true" : "false"} data-testid="reports">
      <div class="reports__head">
        <div>
          <h1 tabindex="-1">${t("reports.heading")}</h1>
          <p class="reports__lead" data-testid="report-days">${report ? this.lead(report) : nothing}</p>
        </div>
        ${query === null ? nothing : takeView(t, query, stepOf({ from: String(query["from_day"]), to: String(query["to_day"]) }))}
      </div>
      ${askedView({ t, state, context, today, dispatch })}
      ${this.newsView()}
      ${report === null ? nothing : this.reportView(report)}
    </div>`;
  }

  private lead(report: ReportTold): string {
    const days = { from: report.from_day, to: report.to_day };
    const { t, state, context } = this;
    const compared = t("reports.compared", {
      period: daysName(t.locale, days),
      before: daysName(t.locale, before(days)),
    });
    return [compared, filtersName({ t, state, context })].filter(Boolean).join(" · ");
  }

  /** What is to be known of the report as a whole. */
  private newsView(): TemplateResult {
    const { t, state } = this;
    if (state.problem !== null) {
      return html`<div class="report-news report-news--bad" role="alert" data-testid="report-problem">
        <p>${t(`reports.${state.problem}`)}</p>
        <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.askFor()}>${icon(refreshIcon)}${t("reports.again")}</button>
      </div>`;
    }
    if (state.report === null) {
      return html`<p class="loading__words" role="status"><span class="turning">${icon(loadingIcon)}</span>${t("reports.loading")}</p>`;
    }
    if (state.report.incomplete) {
      return html`<p class="report-news report-news--bad" role="status">${t("reports.incomplete")}</p>`;
    }
    return html``;
  }

  private reportView(report: ReportTold): TemplateResult {
    const { t, state, context, dispatch, today } = this;
    const { target, total } = report;
    const of: Defined = {
      t,
      definitions: state.definitions,
      formula: `${t(`reports.formula.${target.formula}`)}; ${t("reports.formula.threshold", { seconds: target.threshold_s })}`,
    };
    const days = { from: report.from_day, to: report.to_day };
    const step = stepOf(days);
    const isEmpty = total.figures.calls.offered + total.figures.calls.ended === 0;
    return html`<div class="reports__body ${state.isLoading && state.answered !== this.key() ? "reports__body--old" : ""}">
      ${keyFiguresView(of, report)}
      ${
        isEmpty
          ? html`<p class="report-news" data-testid="report-empty">${t("reports.empty")}</p>`
          : html`${overTimeView(of, { report, step, series: this.seriesFor(report, step) })}
            ${heatView(of, {
              hours: report.hours,
              heat: state.heat,
              weekdays: weekdays(days, today),
              locations: context.locations,
              choose: (heat) => dispatch({ kind: "heat", heat }),
            })}
            ${splitView(of, { report, step, split: state.split, context, choose: (split) => dispatch({ kind: "split", split }) })}
            ${waitsView(of, total.figures.calls)}`
      }
      ${callbacksView(of, report)}
      ${isEmpty ? nothing : ratingsView(of, report)}
      ${interpretingView(of, report)}
    </div>`;
  }

  /** The same object as long as nothing of it changes, so that the picture isn't drawn anew. */
  private seriesFor(report: ReportTold, step: ReturnType<typeof stepOf>): TimeSeries {
    if (this.series?.of !== report || this.series.locale !== this.t.locale) {
      const { locale } = this.t;
      this.series = { of: report, locale, drawn: seriesOf(report, step, locale) };
    }
    return this.series.drawn;
  }
}

customElements.define("reports-screen", ReportsScreen);
