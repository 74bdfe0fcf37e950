/** The station's page: who wants help, one's own duty, the booths, and who else is there. */
import bellIcon from "icon:bell";
import doorIcon from "icon:door-off";
import shieldIcon from "icon:shield-check";
import sleepIcon from "icon:zzz";
import { html, nothing, type TemplateResult } from "lit";
import { clockTime } from "../shared/i18n/format.ts";
import type { NoticePermission } from "../shared/staff/desktop-notice.ts";
import { type HelpActions, helpWantedView } from "../shared/staff/help-wanted.ts";
import { noticesView } from "../shared/staff/idle.ts";
import { icon } from "../shared/ui/icon.ts";
import { boothsView } from "./booths.ts";
import { isCutOff, isOnDuty, type StationState } from "./state.ts";
import type { StationTexts } from "./words.ts";

export interface StationActions extends HelpActions {
  /** Become on duty. */
  begin(): void;
  unmute(): void;
  useHere(): void;
  /** Let the browser ask for notifications. */
  askNotices(): void;
}

export interface StationProps {
  t: StationTexts;
  state: StationState;
  /** Server time, epoch ms. */
  now: number;
  isMuted: boolean;
  isElsewhere: boolean;
  notices: NoticePermission;
  actions: StationActions;
}

export function stationView(props: StationProps): TemplateResult {
  const { t, state, now, actions } = props;
  return html`<div class="station">
    <h1 class="visually-hidden" tabindex="-1">${t("page.station")}</h1>
    ${helpWantedView({
      t,
      help: state.help,
      now,
      actions,
      self: state.session?.principal_id ?? null,
      nameOf: (id) => state.people.find((each) => each.staff_id === id)?.display_name ?? null,
    })}
    ${dutyView(props)}
    <div class="station__columns">
      ${boothsView(t, state, now)}
      ${peopleView(t, state)}
    </div>
  </div>`;
}

/** One's own duty, and what would keep somebody from noticing. */
function dutyView(props: StationProps): TemplateResult {
  const { t, state, isMuted, isElsewhere, notices, actions } = props;
  const onDuty = isOnDuty(state);
  const closed = state.locations.filter((each) => !each.open);
  return html`<section class="card duty duty--${onDuty ? "on" : "off"}" data-testid="duty" data-state=${onDuty ? "on" : "off"}>
    <div class="duty__state">
      <span class="duty__picture">${icon(onDuty ? shieldIcon : sleepIcon)}</span>
      <div>${dutyText(props, onDuty)}</div>
      ${
        onDuty
          ? nothing
          : html`<button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="begin-duty" @click=${actions.begin}>${t("station.begin")}</button>`
      }
    </div>
    ${onDuty ? noticesView({ t, isMuted, isElsewhere, unmute: actions.unmute, useHere: actions.useHere }) : nothing}
    ${
      onDuty && notices === "default"
        ? html`<div class="notice notice--act">${icon(bellIcon)}<span>${t("station.allow_notices")}</span>
          <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="station-notices" @click=${actions.askNotices}>${t("settings.notices.allow")}</button></div>`
        : nothing
    }
    ${closed.map((each) => html`<p class="duty__closed">${icon(doorIcon)}<span>${t("station.closed", { location: each.name })}${each.closing?.reason ? html` ${t(`places.reason.${each.closing.reason}`)}.` : nothing}${each.closing?.line ? html` <q dir="auto">${each.closing.line}</q>` : nothing}</span></p>`)}
  </section>`;
}

function dutyText({ t, state, now }: StationProps, onDuty: boolean): TemplateResult {
  // Nothing is promised, and nobody said to be quiet, while nothing can arrive.
  if (isCutOff(state, now - state.clockOffset))
    return html`<p>${t("station.cut_off", { time: clockTime(state.lostAt ?? now, t.locale) })}</p>`;
  if (!onDuty) return html`<h2>${t("station.off_duty")}</h2><p>${t("station.off_duty.lead")}</p>`;
  return html`${state.help.size > 0 ? nothing : html`<h2>${t("station.quiet")}</h2>`}<p>${t("station.on_duty")}</p>`;
}

function peopleView(t: StationTexts, { people, session }: StationState): TemplateResult {
  const row = ({ staff_id, display_name, on_duty }: (typeof people)[number]) => {
    const isSelf = staff_id === session?.principal_id;
    return html`<li class="on-duty" data-testid="on-duty" data-staff-id=${staff_id} data-state=${on_duty ? "on" : "off"}>
      <span class="on-duty__name">${isSelf ? t("station.people.self", { name: display_name }) : display_name}</span>
      <span class="badge badge--${on_duty ? "ready" : "away"}">${t(on_duty ? "station.people.on" : "station.people.off")}</span>
    </li>`;
  };
  return html`<section class="card station__people">
    <h2>${t("station.people")}</h2>
    <ul>${people.map(row)}</ul>
  </section>`;
}
