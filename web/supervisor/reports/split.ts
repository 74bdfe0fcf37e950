/** Calls told apart by time, place, language, subject, or person: one large table. */
import { html, nothing, type TemplateResult } from "lit";
import type { PersonTold, ReportTold, Told } from "../../shared/protocol/api.ts";
import type { Context } from "../frame/further-screen.ts";
import { type Defined, definitionView, nameOf } from "./definition.ts";
import { stepName, valueName } from "./names.ts";
import { count, mean, percent, time } from "./numbers.ts";
import type { Step } from "./periods.ts";
import { SPLITS, type Split } from "./state.ts";

const COLUMNS = [
  "offered",
  "answered",
  "abandoned",
  "abandon_rate",
  "service_level",
  "average_speed_of_answer_s",
  "average_handling_s",
  "rating",
] as const;

export interface SplitProps {
  readonly report: ReportTold;
  readonly step: Step;
  readonly split: Split;
  readonly context: Context;
  readonly choose: (split: Split) => void;
}

export function splitView(of: Defined, props: SplitProps): TemplateResult {
  const { t } = of;
  const { report, split } = props;
  return html`<section class="card report-card report-card--wide">
    <div class="report-card__head">
      <h2>${t("reports.split")}</h2>
      <fieldset class="choice">
        <legend class="visually-hidden">${t("reports.split.by")}</legend>
        ${SPLITS.map(
          (each) => html`<label class="choice__one">
            <input type="radio" name="split" .checked=${each === split} @change=${() => props.choose(each)} data-testid="split-${each}" />
            <span>${t(`reports.split.${each}`)}</span>
          </label>`,
        )}
      </fieldset>
    </div>
    <div class="scroller" role="region" aria-label=${t("reports.split")} tabindex="0" data-testid="split-table">
      ${split === "person" ? peopleView(of, report.people) : callsView(of, props)}
    </div>
    ${split === "person" ? html`<p class="report-card__note">${t("reports.people.note")}</p>` : nothing}
  </section>`;
}

function callsView(of: Defined, { report, step, split, context }: SplitProps): TemplateResult {
  const { t } = of;
  const rows = rowsOf(of, report, step, split, context);
  return html`<table class="report-table">
    <thead><tr><th scope="col">${t(`reports.split.${split}`)}</th>${COLUMNS.map(
      (figure) =>
        html`<th scope="col" class="number">${nameOf(of, figure)}${definitionView(of, figure, "-split")}</th>`,
    )}</tr></thead>
    <tbody>${rows.map(
      ({ name, told: { figures, measures } }) => html`<tr>
        <th scope="row">${name}</th>
        <td class="number">${count(figures.calls.offered, t.locale)}</td>
        <td class="number">${count(figures.calls.answered, t.locale)}</td>
        <td class="number">${count(figures.calls.abandoned, t.locale)}</td>
        <td class="number">${percent(measures.abandon_rate, t.locale)}</td>
        <td class="number">${percent(measures.service_level, t.locale)}</td>
        <td class="number">${time(measures.average_speed_of_answer_s, t.locale)}</td>
        <td class="number">${time(measures.average_handling_s, t.locale)}</td>
        <td class="number">${mean(measures.rating, t.locale)}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

interface Row {
  readonly name: string;
  readonly told: Told;
}

function rowsOf(
  { t }: Defined,
  report: ReportTold,
  step: Step,
  split: Split,
  context: Context,
): readonly Row[] {
  if (split === "time") {
    return report.over_time.map((told) => ({ name: stepName(t.locale, step, told, "long"), told }));
  }
  if (split === "person") return [];
  // Interpreters' languages and teams with callback requests alone have no calls to tell of.
  const shares = report[`by_${split}`].filter(({ figures: { calls } }) => calls.offered + calls.ended > 0);
  return shares
    .map((told) => ({ name: valueName(t, context, split, told.value), told }))
    .sort((a, b) => b.told.figures.calls.offered - a.told.figures.calls.offered);
}

function peopleView(of: Defined, people: readonly PersonTold[]): TemplateResult {
  const { t } = of;
  // Who walks the floor or oversees takes no calls as a rule; whoever did is told of.
  const rows = people
    .filter(({ role, figures }) => (role !== "supervisor" && role !== "service") || figures.answered > 0)
    .sort((a, b) => a.display_name.localeCompare(b.display_name, t.locale));
  if (rows.length === 0) return html``;
  const spent = (ms: number) => html`<td class="number">${time(ms / 1000, t.locale)}</td>`;
  return html`<table class="report-table">
    <thead><tr>
      <th scope="col">${t("reports.split.person")}</th>
      <th scope="col" class="number">${nameOf(of, "answered")}</th>
      <th scope="col" class="number">${t("reports.people.missed")}</th>
      <th scope="col" class="number">${t("reports.people.declined")}</th>
      <th scope="col" class="number">${t("reports.people.talk")}</th>
      <th scope="col" class="number">${t("reports.people.wrap_up")}</th>
      <th scope="col" class="number">${t("reports.people.idle")}</th>
      <th scope="col" class="number">${t("reports.people.away")}</th>
      <th scope="col" class="number">${nameOf(of, "occupancy")}${definitionView(of, "occupancy")}</th>
    </tr></thead>
    <tbody>${rows.map(
      ({ display_name, figures, occupancy }) => html`<tr>
        <th scope="row">${display_name}</th>
        <td class="number">${count(figures.answered, t.locale)}</td>
        <td class="number">${count(figures.missed, t.locale)}</td>
        <td class="number">${count(figures.declined, t.locale)}</td>
        ${spent(figures.on_call_ms)}${spent(figures.wrap_up_ms)}${spent(figures.idle_ms + figures.reserved_ms)}${spent(figures.away_ms)}
        <td class="number">${percent(occupancy, t.locale)}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}
