/** The dialog that asks how a supervisor joins a call, and why. */
import closeIcon from "icon:x";
import { html, type TemplateResult } from "lit";
import { MODE_ICONS } from "../../shared/call/supervision-view.ts";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import type { JoinMode, JoinReason } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";

const REASONS: readonly JoinReason[] = ["asked", "coaching", "quality", "safety"];

/** What is about to be asked for. */
export interface Wish {
  readonly callId: string;
  readonly mode: JoinMode;
  readonly why: JoinReason | null;
  /** It was sent without a reason. */
  readonly isIncomplete?: boolean;
}

interface DialogProps {
  t: StaffTexts;
  wish: Wish;
  /** What policy allows for this call. */
  modes: readonly JoinMode[];
  choose(wish: Wish): void;
  join(): void;
  close(): void;
}

/** Its page opens it as a modal one. */
export function joinDialog({ t, wish, modes, choose, join, close }: DialogProps): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    if (wish.why) return join();
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[name=why]")?.focus();
    choose({ ...wish, isIncomplete: true });
  };
  // The dialog closes itself, so that the focus goes back to where it came from.
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  const modeView = (mode: JoinMode) => html`<label class="pick">
    <input type="radio" name="mode" data-testid="join-mode-${mode}" .checked=${wish.mode === mode} @change=${() => choose({ ...wish, mode })} />
    ${icon(MODE_ICONS[mode])}
    <span class="pick__words"><strong>${t(`join.mode.${mode}`)}</strong><small>${t(`join.mode.${mode}.means`)}</small></span>
  </label>`;
  const reasonView = (why: JoinReason) => html`<label class="pick">
    <input type="radio" name="why" required aria-describedby="join-why-problem" data-testid="join-why-${why}" .checked=${wish.why === why} @change=${() => choose({ ...wish, why })} />
    <span class="pick__words">${t(`join.why.${why}`)}</span>
  </label>`;
  return html`<dialog class="transfer join" data-testid="join-dialog" aria-labelledby="join-heading" @close=${close}>
    <form class="transfer__form" novalidate @submit=${submitted}>
      <header class="transfer__head">
        <h2 id="join-heading">${t("join.heading")}</h2>
        <button type="button" class="transfer__close" data-testid="join-close" aria-label=${t("join.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      <p class="transfer__lead">${t("join.lead")}</p>
      <fieldset class="join__group">
        <legend class="utrecht-form-label">${t("join.how")}</legend>
        ${modes.map(modeView)}
      </fieldset>
      <fieldset class="join__group join__group--why">
        <legend class="utrecht-form-label">${t("join.why")} <small>${t("join.why.means")}</small></legend>
        ${REASONS.map(reasonView)}
        <p class="dialog__problem" id="join-why-problem" role="alert" data-testid="join-problem">${wish.isIncomplete && !wish.why ? t("join.why.missing") : ""}</p>
      </fieldset>
      <footer class="transfer__foot">
        <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="join-confirm">${icon(MODE_ICONS[wish.mode])}<span>${t(`join.confirm.${wish.mode}`)}</span></button>
      </footer>
    </form>
  </dialog>`;
}
