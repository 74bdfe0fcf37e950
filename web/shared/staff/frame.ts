/** What surrounds every staff page: the header with status and settings, and the line that tells what happened. */
import undoIcon from "icon:arrow-back-up";
import checkIcon from "icon:circle-check";
import pauseIcon from "icon:clock-pause";
import logoutIcon from "icon:logout";
import shieldIcon from "icon:shield-half";
import wifiIcon from "icon:wifi";
import wifiOffIcon from "icon:wifi-off";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { StatusSet } from "../protocol/client.ts";
import type { Staff, Status } from "../protocol/server.ts";
import type { ConnectionState } from "../protocol/socket.ts";
import { icon } from "../ui/icon.ts";
import type { StaffPageName } from "./account.ts";
import { type SettingsProps, settingsView } from "./settings-view.ts";
import type { Told } from "./told.ts";

export const CHOSEN_REASONS = ["break", "meeting", "administration", "other"] as const;
export type ChosenReason = NonNullable<StatusSet["reason"]>;

export interface FrameProps {
  t: StaffTexts;
  page: StaffPageName;
  name: string | null;
  staff: Staff | null;
  connection: ConnectionState;
  told: Told | null;
  setStatus(status: StatusSet["status"], reason?: ChosenReason): void;
  setLocale(locale: string): void;
  settings: SettingsProps;
  /** The dialog of the own account, while it is open. */
  account: TemplateResult | typeof nothing;
  logout(): void;
  dismiss(): void;
}

export function frameView(props: FrameProps, content: TemplateResult): TemplateResult {
  const { t } = props;
  // A supervisor gets no calls; the own status is there, and out of the way.
  const isDiscreet = props.page === "supervisor";
  return html`<div class="frame frame--${props.page}">
    <a class="skip" href="#content">${t("ui.skip")}</a>
    <header class="bar">
      <p class="bar__brand">${icon(shieldIcon)}<span>${t(`page.${props.page}`)}</span></p>
      ${props.staff && !isDiscreet ? statusView(props, props.staff) : nothing}
      <div class="bar__end">
        ${props.staff && isDiscreet ? statusView(props, props.staff) : nothing}
        <span class="connection connection--${props.connection}" data-testid="connection-state" data-state=${props.connection} role="status">
          ${icon(props.connection === "online" ? wifiIcon : wifiOffIcon)}${t(`connection.${props.connection}`)}
        </span>
        ${localeView(t, props.setLocale)}
        ${settingsView(props.settings)}
        ${props.name ? html`<span class="bar__name">${props.name}</span>` : nothing}
        <button type="button" class="utrecht-button button--onbar" data-testid="logout" @click=${props.logout}>
          ${icon(logoutIcon)}<span>${t("logout")}</span>
        </button>
      </div>
    </header>
    ${props.connection === "online" ? nothing : offlineView(t, props.staff?.activity === "on_call")}
    <main class="content" id="content" tabindex="-1">${content}</main>
    <div class="toasts" role="status" aria-live="polite">${props.told ? toldView(props, props.told) : nothing}</div>
    ${props.account}
  </div>`;
}

/** Shown when the server hasn't been heard for a while; the style sheet gives a short interruption time to pass. */
function offlineView(t: StaffTexts, inCall: boolean): TemplateResult {
  return html`<p class="offline" role="alert" data-testid="offline">${icon(wifiOffIcon)}<span>${t(inCall ? "connection.lost.call" : "connection.lost")}</span></p>`;
}

function toldView({ t, dismiss }: FrameProps, told: Told): TemplateResult {
  return html`<p class="toast" data-told=${told.key}>
    <span>${t(told.key)}</span>
    <button type="button" class="toast__close" aria-label=${t("ui.dismiss")} @click=${dismiss}>${icon(closeIcon)}</button>
  </p>`;
}

/** Say how somebody stands: "Ready", "Away: break". */
export function statusText(t: StaffTexts, { status, reason }: Pick<Staff, "status" | "reason">): string {
  const text = t(`status.${status}`);
  return status === "away" && reason ? `${text}: ${t(`reason.${reason}`).toLowerCase()}` : text;
}

/** What becomes of the status after the call, and a way back from it. */
function nextView({ t, setStatus }: FrameProps, staff: Staff, next: Status): TemplateResult {
  const undo = () => {
    const reason = CHOSEN_REASONS.find((each) => each === staff.reason);
    if (staff.status === "ready") setStatus("ready");
    else setStatus("away", reason ?? "other");
  };
  return html`<span class="status__next" data-testid="next-status" data-status=${next} data-reason=${staff.next_reason ?? nothing} role="status">
    ${t("status.next", { status: t(`status.${next}`).toLowerCase() })}
    <button type="button" class="status__undo" data-testid="next-status-undo" title=${t("status.undo")} @click=${undo}>${icon(undoIcon)}<span class="visually-hidden">${t("status.undo")}</span></button>
  </span>`;
}

/** No calls wait for a supervisor to be ready again: once they are back, that they were gone says nothing. */
function asTheyAre({ role, status, reason }: Staff): Pick<Staff, "status" | "reason"> {
  return { status, reason: role === "supervisor" && reason === "disconnected" ? null : reason };
}

function statusView(props: FrameProps, staff: Staff): TemplateResult {
  const { t, setStatus } = props;
  // During a call one chooses what comes after it.
  const status = staff.next_status ?? staff.status;
  const reason = staff.next_status ? staff.next_reason : staff.reason;
  const chosen = CHOSEN_REASONS.find((each) => each === reason) ?? "";
  const isBusy = staff.activity === "on_call" || staff.activity === "wrap_up";
  const changed = (event: Event) => {
    const wanted = (event.target as HTMLSelectElement).value as StatusSet["status"];
    setStatus(wanted, wanted === "away" ? "break" : undefined);
  };
  const reasonChanged = (event: Event) => {
    setStatus("away", (event.target as HTMLSelectElement).value as ChosenReason);
  };
  return html`<div class="status status--${staff.status}">
    <span
      class="status__current"
      data-testid="status-current"
      data-status=${staff.status}
      data-reason=${staff.reason ?? nothing}
      data-activity=${staff.activity}
    >
      ${icon(staff.status === "ready" ? checkIcon : pauseIcon)}${statusText(t, asTheyAre(staff))}${staff.activity === "idle" ? nothing : html` · ${t(`activity.${staff.activity}`)}`}
    </span>
    ${staff.next_status ? nextView(props, staff, staff.next_status) : nothing}
    <label class="status__field">
      <span class="visually-hidden">${t(isBusy ? "status.label.next" : "status.label")}</span>
      <select class="utrecht-select" data-testid="status-select" @change=${changed}>
        <option value="ready" .selected=${live(status === "ready")}>${t("status.ready")}</option>
        <option value="away" .selected=${live(status !== "ready")}>${t("status.away")}</option>
      </select>
    </label>
    ${
      status === "ready"
        ? nothing
        : html`<label class="status__field">
          <span class="visually-hidden">${t("status.reason.label")}</span>
          <select class="utrecht-select" data-testid="status-reason" @change=${reasonChanged}>
            ${chosen === "" ? html`<option value="" disabled .selected=${live(true)}>${t(`reason.${reason ?? "other"}`)}</option>` : nothing}
            ${CHOSEN_REASONS.map((each) => html`<option value=${each} .selected=${live(each === chosen)}>${t(`reason.${each}`)}</option>`)}
          </select>
        </label>`
    }
  </div>`;
}

export function localeView(t: StaffTexts, setLocale: (locale: string) => void): TemplateResult {
  const choice = (locale: string, name: string) => html`<button
    type="button"
    class="locale"
    lang=${locale}
    aria-pressed=${t.locale === locale ? "true" : "false"}
    @click=${() => setLocale(locale)}
  >
    <span aria-hidden="true">${locale.toUpperCase()}</span><span class="visually-hidden">${name}</span>
  </button>`;
  return html`<div class="locales" role="group" aria-label=${t("ui.language")}>
    ${choice("nl", "Nederlands")}${choice("en", "English")}
  </div>`;
}
