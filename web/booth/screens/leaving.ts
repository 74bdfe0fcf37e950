/** What is asked of somebody who seems to have left. */
import { html, nothing, type TemplateResult } from "lit";
import { presenceLeft } from "../presence.ts";
import type { BoothProps } from "../props.ts";

export function presenceView({ t, state, now, actions }: BoothProps): TemplateResult | typeof nothing {
  const left = presenceLeft(state, now);
  if (left === null) return nothing;
  return html`<div class="overlay">
    <section class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="presence-heading" aria-describedby="presence-lead" data-testid="presence">
      <h2 id="presence-heading" tabindex="-1">${t("idle.heading")}</h2>
      <p class="lead" id="presence-lead">${t("presence.lead", { seconds: Math.ceil(left / 1000) })}</p>
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="presence-stay" @click=${actions.stay}>${t("presence.stay")}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--huge" data-testid="presence-leave" @click=${actions.cancel}>${t("waiting.cancel")}</button>
    </section>
  </div>`;
}
