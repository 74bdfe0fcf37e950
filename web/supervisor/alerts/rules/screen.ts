/** The screen on which supervisors say when they are to be alerted. */
import "./rules.css";
import saveIcon from "icon:device-floppy";
import addIcon from "icon:plus";
import refreshIcon from "icon:refresh";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { translator } from "../../../shared/i18n/translate.ts";
import type { AlertKind, AlertRulesTold, AlertRulesVersion } from "../../../shared/protocol/api.ts";
import { ApiRefused, read, send } from "../../../shared/staff/api.ts";
import { icon } from "../../../shared/ui/icon.ts";
import { FurtherScreen } from "../../frame/further-screen.ts";
import { ruleView } from "./rule-view.ts";
import {
  isAltered,
  isTwice,
  isWithin,
  type RulesAction,
  type RulesState,
  reduceRules,
  START,
} from "./state.ts";
import { ALERT_RULES, type RuleTexts } from "./texts.ts";

const PATH = "/alerts/rules";
/** Where the service says which rule it refused. */
const WHERE = /^rules\.rules\.(\d+)/;

export class AlertRulesScreen extends FurtherScreen {
  private t: RuleTexts = translator(ALERT_RULES, "nl", ["nl"]);
  private state: RulesState = START;

  protected override speak(locale: string): void {
    this.t = translator(ALERT_RULES, locale, ["nl"]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What somebody is about to save isn't lost by looking at another screen.
    if (!isAltered(this.state)) void this.load();
  }

  private readonly dispatch = (action: RulesAction): void => {
    this.state = reduceRules(this.state, action);
    this.requestUpdate();
  };

  protected override render(): TemplateResult {
    const { state, t } = this;
    return html`<div class="rules">
      <header><h1 tabindex="-1">${t("rules.title")}</h1><p class="rules__lead">${t("rules.lead")}</p></header>
      ${state.told === null ? this.absentView() : this.rulesView(state.told)}
    </div>`;
  }

  private absentView(): TemplateResult {
    const { state, t } = this;
    if (state.phase !== "failed")
      return html`<p class="card rules__none" role="status">${t("rules.loading")}</p>`;
    return html`<div class="card rules__none" role="alert"><p>${t("rules.failed")}</p>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" @click=${() => void this.load()}>${icon(refreshIcon)}${t("rules.again")}</button>
    </div>`;
  }

  private rulesView(told: AlertRulesTold): TemplateResult {
    const { dispatch, state, t } = this;
    const isWrong = state.draft.some((rule) => !isWithin(state, rule) || isTwice(state, rule));
    const canSave = isAltered(state) && !isWrong && state.phase !== "saving" && this.context.isOnline;
    const row = (rule: RulesState["draft"][number], number: number) =>
      ruleView({ t, told, rule, number, isRefused: state.refused.includes(number), state, dispatch });
    const submitted = (event: SubmitEvent) => {
      event.preventDefault();
      if (canSave) void this.save(told.version);
    };
    return html`<form class="rules__form" novalidate @submit=${submitted}>
      ${
        state.draft.length === 0
          ? html`<p class="card rules__none">${t("rules.empty")}</p>`
          : html`<div class="card rules__list">${repeat(state.draft, (rule) => rule.rule_id, row)}</div>`
      }
      ${this.addView(told)}
      <div class="rules__save">
        <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="rules-save" ?disabled=${!canSave}>${icon(saveIcon)}${t("rules.save")}</button>
        ${isAltered(state) ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="rules-undo" @click=${() => dispatch({ kind: "undone" })}>${t("rules.undo")}</button>` : nothing}
        <p class="rules__told" role="status" data-testid="rules-told" data-outcome=${state.outcome ?? "none"}>${this.toldText()}
          ${state.outcome === "changed" ? html`<button type="button" class="deed" data-testid="rules-take-new" @click=${() => void this.load()}>${icon(refreshIcon)}<span>${t("rules.take_new")}</span></button>` : nothing}
        </p>
      </div>
    </form>`;
  }

  private addView(told: AlertRulesTold): TemplateResult {
    const { t } = this;
    const added = (event: Event) => {
      const choice = (event.currentTarget as HTMLElement).parentElement?.querySelector("select");
      if (choice) this.dispatch({ kind: "added", of: choice.value as AlertKind });
    };
    return html`<div class="rules__add">
      <label class="field"><span class="utrecht-form-label">${t("rules.add.what")}</span>
        <select class="utrecht-select" data-testid="rules-kind">${told.kinds.map(({ kind }) => html`<option value=${kind}>${t(`alert.kind.${kind}`)}</option>`)}</select>
      </label>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="rules-add" @click=${added}>${icon(addIcon)}${t("rules.add")}</button>
    </div>`;
  }

  private toldText(): string {
    const { state, t } = this;
    if (state.outcome !== null) return t(`rules.${state.outcome}`);
    return isAltered(state) && !this.context.isOnline ? t("rules.offline") : "";
  }

  private async load(): Promise<void> {
    this.dispatch({ kind: "loading" });
    try {
      this.dispatch({ kind: "told", told: await read<AlertRulesTold>(PATH) });
    } catch {
      this.dispatch({ kind: "failed" });
    }
  }

  private async save(version: number): Promise<void> {
    const rules = { rules: this.state.draft };
    this.dispatch({ kind: "saving" });
    try {
      const saved = await send<AlertRulesVersion>("PUT", PATH, { version, rules });
      this.dispatch({ kind: "saved", version: saved.version });
    } catch (error) {
      const refused = error instanceof ApiRefused ? error : null;
      const numbers = refused?.faults.flatMap(({ where }) => WHERE.exec(where)?.[1] ?? []).map(Number);
      const outcome = refused?.code === "changed_meanwhile" ? "changed" : "not_saved";
      this.dispatch({ kind: "refused", outcome, rules: numbers ?? [] });
    }
  }
}

customElements.define("alert-rules-screen", AlertRulesScreen);
