/** The report's choices: period, filters and threshold; and ways to take it along. */
import exportIcon from "icon:download";
import printIcon from "icon:printer";
import { html, nothing, type TemplateResult } from "lit";
import { languageName } from "../../shared/i18n/format.ts";
import type { ReportTexts } from "../../shared/i18n/reports.ts";
import { addressOf } from "../../shared/staff/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { Context } from "../frame/further-screen.ts";
import { valueName } from "./names.ts";
import { fault, PERIODS, type Period, type Step } from "./periods.ts";
import { FILTERS, type FilterName, type ReportAction, type ReportState, THRESHOLDS } from "./state.ts";

const LANGUAGES = ["nl", "en", "de", "fr", "es", "pl", "tr", "uk", "ar"] as const;
const SUBJECTS = ["question", "report", "complaint", "anonymous"] as const;
const TABLES = ["calls", "callbacks", "interpreting", "people", "hours"] as const;

export interface AskedProps {
  readonly t: ReportTexts;
  readonly state: ReportState;
  readonly context: Context;
  readonly today: string;
  readonly dispatch: (action: ReportAction) => void;
}

export function askedView({ t, state, context, today, dispatch }: AskedProps): TemplateResult {
  const wrong = state.period === "own" ? fault(state.own, today) : null;
  const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
  return html`<form class="asked" aria-label=${t("reports.chosen")} @submit=${(event: Event) => event.preventDefault()}>
    ${selectView(
      "report-period",
      t("reports.period"),
      state.period,
      PERIODS.map((each) => [each, t(`reports.period.${each}`)]),
      (event) => dispatch({ kind: "period", period: chosen(event) as Period, today }),
    )}
    ${
      state.period === "own"
        ? (["from", "to"] as const).map(
            (end) => html`<div class="asked__field">
              <label class="utrecht-form-label" for="report-${end}">${t(`reports.${end}`)}</label>
              <input id="report-${end}" data-testid="report-${end}" class="utrecht-textbox" type="date" .value=${state.own[end]}
                aria-invalid=${wrong === null ? "false" : "true"} aria-describedby=${wrong === null ? nothing : "report-fault"}
                @change=${(event: Event) => dispatch({ kind: "day", end, day: (event.target as HTMLInputElement).value })} />
            </div>`,
          )
        : nothing
    }
    ${FILTERS.map((name) =>
      selectView(
        `report-${name}`,
        t(`reports.filter.${name}`),
        state.filter[name] ?? "",
        [["", t("reports.filter.all")], ...optionsOf(t, context, state, name)],
        (event) => dispatch({ kind: "filter", name, value: chosen(event) || null }),
      ),
    )}
    ${selectView(
      "report-threshold",
      t("reports.threshold"),
      String(state.threshold),
      THRESHOLDS.map((each) => [String(each), t("reports.seconds", { count: each })]),
      (event) => dispatch({ kind: "threshold", seconds: Number(chosen(event)) }),
    )}
    ${wrong === null ? nothing : html`<p class="asked__fault" id="report-fault" role="alert">${t(`reports.fault.${wrong}`)}</p>`}
  </form>`;
}

function selectView(
  id: string,
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  changed: (event: Event) => void,
): TemplateResult {
  return html`<div class="asked__field">
    <label class="utrecht-form-label" for=${id}>${label}</label>
    <select class="utrecht-select" id=${id} data-testid=${id} @change=${changed}>
      ${options.map(([each, name]) => html`<option value=${each} .selected=${each === value}>${name}</option>`)}
    </select>
  </div>`;
}

/** What can be chosen: what there is, what the last report told of, and what is chosen. */
function optionsOf(
  t: ReportTexts,
  context: Context,
  { report, filter }: ReportState,
  name: FilterName,
): readonly (readonly [string, string])[] {
  const known: Record<FilterName, readonly string[]> = {
    location: context.locations.map(({ location_id }) => location_id),
    language: LANGUAGES,
    subject: SUBJECTS,
  };
  const told = report?.[`by_${name}`].map(({ value }) => value) ?? [];
  const values = new Set([...known[name], ...told, ...(filter[name] === null ? [] : [filter[name]])]);
  const named = [...values].map((value) => [value, valueName(t, context, name, value)] as const);
  if (name === "subject") return named;
  return named.sort(([, a], [, b]) => a.localeCompare(b, t.locale));
}

/** Ways to take the report along. */
export function takeView(
  t: ReportTexts,
  query: Readonly<Record<string, string | number | null>>,
  step: Step,
): TemplateResult {
  const link = (table: (typeof TABLES)[number], format: "csv" | "parquet") => html`<a
    class="take__link"
    data-testid="export-${table}-${format}"
    href=${addressOf("/statistics/export", { ...query, table, format, by: "location,language,subject" })}
    download
    >${format === "csv" ? "CSV" : "Parquet"}</a>`;
  return html`<div class="take">
    <button type="button" class="utrecht-button utrecht-button--secondary-action" popovertarget="report-export" data-testid="report-export">${icon(exportIcon)}${t("reports.export")}</button>
    <div id="report-export" class="definition take__menu" popover>
      <p class="definition__name">${t("reports.export")}</p>
      <p>${t("reports.export.lead", { step: t(`reports.step.${step}`) })}</p>
      <ul>${TABLES.map((table) => html`<li><span>${t(`reports.export.${table}`)}</span>${link(table, "csv")}${link(table, "parquet")}</li>`)}</ul>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" popovertarget="report-export" popovertargetaction="hide">${t("reports.close")}</button>
    </div>
    <button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="report-print" @click=${() => print()}>${icon(printIcon)}${t("reports.print")}</button>
  </div>`;
}

/** The filters in words, for paper. */
export function filtersName({ t, state, context }: Pick<AskedProps, "t" | "state" | "context">): string {
  return FILTERS.flatMap((name) => {
    const value = state.filter[name];
    return value === null
      ? []
      : [name === "language" ? languageName(value, t.locale) : valueName(t, context, name, value)];
  }).join(" · ");
}
