/** How the figures come about: the formula, what was taken from the week, what is assumed and left out. */
import { html, type TemplateResult } from "lit";
import type { StaffingWeek } from "../../shared/protocol/api.ts";
import { percent, waitText } from "./figures.ts";
import type { StaffingState } from "./state.ts";
import type { StaffingTexts } from "./texts.ts";

export function assumptionsView(
  t: StaffingTexts,
  { goal }: StaffingState,
  week: StaffingWeek,
  replications: number,
): TemplateResult {
  const seconds = waitText(goal.threshold_s);
  const { agents, usual } = week;
  const told: readonly (readonly [string, string])[] = [
    [t("staffing.how.formula", { seconds }), t("staffing.how.formula.is", { seconds })],
    [t("staffing.how.range"), t("staffing.how.range.is", { count: replications })],
    [t("staffing.how.calls"), t("staffing.how.calls.is", { count: week.offered })],
    [
      t("staffing.how.durations"),
      t("staffing.how.durations.is", {
        talk: waitText(usual.talk_s),
        wrap_up: waitText(usual.wrap_up_s),
        variation: week.variation,
      }),
    ],
    [t("staffing.how.patience"), t("staffing.how.patience.is", { patience: waitText(week.patience_s) })],
    [
      t("staffing.how.answers"),
      t("staffing.how.answers.is", {
        seconds: waitText(agents.answer_s),
        declined: percent(agents.declined_share, t.locale),
        missed: percent(agents.missed_share, t.locale),
      }),
    ],
    [t("staffing.how.routing"), t("staffing.how.routing.is")],
    [t("staffing.how.left_out"), t("staffing.how.left_out.is")],
  ];
  return html`<details class="card staffing__how" data-testid="assumptions">
    <summary>${t("staffing.how")}</summary>
    <dl>${told.map(([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>`)}</dl>
  </details>`;
}
