/** The stations: whether they take calls, and the switch for it. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { dayAndTime } from "../shared/i18n/format.ts";
import type { LocationView } from "../shared/protocol/server.ts";
import { CLOSING_MS, type SupervisorState } from "./state.ts";

export interface LocationActions {
  openLocation(location: string): void;
  /** Close it in a moment, unless it is kept open. */
  closeLocation(location: string): void;
  keepLocation(location: string): void;
}

interface LocationsProps {
  t: StaffTexts;
  state: Pick<SupervisorState, "locations" | "closing">;
  localNow: number;
  actions: LocationActions;
}

function stateText(t: StaffTexts, location: LocationView): string {
  if (location.open) return t("location.open");
  if (location.closed_by_hand) return t("location.closed_by_hand");
  return location.opens_at === null
    ? t("location.closed")
    : t("location.closed_until", { when: dayAndTime(location.opens_at, t.locale, location.timezone) });
}

export function locationsView(props: LocationsProps): TemplateResult {
  const { t, state } = props;
  return html`<section class="card">
    <h2>${t("board.locations")}</h2>
    <ul class="locations">${repeat(
      state.locations,
      (each) => each.location_id,
      (each) => locationView(props, each),
    )}</ul>
  </section>`;
}

function locationView(
  { t, state, localNow, actions }: LocationsProps,
  location: LocationView,
): TemplateResult {
  const { location_id, closed_by_hand, name } = location;
  const closesAt = state.closing.get(location_id) ?? null;
  const isClosing = closesAt !== null;
  const left = Math.min(CLOSING_MS / 1000, Math.max(1, Math.ceil(((closesAt ?? 0) - localNow) / 1000)));
  // The button stays where it is: the second click of a double one does nothing.
  const press = () => {
    if (closed_by_hand) actions.openLocation(location_id);
    else actions.closeLocation(location_id);
  };
  const handle = isClosing ? "location-closing" : closed_by_hand ? "location-open" : "location-close";
  const text = t(closed_by_hand ? "location.do_open" : "location.do_close");
  return html`<li class="location" data-testid="location" data-location-id=${location_id} data-state=${location.open ? "open" : closed_by_hand ? "closed_by_hand" : "closed"}>
    <span class="location__name">${name}</span>
    <span class="badge badge--${location.open && !isClosing ? "ready" : "away"}">${isClosing ? t("location.closing", { count: left }) : stateText(t, location)}</span>
    <span class="visually-hidden" role="status">${isClosing ? t("location.closing.told", { name }) : nothing}</span>
    ${
      isClosing
        ? html`<button type="button" class="utrecht-button utrecht-button--primary-action button--small" data-testid="location-keep" aria-label="${t("location.keep")}: ${name}" @click=${() => actions.keepLocation(location_id)}>${t("location.keep")}</button>`
        : nothing
    }
    <button
      type="button"
      class="utrecht-button utrecht-button--secondary-action button--small ${isClosing ? "utrecht-button--disabled" : ""}"
      data-testid=${handle}
      aria-label="${text}: ${name}"
      aria-disabled=${isClosing ? "true" : nothing}
      @click=${press}
    >
      ${text}
    </button>
  </li>`;
}
