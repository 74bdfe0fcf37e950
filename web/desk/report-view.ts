/** Reporting how a visitor behaves: asked once more, and then a way out of the call. */

import checkIcon from "icon:circle-check";
import flagIcon from "icon:flag";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { Flag } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";

/** The dialog closes itself, so that the focus goes back to where it came from. */
const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();

const KINDS: readonly Flag[] = ["abuse", "threat", "misuse"];

/** `asking`: what is chosen so far; `reported`: the server has it. */
export type ReportStep =
  | { readonly step: "asking"; readonly kind: Flag | null }
  | { readonly step: "reported" };

export interface ReportProps {
  t: StaffTexts;
  report: ReportStep;
  /** What the server has already. */
  flag: Flag | null;
  choose(kind: Flag): void;
  send(kind: Flag): void;
  takeBack(): void;
  close(): void;
  /** End the call, which is a way out of it; null when it is over. */
  hangUp: (() => void) | null;
}

export function reportView(props: ReportProps): TemplateResult {
  const { t, report, close } = props;
  return html`<dialog class="transfer report" data-testid="report" aria-labelledby="report-title" @close=${close}>
    <div class="transfer__form">
      <div class="transfer__head">
        <h2 id="report-title">${t("report.heading")}</h2>
        <button type="button" class="transfer__close" aria-label=${t("report.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </div>
      ${report.step === "asking" ? askingView(props, report.kind ?? props.flag) : reportedView(props)}
    </div>
  </dialog>`;
}

function askingView({ t, flag, choose, send, takeBack }: ReportProps, chosen: Flag | null): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    if (chosen) send(chosen);
  };
  const undone = (event: Event) => {
    takeBack();
    dismiss(event);
  };
  return html`<form class="report__form" @submit=${submitted}>
    <p class="transfer__lead">${t("report.lead")}</p>
    <fieldset class="report__kinds">
      <legend class="utrecht-form-label">${t("report.kind")}</legend>
      ${KINDS.map(
        (kind) => html`<label class="pick">
          <input type="radio" name="kind" value=${kind} required data-testid="report-${kind}" .checked=${kind === chosen} @change=${() => choose(kind)} />
          <span class="pick__words">${t(`report.kind.${kind}`)}</span>
        </label>`,
      )}
    </fieldset>
    <div class="transfer__foot">
      ${
        flag
          ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="report-take-back" @click=${undone}>${t("report.take_back")}</button>`
          : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${dismiss}>${t("report.close")}</button>`
      }
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="report-send">${icon(flagIcon)}<span>${t("report.send")}</span></button>
    </div>
  </form>`;
}

function reportedView({ t, hangUp }: ReportProps): TemplateResult {
  return html`<p class="report__done" role="status">${icon(checkIcon)}${t("report.done")}</p>
    ${hangUp === null ? nothing : html`<p>${t("report.say")}</p><blockquote class="report__sentence">${t("report.sentence")}</blockquote>`}
    <div class="transfer__foot">
      ${
        hangUp === null
          ? html`<button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="report-close" @click=${dismiss}>${t("report.closed")}</button>`
          : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="report-go-on" @click=${dismiss}>${t("report.go_on")}</button>
            <button type="button" class="utrecht-button utrecht-button--primary-action button--danger" data-testid="report-end" @click=${hangUp}>${t("report.end")}</button>`
      }
    </div>`;
}

/** The way to report, or that it was done. */
export function reportButton(t: StaffTexts, flag: Flag | null, open: () => void): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small ${flag ? "button--flagged" : ""}" data-testid="report-open" aria-haspopup="dialog" data-flag=${flag ?? nothing} title=${flag ? t(`report.flagged.${flag}`) : nothing} @click=${open}>
    ${icon(flagIcon)}<span>${t(flag ? "report.reported" : "report.open")}</span>
  </button>`;
}
