/** Before the link opens: when the conversation is, and what can still be changed. */
import calendarIcon from "icon:calendar-event";
import calendarAddIcon from "icon:calendar-plus";
import otherIcon from "icon:calendar-repeat";
import cancelIcon from "icon:calendar-x";
import infoIcon from "icon:info-circle";
import { html, nothing, type TemplateResult } from "lit";
import type { JoinTexts } from "../../shared/i18n/catalogs.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { JoinProps } from "../props.ts";
import { dayOf, leftUntil, timeOf } from "../when.ts";
import { failedView, referenceView } from "./parts.ts";

/** Nobody keeps a page open for longer than this. */
const STAYS_MS = 3_600_000;

export function earlyView(props: JoinProps): TemplateResult {
  const { t, state, now, actions } = props;
  const { room } = state;
  const startsAt = room?.starts_at ?? room?.opens_at;
  if (!room || startsAt == null) return html``;
  const serverNow = now + state.clockOffset;
  const left = leftUntil(startsAt, serverNow);
  const opensAt = room.opens_at ?? startsAt;
  const opens = opensAt - serverNow < STAYS_MS ? "early.stay" : "early.opens";
  return html`<section class="message" data-testid="join-early">
    <div class="message__picture message__picture--calm">${icon(calendarIcon)}</div>
    <h1 tabindex="-1">${t("early.heading")}</h1>
    <div class="moment card">
      <p class="moment__day">${dayOf(startsAt, t.locale)}</p>
      <p class="moment__time"><time datetime=${new Date(startsAt).toISOString()}>${timeOf(startsAt, t.locale)}</time></p>
      <p class="moment__left" data-testid="join-countdown">${t(`early.${left.unit}`, { count: left.count })}</p>
    </div>
    ${room.wants_other_moment ? askedView(t) : html`<p class="lead">${t(opens, { time: timeOf(opensAt, t.locale) })}</p>`}
    ${failedView(props)}
    <div class="ways">
      <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="join-calendar" @click=${actions.toCalendar}>${icon(calendarAddIcon)}${t("early.calendar")}</button>
      ${changesView(props)}
    </div>
    ${referenceView(t, room.reference)}
  </section>`;
}

/** Another moment was asked for. */
export function askedView(t: JoinTexts): TemplateResult {
  return html`<p class="news" role="status" data-testid="join-asked">${icon(infoIcon)}<span>${t("early.asked")}</span></p>`;
}

/** Another moment, or none at all. */
export function changesView({ t, state, actions }: JoinProps): TemplateResult {
  return html`${
    state.room?.state === "planned"
      ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="join-other-moment" @click=${() => actions.open("moment")}>${icon(otherIcon)}${t("early.other")}</button>`
      : nothing
  }
  <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="join-cancel" @click=${() => actions.open("cancel")}>${icon(cancelIcon)}${t("early.cancel")}</button>`;
}
