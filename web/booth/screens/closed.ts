/** Outside opening hours, or closed by hand. */
import clockIcon from "icon:clock";
import moonIcon from "icon:moon";
import pauseIcon from "icon:player-pause";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import { dateOf, dayAndTime, weekday } from "../../shared/i18n/format.ts";
import type { LocationView } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import { qrView } from "../../shared/ui/qr.ts";
import type { BoothActions, BoothProps } from "../props.ts";
import { isClosedByHand } from "../screen.ts";
import { exceptionToday, weekdayAt } from "../today.ts";
import { callbackAddress } from "../waiting.ts";
import { TILE_ICONS, tileName } from "./home.ts";
import { messagePicture, numbersView, otherHoursView } from "./parts.ts";

const DAY_MS = 86_400_000;

export function closedView({ t, state, now, actions }: BoothProps): TemplateResult {
  const { location } = state;
  if (!location) return html``;
  const byHand = isClosedByHand(state);
  return html`<section class="closed" data-testid="closed" data-reason=${byHand ? "closed_by_hand" : "closed"}>
    <div class="closed__lead">
      ${messagePicture(byHand ? pauseIcon : moonIcon)}
      <h1 tabindex="-1">${t(byHand ? "closed.by_hand.heading" : "closed.heading")}</h1>
      ${byHand ? noticeView(t, location) : otherHoursView(t, exceptionToday(location, now + state.clockOffset))}
      ${
        location.opens_at === null
          ? nothing
          : html`<p class="closed__opens">${icon(clockIcon)}<span>${t("closed.opens", { when: dayAndTime(location.opens_at, t.locale, location.timezone) })}</span></p>`
      }
    </div>
    ${hoursView(t, location, now + state.clockOffset)}
    <section class="closed__ways" aria-labelledby="closed-ways">
      <h2 id="closed-ways">${t("busy.ways")}</h2>
      ${numbersView(t)}
      ${location.callback_url === null ? nothing : callbackView(t, callbackAddress(location.callback_url, document.baseURI, null))}
    </section>
    ${location.tiles.length === 0 ? nothing : tilesView(t, location, actions)}
  </section>`;
}

/** Why somebody closed it, and what they wrote, in the language they wrote it. */
function noticeView(t: BoothTexts, { closing }: LocationView): TemplateResult {
  const reason = closing?.reason ?? "other";
  const text = reason === "other" ? t("closed.by_hand.lead") : t(`closed.reason.${reason}`);
  return html`<p class="lead" data-testid="closed-reason">${text}</p>
    ${closing?.line ? html`<p class="closed__line" dir="auto" data-testid="closed-line">${closing.line}</p>` : nothing}`;
}

/** What the station offers at any hour. */
function tilesView(t: BoothTexts, { tiles }: LocationView, { openTile }: BoothActions): TemplateResult {
  return html`<section class="closed__tiles" aria-labelledby="closed-tiles">
    <h2 id="closed-tiles">${t("closed.tiles")}</h2>
    <ul>
      ${tiles.map(
        (tile, index) => html`<li>
          <button type="button" class="closed__tile" data-testid="tile-${tile.kind}" @click=${() => openTile(index)}>
            ${icon(TILE_ICONS[tile.kind])}<span>${tileName(t, tile)}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function callbackView(t: BoothTexts, address: string): TemplateResult {
  return html`<div class="callback" data-testid="callback">
    ${qrView(address, t("waiting.callback.code"))}
    <p><span><strong>${t("waiting.callback.heading")}</strong>${t("closed.callback")}</span></p>
  </div>`;
}

/** The week as it comes: a day with other hours than usual says which date it is. */
function hoursView(t: BoothTexts, location: LocationView, now: number): TemplateResult {
  const current = weekdayAt(now, location.timezone);
  return html`<section class="card hours" aria-labelledby="hours-heading">
    <h2 id="hours-heading">${t("closed.hours")}</h2>
    <table>
      <tbody>
        ${location.hours.map((day) => {
          const ahead = (day.weekday - current + 7) % 7;
          return html`<tr class=${ahead === 0 ? "hours__today" : ""}>
            <th scope="row">
              ${weekday(day.weekday, t.locale)}
              ${ahead === 0 ? html`<small>${t("closed.today")}</small>` : nothing}
              ${day.special ? html`<small class="hours__special">${dateOf(now + ahead * DAY_MS, t.locale, location.timezone, { year: false })}</small>` : nothing}
              ${day.line ? html`<small class="hours__line" dir="auto">${day.line}</small>` : nothing}
            </th>
            <td>${day.opens && day.closes ? html`<bdi dir="ltr">${day.opens} – ${day.closes}</bdi>` : t("closed.day")}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}
