/** Outside opening hours, or closed by hand. */
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import { dayAndTime, weekday } from "../../shared/i18n/format.ts";
import type { LocationView } from "../../shared/protocol/server.ts";
import type { BoothProps } from "../props.ts";
import { isClosedByHand } from "../screen.ts";
import { numbersView } from "./parts.ts";

/** Return the weekday at `now` in `timezone`, 1 = Monday. */
function today(now: number, timezone: string): number {
  const name = new Intl.DateTimeFormat("en", { weekday: "short", timeZone: timezone }).format(now);
  return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(name) + 1;
}

export function closedView({ t, state, now, actions }: BoothProps): TemplateResult {
  const { location } = state;
  if (!location) return html``;
  const current = today(now + state.clockOffset, location.timezone);
  const byHand = isClosedByHand(state);
  return html`<section class="closed" data-testid="closed" data-reason=${byHand ? "closed_by_hand" : "closed"}>
    <h1 tabindex="-1">${t(byHand ? "closed.by_hand.heading" : "closed.heading")}</h1>
    ${byHand ? html`<p class="lead">${t("closed.by_hand.lead")}</p>` : nothing}
    ${
      byHand || location.opens_at === null
        ? nothing
        : html`<p class="lead">${t("closed.opens", { when: dayAndTime(location.opens_at, t.locale, location.timezone) })}</p>`
    }
    <div class="closed__columns">
      ${byHand ? numbersView(t) : nothing}
      ${hoursView(t, location, current)}
      ${byHand ? nothing : numbersView(t)}
    </div>
    <div class="step__foot closed__languages">
      ${(["nl", "en"] as const).map(
        (code) => html`<button
          type="button"
          class="utrecht-button utrecht-button--secondary-action button--large"
          data-testid="read-${code}"
          lang=${code}
          aria-pressed=${t.locale === code ? "true" : "false"}
          @click=${() => actions.read(code)}
        >
          ${code === "nl" ? "Nederlands" : "English"}
        </button>`,
      )}
    </div>
  </section>`;
}

function hoursView(t: BoothTexts, location: LocationView, current: number): TemplateResult {
  return html`<section class="card hours" aria-labelledby="hours-heading">
    <h2 id="hours-heading">${t("closed.hours")}</h2>
    <table>
      <tbody>
        ${location.hours.map(
          (day) => html`<tr class=${day.weekday === current ? "hours__today" : ""}>
            <th scope="row">${weekday(day.weekday, t.locale)}${day.weekday === current ? html` <small>${t("closed.today")}</small>` : nothing}</th>
            <td>${day.opens && day.closes ? `${day.opens} – ${day.closes}` : t("closed.day")}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
