/** The stations: whether they take calls, and the switch for it. */
import clockIcon from "icon:clock";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { clockTime, dayAndTime } from "../shared/i18n/format.ts";
import type { LocationView } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { emptyView } from "./parts.ts";
import type { DoorActions } from "./places/doors.ts";
import { noticeForm } from "./places/notice-form.ts";
import type { SupervisorState } from "./state.ts";

export interface LocationActions {
  readonly doors: DoorActions;
  /** Show its hours in the coming days. */
  hours(location: LocationView): void;
}

interface LocationsProps {
  t: StaffTexts;
  state: Pick<SupervisorState, "locations">;
  actions: LocationActions;
}

function stateText(t: StaffTexts, location: LocationView): string {
  if (location.open) return t("location.open");
  if (location.closed_by_hand)
    return location.opens_at === null
      ? t("location.closed_by_hand")
      : t("places.reopens", { when: dayAndTime(location.opens_at, t.locale, location.timezone) });
  return location.opens_at === null
    ? t("location.closed")
    : t("location.closed_until", { when: dayAndTime(location.opens_at, t.locale, location.timezone) });
}

export function locationsView(props: LocationsProps): TemplateResult {
  const { t, state } = props;
  return html`<section class="card">
    <h2>${t("board.locations")}</h2>
    ${
      state.locations.length > 0
        ? html`<ul class="locations">${repeat(
            state.locations,
            (each) => each.location_id,
            (each) => locationView(props, each),
          )}</ul>`
        : emptyView(t("board.locations.none"))
    }
  </section>`;
}

function locationView({ t, actions }: LocationsProps, location: LocationView): TemplateResult {
  const { location_id, closed_by_hand, name } = location;
  const { doors } = actions;
  // The way back comes to the same place: the second press of a double click isn't for it.
  const press = (event: MouseEvent) => {
    if (event.detail < 2) doors[closed_by_hand ? "open" : "close"](location);
  };
  const isWriting = doors.isWriting(location);
  const text = t(closed_by_hand ? "location.do_open" : "location.do_close");
  return html`<li class="location" data-testid="location" data-location-id=${location_id} data-state=${location.open ? "open" : closed_by_hand ? "closed_by_hand" : "closed"}>
    <span class="location__name">${name}</span>
    <span class="badge badge--${location.open ? "ready" : "away"}">${stateText(t, location)}</span>
    ${
      closed_by_hand && !isWriting
        ? html`<button type="button" class="utrecht-button utrecht-button--subtle button--small" data-testid="location-notice" aria-label="${t("places.notice")}: ${name}" @click=${() => doors.write(location)}>${t("places.notice")}</button>`
        : nothing
    }
    <button
      type="button"
      class="utrecht-button utrecht-button--secondary-action button--small"
      data-testid=${closed_by_hand ? "location-open" : "location-close"}
      aria-label="${text}: ${name}"
      @click=${press}
    >
      ${text}
    </button>
    <p class="location__told" role="status">${closed_by_hand ? html`${t("location.closed_by_hand.means")} ${closingView(t, location)}` : nothing}</p>
    <button type="button" class="location__hours" data-testid="location-hours" aria-label="${t("hours.open")}: ${name}" @click=${() => actions.hours(location)}>${icon(clockIcon)}<span>${t("hours.open")}</span></button>
    ${isWriting ? noticeForm(t, location, doors) : nothing}
  </li>`;
}

/** Who closed it and since when, and what visitors read there. */
function closingView(t: StaffTexts, { closing, timezone }: LocationView): TemplateResult | typeof nothing {
  if (!closing?.by) return nothing;
  const { by, at, reason, line } = closing;
  const time = clockTime(at, t.locale, timezone);
  return html`<span class="location__by" data-testid="location-closed-by">${t("places.closed_by", { name: by, time })}${reason ? html` · ${t(`places.reason.${reason}`)}` : nothing}${line ? html` · <q dir="auto">${line}</q>` : nothing}</span>`;
}
