/** The report's few large figures, each with how it was before. */
import { html, nothing, type TemplateResult } from "lit";
import type { ReportTold, Told } from "../../shared/protocol/api.ts";
import { type Defined, definitionView, nameOf } from "./definition.ts";
import { change, count, mean, percent, points, time } from "./numbers.ts";

interface KeyFigure {
  /** As its definition is called. */
  readonly figure: string;
  readonly value: (told: Told) => number | null;
  readonly shown: (value: number | null, locale: string) => string;
  /** Which way is the good one; 0 = neither. */
  readonly good: -1 | 0 | 1;
  /** A share changes by percentage points; a percentage of one would be misread. */
  readonly isShare?: true;
}

const KEY_FIGURES: readonly KeyFigure[] = [
  { figure: "offered", value: ({ figures }) => figures.calls.offered, shown: whole, good: 0 },
  { figure: "answered", value: ({ figures }) => figures.calls.answered, shown: whole, good: 0 },
  {
    figure: "service_level",
    value: ({ measures }) => measures.service_level,
    shown: percent,
    good: 1,
    isShare: true,
  },
  {
    figure: "abandon_rate",
    value: ({ measures }) => measures.abandon_rate,
    shown: percent,
    good: -1,
    isShare: true,
  },
  {
    figure: "average_speed_of_answer_s",
    value: ({ measures }) => measures.average_speed_of_answer_s,
    shown: time,
    good: -1,
  },
  {
    figure: "average_handling_s",
    value: ({ measures }) => measures.average_handling_s,
    shown: time,
    good: 0,
  },
  { figure: "rating", value: ({ measures }) => measures.rating, shown: mean, good: 1 },
];

/** Less of a change is none: half a percent, or a tenth of a percentage point. */
const [NOTABLE, NOTABLE_POINTS] = [0.005, 0.0005];

export function keyFiguresView(of: Defined, report: ReportTold): TemplateResult {
  const { t } = of;
  return html`<section class="key-figures" aria-label=${t("reports.key")}>
    ${KEY_FIGURES.map(({ figure, value, shown, good, isShare }) => {
      const { calls } = report.before.figures;
      // What wasn't counted yet is nothing to compare with.
      const [now, before] = [
        value(report.total),
        calls.offered + calls.ended > 0 ? value(report.before) : null,
      ];
      return html`<div class="key-figure" data-testid="figure-${figure}">
        <p class="key-figure__name">${nameOf(of, figure)}${definitionView(of, figure)}</p>
        <p class="key-figure__value">${shown(now, t.locale)}</p>
        <p class="key-figure__before">${changeView(of, isShare ? points(now, before) : change(now, before), good, isShare)}${
          before === null
            ? nothing
            : html`<span>${t("reports.before", { value: shown(before, t.locale) })}</span>`
        }</p>
      </div>`;
    })}
  </section>`;
}

function whole(value: number | null, locale: string): string {
  return count(value ?? 0, locale);
}

/** How much more or less, in words too: a color and an arrow alone say nothing to everybody. */
function changeView({ t }: Defined, by: number | null, good: number, isShare = false) {
  if (by === null) return nothing;
  const way = Math.abs(by) < (isShare ? NOTABLE_POINTS : NOTABLE) ? 0 : Math.sign(by);
  const word = way === 0 ? t("reports.same") : way > 0 ? t("reports.more") : t("reports.less");
  const look = way === 0 || good === 0 ? "even" : way === good ? "good" : "bad";
  const size = isShare
    ? t("reports.points", { points: mean(100 * Math.abs(by), t.locale) })
    : percent(Math.abs(by), t.locale);
  return html`<span class="change change--${look}"><span aria-hidden="true">${way > 0 ? "▲ " : way < 0 ? "▼ " : ""}</span>${way === 0 ? nothing : size} ${word}</span>`;
}
