/** Calls and service level over time: a picture, and the same as a table. */
import { html, type TemplateResult } from "lit";
import type { MomentTold, ReportTold } from "../../shared/protocol/api.ts";
import "../charts/time-chart.ts";
import type { TimeSeries } from "../charts/time-chart.ts";
import { type Defined, definitionView, nameOf } from "./definition.ts";
import { stepName, stepsOf } from "./names.ts";
import { count, percent, time } from "./numbers.ts";
import type { Step } from "./periods.ts";

export interface OverTime {
  readonly report: ReportTold;
  readonly step: Step;
  /** What is drawn; the same object as long as the report is the same. */
  readonly series: TimeSeries;
}

/** Return what is drawn of a report: hours before the first call and after the last are left out. Pure. */
export function seriesOf(report: ReportTold, step: Step, locale: string): TimeSeries {
  const told = new Map(report.over_time.map((moment) => [`${moment.day} ${moment.hour}`, moment]));
  const steps = stepsOf(step, { from: report.from_day, to: report.to_day });
  let moments = steps.map((at) => ({ at, of: told.get(`${at.day} ${at.hour}`) }));
  if (step === "hour") {
    const hours = report.over_time.map(({ hour }) => hour ?? 0);
    const [first, last] = [Math.min(...hours), Math.max(...hours)];
    moments = moments.filter(({ at }) => at.hour !== null && at.hour >= first && at.hour <= last);
  }
  return {
    locale,
    labels: moments.map(({ at }) => stepName(locale, step, at, "short")),
    answered: moments.map(({ of }) => of?.figures.calls.answered ?? 0),
    abandoned: moments.map(({ of }) => of?.figures.calls.abandoned ?? 0),
    level: moments.map(({ of }) => of?.measures.service_level ?? null),
  };
}

export function overTimeView(of: Defined, { report, step, series }: OverTime): TemplateResult {
  const { t } = of;
  return html`<section class="card report-card report-card--wide">
    <div class="report-card__head">
      <h2>${t("reports.over_time")}${definitionView(of, "service_level", "-over-time")}</h2>
      <p class="legend" aria-hidden="true">
        <span><span class="swatch swatch--answered"></span>${nameOf(of, "answered")}</span>
        <span><span class="swatch swatch--abandoned"></span>${nameOf(of, "abandoned")}</span>
        <span><span class="swatch swatch--level"></span>${nameOf(of, "service_level")}</span>
      </p>
    </div>
    <div class="chart" role="img" aria-label=${t("reports.over_time.picture", { step: t(`reports.step.${step}`) })}>
      <time-chart .series=${series}></time-chart>
    </div>
    <details class="as-table">
      <summary>${t("reports.table")}</summary>
      <div class="scroller" role="region" aria-label=${t("reports.over_time")} tabindex="0">${momentsView(of, report.over_time, step)}</div>
    </details>
  </section>`;
}

function momentsView(of: Defined, moments: readonly MomentTold[], step: Step): TemplateResult {
  const { t } = of;
  const columns = ["offered", "answered", "abandoned", "service_level", "average_speed_of_answer_s"] as const;
  return html`<table class="report-table">
    <thead><tr><th scope="col">${t(`reports.when.${step}`)}</th>${columns.map(
      (figure) => html`<th scope="col" class="number">${nameOf(of, figure)}</th>`,
    )}</tr></thead>
    <tbody>${moments.map(({ day, hour, figures: { calls }, measures }) => {
      const when = stepName(t.locale, step, { day, hour }, "long");
      return html`<tr>
        <th scope="row">${hour === null ? when : `${stepName(t.locale, "day", { day, hour: null }, "long")} ${when}`}</th>
        <td class="number">${count(calls.offered, t.locale)}</td>
        <td class="number">${count(calls.answered, t.locale)}</td>
        <td class="number">${count(calls.abandoned, t.locale)}</td>
        <td class="number">${percent(measures.service_level, t.locale)}</td>
        <td class="number">${time(measures.average_speed_of_answer_s, t.locale)}</td>
      </tr>`;
    })}</tbody>
  </table>`;
}
