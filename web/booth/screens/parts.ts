/** Pieces that several screens of the booth show. */
import alertIcon from "icon:alert-triangle";
import arrowIcon from "icon:arrow-left";
import calendarIcon from "icon:calendar-exclamation";
import ambulanceIcon from "icon:first-aid-kit";
import phoneIcon from "icon:phone";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import type { OpeningTimes } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";

export function messagePicture(paths: readonly string[]): TemplateResult {
  return html`<div class="message__picture">${icon(paths)}</div>`;
}

export function problemView({ t, state }: BoothProps): TemplateResult | typeof nothing {
  return state.problem
    ? html`<p class="notice" role="alert">${icon(alertIcon)}${t(`problem.${state.problem}`)}</p>`
    : nothing;
}

/** Say that today's hours are others than usual, and why; nothing on a day like any other. */
export function otherHoursView(t: BoothTexts, today: OpeningTimes | null): TemplateResult | typeof nothing {
  if (!today) return nothing;
  const { opens, closes, line } = today;
  return html`<p class="other-hours" data-testid="other-hours">${icon(calendarIcon)}<span><span class="other-hours__when">${t("closed.today")}: ${
    opens && closes ? html`<bdi dir="ltr">${opens} – ${closes}</bdi>` : t("closed.day")
  }</span>${line ? html`<span class="other-hours__line" dir="auto">${line}</span>` : nothing}</span></p>`;
}

export function stepView(t: BoothTexts, step: number): TemplateResult {
  return html`<p class="steps">
    <span class="steps__text">${t("step.of", { step, steps: 3 })}</span>
    <span class="steps__dots" aria-hidden="true">${[1, 2, 3].map((each) => html`<span class="steps__dot ${each <= step ? "steps__dot--done" : ""}"></span>`)}</span>
  </p>`;
}

export function backView({ t, actions }: BoothProps): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--large booth__back" @click=${actions.back}>
    ${icon(arrowIcon)}<span>${t("booth.back")}</span>
  </button>`;
}

export function numbersView(t: BoothTexts): TemplateResult {
  return html`<ul class="numbers">
    <li class="numbers__one numbers__one--emergency">${icon(ambulanceIcon)}<span><strong>${t("help.emergency")}</strong>${t("help.emergency.text")}</span></li>
    <li class="numbers__one">${icon(phoneIcon)}<span><strong>${t("help.police")}</strong>${t("help.police.text")}</span></li>
  </ul>`;
}
