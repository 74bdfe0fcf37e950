/** Hanging up takes a few seconds, in which a slip can be undone. */
import checkIcon from "icon:circle-check";
import hangUpIcon from "icon:phone-off";
import { html, type TemplateResult } from "lit";
import type { CallTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";

export interface EndingActions {
  /** Take back that one hung up. */
  keepTalking(): void;
  /** Hang up after all, without waiting for the time to change one's mind. */
  leaveNow(): void;
}

/** The question, `leftMs` before the conversation ends. */
export function endingView(t: CallTexts, leftMs: number, actions: EndingActions): TemplateResult {
  return html`<div class="overlay">
    <section class="dialog dialog--ending" role="alertdialog" aria-modal="true" aria-labelledby="ending-heading" aria-describedby="ending-lead">
      <h2 id="ending-heading">${t("ending.heading", { count: Math.max(1, Math.ceil(leftMs / 1000)) })}</h2>
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
