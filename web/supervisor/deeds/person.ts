/** A person as a supervisor looks after them: how they stand, the status they are given, their day. */
import signOutIcon from "icon:logout";
import freeIcon from "icon:user-check";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { clockTime, duration, languageName } from "../../shared/i18n/format.ts";
import type { StaffSteer } from "../../shared/protocol/client.ts";
import type { DayEntry, DayListed, Staff } from "../../shared/protocol/server.ts";
import { secondsOf } from "../../shared/staff/day.ts";
import { totalsView } from "../../shared/staff/day-view.ts";
import { CHOSEN_REASONS, statusText } from "../../shared/staff/frame.ts";
import type { ToldKey } from "../../shared/staff/told.ts";
import { icon } from "../../shared/ui/icon.ts";
import { busyWith } from "./deed.ts";
import { dialogView, whyView } from "./dialogs.ts";

const MOST_SHOWN = 8;

export interface PersonProps {
  t: StaffTexts;
  person: Staff;
  /** Null until the server has said. */
  day: DayListed | null;
  why: string;
  now: number;
  isIncomplete: boolean;
  failure: ToldKey | null;
  write(why: string): void;
  lack(): void;
  steer(status: StaffSteer["status"], reason?: NonNullable<StaffSteer["reason"]>): void;
  free(): void;
  signOut(): void;
  close(): void;
}

export function personDialog(props: PersonProps): TemplateResult {
  const { t, person, now } = props;
  const isBusy = busyWith(person) !== null;
  return dialogView(
    { ...props, submit: () => {} },
    person.display_name,
    null,
    html`<p class="person__state">
        <span class="badge badge--${person.status}">${statusText(t, person)}</span>
        ${person.activity === "idle" ? nothing : html`<span class="activity activity--${person.activity}">${t(`activity.${person.activity}`)}</span>`}
        <span>${duration((now - person.since) / 1000)}</span>
        <span class="person__is">${t(`role.${person.role}`)} · ${person.languages.map((code) => languageName(code, t.locale)).join(", ")}</span>
      </p>
      ${whyView(props, false)}
      ${statusView(props)}
      ${
        isBusy
          ? html`<p class="person__free">
            <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="person-free" @click=${props.free}>
              ${icon(freeIcon)}<span>${t("deed.free.open")}</span>
            </button>
            <small>${t("deed.free.when")}</small>
          </p>`
          : nothing
      }
      <p class="person__free">
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="person-sign-out" @click=${props.signOut}>
          ${icon(signOutIcon)}<span>${t("deed.sign_out.open")}</span>
        </button>
        <small>${t("deed.sign_out.when")}</small>
      </p>
      ${dayView(t, props.day)}`,
  );
}

function statusView({ t, person, steer }: PersonProps): TemplateResult {
  const next = person.next_status ?? person.status;
  const reason = person.next_status ? person.next_reason : person.reason;
  const press = (text: string, handle: string, isNow: boolean, give: () => void) => html`<button
    type="button"
    class="utrecht-button utrecht-button--secondary-action button--small"
    data-testid=${handle}
    aria-pressed=${isNow ? "true" : "false"}
    @click=${give}
  >
    ${text}
  </button>`;
  return html`<fieldset class="person__statuses">
    <legend class="utrecht-form-label">${t(person.activity === "idle" ? "deed.status" : "deed.status.next")}</legend>
    ${press(t("status.ready"), "steer-ready", next === "ready", () => steer("ready"))}
    ${CHOSEN_REASONS.map((each) => press(t(`reason.${each}`), `steer-${each}`, next === "away" && reason === each, () => steer("away", each)))}
    ${press(t("deed.status.offline"), "steer-offline", next === "offline", () => steer("offline"))}
  </fieldset>`;
}

function dayView(t: StaffTexts, day: DayListed | null): TemplateResult {
  const entries = day?.entries.slice(0, MOST_SHOWN) ?? [];
  const row = (entry: DayEntry) => {
    const seconds = secondsOf(entry);
    return html`<tr>
      <td class="number">${clockTime(entry.at, t.locale)}</td>
      <td>${languageName(entry.call_language, t.locale)} · ${t(`subject.${entry.subject}`)}</td>
      <td>${entry.outcome === "talked" ? (entry.disposition ? t(`disposition.${entry.disposition}`) : "–") : t(`day.outcome.${entry.outcome}`)}</td>
      <td class="number">${seconds === null ? "–" : duration(seconds)}</td>
    </tr>`;
  };
  return html`<section class="person__day" aria-labelledby="person-day">
    <h3 id="person-day">${t("deed.day")}</h3>
    ${totalsView(t, day)}
    ${
      day === null
        ? html`<p role="status">${t("day.loading")}</p>`
        : entries.length === 0
          ? html`<p>${t("deed.day.empty")}</p>`
          : html`<table class="utrecht-table" aria-labelledby="person-day"><tbody>${repeat(entries, (each) => each.entry_id, row)}</tbody></table>`
    }
  </section>`;
}
