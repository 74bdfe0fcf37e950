/** What is asked of somebody who hangs up, or who seems to have left. */
import checkIcon from "icon:circle-check";
import hangUpIcon from "icon:phone-off";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import { presenceLeft } from "../presence.ts";
import type { BoothProps } from "../props.ts";

/** Hanging up takes a few seconds, in which a slip can be undone. */
export function endingView({ t, state, now, actions }: BoothProps): TemplateResult | typeof nothing {
  if (state.endingAt === null) return nothing;
  const left = Math.max(1, Math.ceil((state.endingAt - now) / 1000));
  return html`<div class="overlay">
    <section class="dialog dialog--ending" role="alertdialog" aria-modal="true" aria-labelledby="ending-heading" aria-describedby="ending-lead">
      <h2 id="ending-heading">${t("ending.heading", { count: left })}</h2>
      <span class="ending__time" aria-hidden="true"></span>
      <p class="lead" id="ending-lead">${t("ending.lead")}</p>
      <div class="dialog__choices">
        <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="hang-up-undo" @click=${actions.keepTalking}>
          ${icon(checkIcon)}<span>${t("ending.stay")}</span>
        </button>
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--huge" data-testid="hang-up-now" @click=${actions.leaveNow}>
          ${icon(hangUpIcon)}<span>${t("ending.now")}</span>
        </button>
      </div>
    </section>
  </div>`;
}

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
