/** The part of the help that brings somebody: one tap, then whether they know and come. */
import bellIcon from "icon:bell-ringing";
import walkIcon from "icon:walk";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import { stageOf } from "../help.ts";
import type { BoothProps } from "../props.ts";

export function callHelpView({ t, state, actions }: BoothProps): TemplateResult | typeof nothing {
  if (!state.known) return nothing;
  const stage = stageOf(state.help);
  if (stage === "none" || stage === "asking") {
    const asking = stage === "asking";
    return html`<button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="help-call" ?disabled=${asking} @click=${() => actions.callHelp(true)}>
      ${icon(bellIcon)}<span>${t(asking ? "help.asking" : "help.call")}</span>
    </button>`;
  }
  return html`<div class="call-help call-help--${stage}">
    <p class="call-help__told" role="status" data-testid="help-state" data-state=${stage}>
      ${icon(stage === "coming" ? walkIcon : bellIcon)}<span>${t(stage === "coming" ? "help.coming.text" : "help.asked.text")}</span>
    </p>
    ${
      // What the employee asked for isn't the visitor's to call off.
      state.help.wanted?.by === "agent"
        ? nothing
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="help-withdraw" @click=${() => actions.callHelp(false)}>${t("help.withdraw")}</button>`
    }
  </div>`;
}
