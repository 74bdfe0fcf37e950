/** One rule, to be altered in place. */
import removeIcon from "icon:trash";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { languageName } from "../../../shared/i18n/format.ts";
import type { AlertKind, AlertRule, AlertRulesTold, NoticeWay } from "../../../shared/protocol/api.ts";
import { icon } from "../../../shared/ui/icon.ts";
import { isTwice, isWithin, type RulesAction, type RulesState } from "./state.ts";
import type { RuleTexts } from "./texts.ts";

const UNITS = {
  longest_wait: "seconds",
  queue_length: "calls",
  service_level: "percent",
  language_unstaffed: "seconds",
  location_unstaffed: "people",
  callback_overdue: "requests",
  booth_offline: "seconds",
  relay_lost: "relays",
  relays_full: "percent",
} as const satisfies Record<AlertKind, string>;

interface RuleProps {
  t: RuleTexts;
  told: AlertRulesTold;
  state: RulesState;
  rule: AlertRule;
  number: number;
  isRefused: boolean;
  dispatch(action: RulesAction): void;
}

export function ruleView(props: RuleProps): TemplateResult {
  const { t, told, rule, number, dispatch } = props;
  const alter = (change: Partial<AlertRule>) => dispatch({ kind: "altered", number, rule: change });
  const name = t(`alert.kind.${rule.kind}`);
  const tick = (label: string, isOn: boolean, handle: string, change: (on: boolean) => Partial<AlertRule>) =>
    html`<label class="rule__tick"><input type="checkbox" data-testid=${handle} .checked=${live(isOn)} @change=${(event: Event) => alter(change((event.target as HTMLInputElement).checked))} /><span>${label}</span></label>`;
  const notified = (way: NoticeWay) =>
    tick(t(`rules.way.${way}`), rule.notify.includes(way), `rule-${way}`, (on) => ({
      notify: on ? [...rule.notify, way] : rule.notify.filter((each) => each !== way),
    }));
  return html`<div class="rule ${rule.enabled ? "" : "rule--off"}" data-testid="rule" data-rule-id=${rule.rule_id} role="group" aria-label="${number + 1}. ${name}">
    <div class="rule__what"><strong>${name}</strong><small>${t(`rules.means.${rule.kind}`)}</small>
      ${props.isRefused ? html`<small class="field__fault" role="alert">${t("rules.wrong")}</small>` : nothing}
    </div>
    ${thresholdView(props, alter)}
    ${placeView(props, alter)}
    ${languageView(props, alter)}
    <div class="rule__how">
      ${tick(t("rules.on"), rule.enabled, "rule-enabled", (enabled) => ({ enabled }))}
      ${tick(t("rules.loud"), rule.loud, "rule-loud", (loud) => ({ loud }))}
      ${told.ways.map(notified)}
    </div>
    <button type="button" class="deed" data-testid="rule-remove" aria-label="${t("rules.remove")}: ${name}" title=${t("rules.remove")} @click=${(event: MouseEvent) => event.detail < 2 && dispatch({ kind: "removed", number })}>${icon(removeIcon)}</button>
  </div>`;
}

type Alter = (change: Partial<AlertRule>) => void;

function thresholdView({ t, told, state, rule }: RuleProps, alter: Alter): TemplateResult {
  const range = told.kinds.find((each) => each.kind === rule.kind);
  const isOutside = !isWithin(state, rule);
  const isWrong = isOutside || isTwice(state, rule);
  const words = isOutside
    ? t("rules.range", { low: range?.low ?? 1, high: range?.high ?? 1 })
    : t("rules.twice");
  const fault = `fault-${rule.rule_id}`;
  return html`<label class="field"><span class="utrecht-form-label">${t("rules.threshold")} <small>${t(`rules.unit.${UNITS[rule.kind]}`)}</small></span>
    <input class="utrecht-textbox ${isWrong ? "utrecht-textbox--invalid" : ""}" type="number" inputmode="numeric" step="1" min=${range?.low ?? 1} max=${range?.high ?? 1} data-testid="rule-threshold"
      aria-invalid=${isWrong ? "true" : "false"} aria-describedby=${isWrong ? fault : nothing}
      .value=${live(Number.isNaN(rule.threshold) ? "" : String(rule.threshold))} @input=${(event: Event) => alter({ threshold: (event.target as HTMLInputElement).valueAsNumber })} />
    ${isWrong ? html`<small class="field__fault" id=${fault}>${words}</small>` : nothing}
  </label>`;
}

function placeView({ t, told, rule }: RuleProps, alter: Alter): TemplateResult {
  if (!told.kinds.some(({ kind, by_place }) => kind === rule.kind && by_place)) return html`<span></span>`;
  const chosen = rule.location ? `place ${rule.location}` : rule.centre ? `centre ${rule.centre}` : "";
  const changed = (event: Event) => {
    const [kind, id = null] = (event.target as HTMLSelectElement).value.split(" ");
    alter({ location: kind === "place" ? id : null, centre: kind === "centre" ? id : null });
  };
  const option = (value: string, name: string) =>
    html`<option value=${value} .selected=${live(value === chosen)}>${name}</option>`;
  const group = (label: string, kind: string, names: Readonly<Record<string, string>>) =>
    html`<optgroup label=${label}>${Object.entries(names).map(([id, name]) => option(`${kind} ${id}`, name))}</optgroup>`;
  return html`<label class="field"><span class="utrecht-form-label">${t("rules.place")}</span>
    <select class="utrecht-select" data-testid="rule-place" @change=${changed}>
      ${option("", t("rules.place.all"))}${group(t("rules.place.centres"), "centre", told.centres)}${group(t("rules.place.places"), "place", told.places)}
    </select></label>`;
}

function languageView({ t, told, rule }: RuleProps, alter: Alter): TemplateResult {
  if (!told.kinds.some(({ kind, by_language }) => kind === rule.kind && by_language))
    return html`<span></span>`;
  const changed = (event: Event) => alter({ language: (event.target as HTMLSelectElement).value || null });
  const codes = ["", ...told.languages];
  return html`<label class="field"><span class="utrecht-form-label">${t("rules.language")}</span>
    <select class="utrecht-select" data-testid="rule-language" @change=${changed}>
      ${codes.map((code) => html`<option value=${code} .selected=${live(code === (rule.language ?? ""))}>${code ? languageName(code, t.locale) : t("rules.language.all")}</option>`)}
    </select></label>`;
}
