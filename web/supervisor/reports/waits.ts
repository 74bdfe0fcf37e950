/** How long visitors waited: as a distribution, since a mean hides those who waited long. */
import { html, type TemplateResult } from "lit";
import type { CallFigures } from "../../shared/protocol/api.ts";
import { barView } from "../charts/bar.ts";
import { type Defined, definitionView, nameOf } from "./definition.ts";
import { count, waitEnd } from "./numbers.ts";

/** Upper ends of the classes that the server counts waits by, s; the last class is open. */
const ENDS = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200] as const;
/** The ends at which rows end: fewer rows are read better, and none cuts a class. */
const SHOWN = [10, 20, 30, 60, 120, 300, 600, 1200] as const;

export interface WaitRow {
  /** Above this and up to that, s; null = to no end. */
  readonly from: number;
  readonly to: number | null;
  readonly answered: number;
  readonly abandoned: number;
}

/** Return the classes of waits, gathered into rows. Pure. */
export function waitRows(calls: Pick<CallFigures, "answered_waits" | "abandoned_waits">): readonly WaitRow[] {
  let from = 0;
  return [...SHOWN, null].map((to) => {
    const [first, last] = [placeOf(from), to === null ? ENDS.length + 1 : placeOf(to)];
    const sum = (waits: readonly number[]) => waits.slice(first, last).reduce((all, each) => all + each, 0);
    const row = { from, to, answered: sum(calls.answered_waits), abandoned: sum(calls.abandoned_waits) };
    from = to ?? from;
    return row;
  });
}

/** How many classes end at or before `seconds`. */
function placeOf(seconds: number): number {
  return ENDS.filter((end) => end <= seconds).length;
}

export function waitsView(of: Defined, calls: CallFigures): TemplateResult {
  const { t } = of;
  const rows = waitRows(calls);
  const most = Math.max(1, ...rows.map(({ answered, abandoned }) => answered + abandoned));
  const label = ({ from, to }: WaitRow) => {
    if (to === null) return t("reports.waits.longer", { from: waitEnd(from, t.locale) });
    if (from === 0) return t("reports.waits.to", { to: waitEnd(to, t.locale) });
    return t("reports.waits.between", { from: waitEnd(from, t.locale), to: waitEnd(to, t.locale) });
  };
  return html`<section class="card report-card">
    <div class="report-card__head"><h2>${t("reports.waits")}${definitionView(of, "waits")}</h2></div>
    <table class="report-table">
      <thead><tr>
        <th scope="col">${t("reports.waits.class")}</th><th scope="col"><span class="visually-hidden">${t("reports.number")}</span></th>
        <th scope="col" class="number"><span class="swatch swatch--answered"></span>${nameOf(of, "answered")}</th>
        <th scope="col" class="number"><span class="swatch swatch--abandoned"></span>${nameOf(of, "abandoned")}</th>
      </tr></thead>
      <tbody>${rows.map(
        (row) => html`<tr>
          <th scope="row">${label(row)}</th>
          <td class="report-table__bar">${barView([
            { share: row.answered / most, of: "answered" },
            { share: row.abandoned / most, of: "abandoned" },
          ])}</td>
          <td class="number">${count(row.answered, t.locale)}</td>
          <td class="number">${count(row.abandoned, t.locale)}</td>
        </tr>`,
      )}</tbody>
    </table>
  </section>`;
}
