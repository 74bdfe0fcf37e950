/** The second step of signing in: a secret for an app, the field for its codes, and the codes for emergencies. */
import copyIcon from "icon:copy";
import { html, nothing, type TemplateResult } from "lit";
import { until } from "lit/directives/until.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { copied } from "../ui/copy.ts";
import { icon } from "../ui/icon.ts";
import type { Offer } from "./signing-in.ts";

/** Few ever set one up: what draws it is fetched when somebody does. */
async function picture(address: string, label: string): Promise<TemplateResult> {
  const { qrView } = await import("../ui/qr.ts");
  return qrView(address, label);
}

/** The secret as a picture and as text, for who can't scan. */
export function secretView(t: StaffTexts, { secret, address }: Offer): TemplateResult {
  return html`<div class="second-step">
    <div class="second-step__picture" data-testid="totp-picture">${until(picture(address, t("second_step.picture")))}</div>
    <p class="second-step__text"><span>${t("second_step.secret")}</span>
      <code data-testid="totp-secret">${secret.match(/.{1,4}/g)?.join(" ")}</code></p>
  </div>`;
}

export function codeField(t: StaffTexts, handle: string, wrong: boolean, note?: string): TemplateResult {
  return html`<label class="field">
    <span class="utrecht-form-label">${t("second_step.code")}</span>
    <input class="utrecht-textbox second-step__code" name="code" data-testid=${handle} data-autofocus autocomplete="one-time-code"
      autocapitalize="none" spellcheck="false" maxlength="40" required aria-invalid=${wrong ? "true" : "false"} aria-describedby=${note ? `${handle}-note` : nothing} />
  </label>
  ${note ? html`<p class="second-step__note" id="${handle}-note">${note}</p>` : nothing}`;
}

/** Shown once: without them nobody gets in who loses the phone. */
export function recoveryView(t: StaffTexts, codes: readonly string[]): TemplateResult {
  return html`<div class="second-step">
    <ol class="second-step__codes" data-testid="recovery-codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
    <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="recovery-copy" @click=${(event: Event) => void copy(event, t, codes)}>
      ${icon(copyIcon)}<span>${t("second_step.copy")}</span>
    </button>
    <p class="second-step__copied" role="status" data-testid="recovery-copied"></p>
  </div>`;
}

/** Put the codes on the clipboard, and say below the button whether that was done. */
async function copy(event: Event, t: StaffTexts, codes: readonly string[]): Promise<void> {
  const word = (event.currentTarget as HTMLElement).nextElementSibling;
  const isDone = await copied(codes.join("\n"));
  if (word) word.textContent = t(isDone ? "second_step.copied" : "second_step.not_copied");
}
