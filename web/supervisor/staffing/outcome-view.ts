/** What came of the trials: all of them side by side, and one of them by language. */
import openIcon from "icon:arrow-back-up";
import trashIcon from "icon:trash";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { languageName } from "../../shared/i18n/format.ts";
import type { Figure, LanguageOutlook, Outlook, StaffGroup } from "../../shared/protocol/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { changeOf, type Kind, valueText, waitText } from "./figures.ts";
import { hoursOf } from "./people.ts";
import { legendView, rangeView, type Scale } from "./range-view.ts";
import { comparable, type Scenario, type StaffingAction, type StaffingState } from "./state.ts";
import type { StaffingTexts } from "./texts.ts";

interface OutcomeProps {
  readonly t: StaffingTexts;
  readonly state: StaffingState;
  dispatch(action: StaffingAction): void;
}

type Metric = "service_level" | "mean_wait_s" | "p90_wait_s" | "abandon_rate";
type Scales = Readonly<Record<Metric, Scale>>;

const METRICS: readonly Metric[] = ["service_level", "mean_wait_s", "p90_wait_s", "abandon_rate"];
const KINDS: Readonly<Record<Metric, Kind>> = {
  service_level: "share",
  mean_wait_s: "wait",
  p90_wait_s: "wait",
  abandon_rate: "share",
};
/** More is better of the first only. */
const MORE_IS_BETTER: Metric = "service_level";
const FEW_CALLS = 30;
const LEAST_WAIT_S = 30;
const LEAST_SHARE = 0.1;

export function outcomeView(props: OutcomeProps): TemplateResult {
  const { state, t } = props;
  const scenarios = comparable(state);
  const others = state.scenarios.length - scenarios.length;
  const shown = scenarios.find((each) => each.id === state.shown) ?? scenarios.at(-1);
  return html`${
    shown === undefined
      ? html`<p class="card staffing__none">${t("staffing.none")}</p>`
      : html`${comparedView(props, scenarios, shown)}${byLanguageView(props, shown)}`
  }
  ${others > 0 ? html`<p class="staffing__hint">${t("staffing.others", { count: others })}</p>` : nothing}`;
}

function headingsOf(t: StaffingTexts, state: StaffingState): readonly string[] {
  return [
    t("staffing.level", { seconds: waitText(state.goal.threshold_s) }),
    t("staffing.mean_wait"),
    t("staffing.p90_wait"),
    t("staffing.abandoned"),
  ];
}

function comparedView(props: OutcomeProps, scenarios: readonly Scenario[], shown: Scenario): TemplateResult {
  const { dispatch, state, t } = props;
  const of = (scenario: Scenario) =>
    scenario.result.languages.find((each) => each.language === state.language) ??
    scenario.result.languages[0];
  const rows = scenarios.flatMap((scenario) => {
    const outlook = of(scenario);
    return outlook ? [{ scenario, outlook }] : [];
  });
  const known = of(shown);
  const past = typeof state.past === "string" ? null : state.past.staffing;
  if (!known) return html`<p class="card staffing__none">${t("staffing.none")}</p>`;
  const scales = scalesOf(state, [known.before, ...rows.map((row) => row.outlook.after)]);
  const chosen = (event: Event) =>
    dispatch({ kind: "language", language: (event.target as HTMLSelectElement).value || null });
  return html`<section class="card">
    <div class="staffing__bar">
      <h2 id="staffing-compared">${t("staffing.compared")}</h2>
      <label class="staffing__inline"><span>${t("staffing.compared.of")}</span>
        <select class="utrecht-select" data-testid="compared-language" @change=${chosen}>
          ${shown.result.languages.map(
            ({ language }) =>
              html`<option value=${language ?? ""} .selected=${live(language === state.language)}>${language ? languageName(language, t.locale) : t("staffing.all_languages")}</option>`,
          )}
        </select>
      </label>
    </div>
    <div class="scroller" role="region" aria-labelledby="staffing-compared" tabindex="0">
      <table class="outcome" data-testid="compared">
        <thead><tr>
          <th scope="col">${t("staffing.scenario")}</th>
          ${headingsOf(t, state).map((heading) => html`<th scope="col">${heading}</th>`)}
          <th scope="col">${t("staffing.than_before")}</th>
          <th scope="col">${t("staffing.busy")}</th>
        </tr></thead>
        <tbody>
          ${countedView(t, known)}
          <tr data-testid="before">
            <th scope="row">${t("staffing.before")}${past === null ? nothing : hoursView(t, past)}</th>
            ${METRICS.map((metric) => html`<td>${rangeView(t, known.before[metric], scales[metric])}</td>`)}
            <td></td>
            <td>${busyView(t, shown, "before")}</td>
          </tr>
          ${rows.map(({ outlook, scenario }) => scenarioView(props, { outlook, scales, scenario, isShown: scenario === shown }))}
        </tbody>
      </table>
    </div>
    ${legendView(t)}
  </section>`;
}

function countedView(t: StaffingTexts, { counted }: LanguageOutlook): TemplateResult {
  const cell = (value: number | null, kind: Kind) =>
    html`<td><div class="range"><span class="range__value">${valueText(value, kind, t.locale)}</span></div></td>`;
  return html`<tr data-testid="counted">
    <th scope="row">${t("staffing.counted")}</th>
    ${cell(counted.service_level, "share")}${cell(counted.mean_wait_s, "wait")}<td></td>${cell(counted.abandon_rate, "share")}
    <td></td><td></td>
  </tr>`;
}

interface Row {
  readonly scenario: Scenario;
  readonly outlook: LanguageOutlook;
  readonly scales: Scales;
  readonly isShown: boolean;
}

function scenarioView(
  { dispatch, t }: OutcomeProps,
  { isShown, outlook, scales, scenario }: Row,
): TemplateResult {
  const { id, name, staffing } = scenario;
  // Kept with each letter: whoever reloads the page loses none. A scenario keeps its name until it has another one.
  const named = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    if (value.trim()) dispatch({ kind: "named", id, name: value });
  };
  const left = (event: Event) => {
    (event.target as HTMLInputElement).value = name;
  };
  return html`<tr class=${isShown ? "outcome__shown" : ""} data-testid="scenario">
    <th scope="row">
      <input class="outcome__name" type="text" maxlength="40" aria-label=${t("staffing.scenario.name")} data-testid="scenario-name" .value=${live(name)} @input=${named} @change=${left} />
      ${hoursView(t, staffing)}
      <span class="outcome__deeds">
        <button type="button" class="deed" aria-pressed=${isShown ? "true" : "false"} @click=${() => dispatch({ kind: "shown", id })}>${t("staffing.scenario.languages")}</button>
        <button type="button" class="deed" title=${t("staffing.scenario.open")} aria-label=${t("staffing.scenario.open")} @click=${() => dispatch({ kind: "reopened", id })}>${icon(openIcon)}</button>
        <button type="button" class="deed" title=${t("staffing.scenario.forget", { name })} aria-label=${t("staffing.scenario.forget", { name })} @click=${() => dispatch({ kind: "forgotten", id })}>${icon(trashIcon)}</button>
      </span>
    </th>
    ${METRICS.map((metric) => html`<td data-metric=${metric}>${rangeView(t, outlook.after[metric], scales[metric], outlook.before[metric].mean)}</td>`)}
    <td>${differenceView(t, outlook.difference, "service_level")}${differenceView(t, outlook.difference, "mean_wait_s")}</td>
    <td>${busyView(t, scenario, "after")}</td>
  </tr>`;
}

function hoursView(t: StaffingTexts, groups: readonly StaffGroup[]): TemplateResult {
  const hours = { agents: hoursOf(groups, "agent"), interpreters: hoursOf(groups, "interpreter") };
  return html`<small>${t("staffing.hours")}: ${t("staffing.hours.of", hours)}</small>`;
}

function busyView(t: StaffingTexts, { result }: Scenario, when: "before" | "after"): TemplateResult {
  const agents = result.busy.find((each) => each.role === "agent");
  return html`<div class="range"><span class="range__value">${valueText(agents?.[when].mean ?? null, "share", t.locale)}</span></div>`;
}

/** Say by how much a figure differs from as it was, and whether that is more than chance. */
function differenceView(
  t: StaffingTexts,
  difference: Outlook,
  metric: Metric,
): TemplateResult | typeof nothing {
  const figure: Figure = difference[metric];
  const change = changeOf(figure, KINDS[metric], t.locale);
  if (change === null) return nothing;
  const isBetter = change.isMore === (metric === MORE_IS_BETTER);
  const tone = change.isSure ? (isBetter ? "better" : "worse") : "unsure";
  const text = KINDS[metric] === "share" ? t("staffing.points", { points: change.text }) : `${change.text} s`;
  return html`<span class="change change--${tone}" data-tone=${tone} title=${change.isSure ? nothing : t("staffing.no_difference")}>${text}${change.isSure ? nothing : html`<span class="visually-hidden">, ${t("staffing.no_difference")}</span>`}</span>`;
}

function byLanguageView({ state, t }: OutcomeProps, shown: Scenario): TemplateResult {
  const languages = shown.result.languages.filter((each) => each.language !== null);
  const scales = scalesOf(
    state,
    languages.flatMap((each) => [each.before, each.after]),
  );
  const row = (
    each: LanguageOutlook,
  ) => html`<tr data-testid="outcome-language" data-language=${each.language ?? ""}>
    <th scope="row">${languageName(each.language ?? "", t.locale)}
      <small>${each.counted.offered}${each.counted.offered < FEW_CALLS ? html` · <span title=${t("staffing.few.means")}>${t("staffing.few")}</span>` : nothing}</small>
    </th>
    ${METRICS.map((metric) => html`<td>${rangeView(t, each.after[metric], scales[metric], each.before[metric].mean)}</td>`)}
    <td>${differenceView(t, each.difference, "service_level")}${differenceView(t, each.difference, "mean_wait_s")}</td>
  </tr>`;
  return html`<section class="card">
    <div class="staffing__bar"><h2 id="staffing-languages">${t("staffing.by_language", { name: shown.name })}</h2></div>
    <div class="scroller" role="region" aria-labelledby="staffing-languages" tabindex="0">
      <table class="outcome" data-testid="by-language">
        <thead><tr>
          <th scope="col">${t("staffing.language")}</th>
          ${headingsOf(t, state).map((heading) => html`<th scope="col">${heading}</th>`)}
          <th scope="col">${t("staffing.than_before")}</th>
        </tr></thead>
        <tbody>${languages.map(row)}</tbody>
      </table>
    </div>
  </section>`;
}

/** Bars of one column are drawn to one scale. */
function scalesOf({ goal }: StaffingState, outlooks: readonly Outlook[]): Scales {
  const most = (metric: Metric, least: number) =>
    Math.max(least, ...outlooks.map((each) => (each[metric].mean ?? 0) + (each[metric].half ?? 0)));
  return {
    service_level: { kind: "share", most: 1, goal: goal.percent / 100 },
    mean_wait_s: { kind: "wait", most: most("mean_wait_s", LEAST_WAIT_S) },
    p90_wait_s: { kind: "wait", most: most("p90_wait_s", LEAST_WAIT_S) },
    abandon_rate: { kind: "share", most: Math.min(1, most("abandon_rate", LEAST_SHARE)) },
  };
}
