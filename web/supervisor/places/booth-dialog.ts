/** The dialog of one booth: how it stands, the code for its device, and taking the device from it. */
import "./booth.css";
import alertIcon from "icon:alert-triangle";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { clockTime, duration, placeName } from "../../shared/i18n/format.ts";
import type { BoothStanding } from "../../shared/protocol/server.ts";
import { boothName } from "../../shared/staff/help-wanted.ts";
import { icon } from "../../shared/ui/icon.ts";
import { type BoothEnrolment, type BoothState, secondsLeft } from "./booth.ts";

interface BoothDialogProps {
  t: StaffTexts;
  booth: BoothStanding;
  state: BoothState;
  /** Server time. */
  now: number;
  actions: Pick<BoothEnrolment, "offer" | "ask" | "revoke" | "close">;
}

export function boothDialog(props: BoothDialogProps): TemplateResult {
  const { t, booth, state, actions } = props;
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  return html`<dialog class="transfer booth-dialog" data-testid="booth-dialog" aria-labelledby="booth-dialog-heading" @close=${() => actions.close()}>
    <div class="transfer__form">
      <header class="transfer__head">
        <h2 id="booth-dialog-heading">${t("enrolment.heading", { booth: boothName(booth.booth_id), location: placeName(booth.location) })}</h2>
        <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("dialog.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      ${standingView(t, booth)}
      ${codeView(props)}
      <p class="dialog__problem" role="alert" data-testid="enrolment-problem">${state.hasFailed ? t("enrolment.failed") : ""}</p>
      ${footView(props)}
    </div>
  </dialog>`;
}

function standingView(t: StaffTexts, booth: BoothStanding): TemplateResult {
  const { online, reported_at } = booth;
  const reported = online
    ? t("enrolment.online")
    : reported_at === null
      ? t("enrolment.reported.never")
      : t("enrolment.reported", { time: clockTime(reported_at, t.locale) });
  return html`<p class="booth-dialog__standing" data-testid="booth-standing" data-enrolled=${booth.enrolled ? "true" : "false"}>
      <strong>${t(booth.enrolled ? "enrolment.has" : "enrolment.none")}</strong> <span>${reported}</span>
    </p>
    ${
      booth.troubles.length > 0
        ? html`<ul class="booth-row__troubles">${booth.troubles.map((each) => html`<li>${icon(alertIcon)}${t(`booth.trouble.${each}`)}</li>`)}</ul>`
        : nothing
    }`;
}

function codeView({ t, booth, state, now }: BoothDialogProps): TemplateResult | typeof nothing {
  if (!state.offer) return nothing;
  if (booth.enrolled && !state.wasEnrolled)
    return html`<p class="booth-dialog__code" role="status" data-testid="enrolment-done">${t("enrolment.done")}</p>`;
  const left = secondsLeft(state.offer, now);
  if (left === null)
    return html`<p class="booth-dialog__code" role="status" data-testid="enrolment-expired">${t("enrolment.expired")}</p>`;
  return html`<div class="booth-dialog__code" role="status">
    <span>${t("enrolment.type")}</span>
    <output dir="ltr" data-testid="enrolment-code">${state.offer.code}</output>
    <small>${t("enrolment.left", { left: duration(left) })}</small>
  </div>`;
}

function footView({ t, booth, state, actions }: BoothDialogProps): TemplateResult {
  if (state.isAsking)
    return html`<p>${t("enrolment.revoke.means")}</p>
      <footer class="transfer__foot">
        <button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="enrolment-keep" @click=${() => actions.ask(false)}>${t("enrolment.revoke.keep")}</button>
        <button type="button" class="utrecht-button utrecht-button--primary-action button--danger" data-testid="enrolment-revoke-confirm" ?disabled=${state.isBusy} @click=${() => actions.revoke()}>${t("enrolment.revoke.confirm")}</button>
      </footer>`;
  return html`${booth.enrolled ? html`<p class="field__hint">${t("enrolment.replaces")}</p>` : nothing}
    <footer class="transfer__foot">
      ${
        booth.enrolled
          ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="enrolment-revoke" @click=${() => actions.ask(true)}>${t("enrolment.revoke")}</button>`
          : nothing
      }
      <button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="enrolment-offer" ?disabled=${state.isBusy} @click=${() => actions.offer(booth)}>${t(state.offer ? "enrolment.offer.again" : "enrolment.offer")}</button>
    </footer>`;
}
