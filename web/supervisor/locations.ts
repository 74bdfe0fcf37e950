/** The stations: whether they take calls, and the switch for it. */
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { dayAndTime } from "../shared/i18n/format.ts";
import type { LocationView } from "../shared/protocol/server.ts";

function stateText(t: StaffTexts, location: LocationView): string {
  if (location.open) return t("location.open");
  if (location.closed_by_hand) return t("location.closed_by_hand");
  return location.opens_at === null
    ? t("location.closed")
    : t("location.closed_until", { when: dayAndTime(location.opens_at, t.locale, location.timezone) });
}

export function locationsView(
  t: StaffTexts,
  locations: readonly LocationView[],
  switchLocation: (location: string, open: boolean) => void,
): TemplateResult {
  const row = (location: LocationView) => {
    const { location_id, closed_by_hand } = location;
    return html`<li class="location" data-testid="location" data-location-id=${location_id} data-state=${location.open ? "open" : closed_by_hand ? "closed_by_hand" : "closed"}>
      <span class="location__name">${location.name}</span>
      <span class="badge badge--${location.open ? "ready" : "away"}">${stateText(t, location)}</span>
      <button
        type="button"
        class="utrecht-button utrecht-button--secondary-action button--small"
        data-testid=${closed_by_hand ? "location-open" : "location-close"}
        aria-label="${t(closed_by_hand ? "location.do_open" : "location.do_close")}: ${location.name}"
        @click=${() => switchLocation(location_id, closed_by_hand)}
      >
        ${t(closed_by_hand ? "location.do_open" : "location.do_close")}
      </button>
    </li>`;
  };
  return html`<section class="card">
    <h2>${t("board.locations")}</h2>
    <ul class="locations">${repeat(locations, (each) => each.location_id, row)}</ul>
  </section>`;
}
