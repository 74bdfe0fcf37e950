/** The booths, and which of them need a hand. */
import alertIcon from "icon:alert-triangle";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { placeName } from "../shared/i18n/format.ts";
import type { BoothStanding } from "../shared/protocol/server.ts";
import { boothName } from "../shared/staff/help-wanted.ts";
import { icon } from "../shared/ui/icon.ts";
import { emptyView } from "./parts.ts";

export function boothsView(
  t: StaffTexts,
  booths: readonly BoothStanding[],
  look: (booth: BoothStanding) => void,
): TemplateResult {
  const used = booths.filter((booth) => booth.report || booth.enrolled || booth.online);
  const unused = booths.filter((booth) => !used.includes(booth));
  const row = (booth: BoothStanding) => {
    const state = booth.troubles.length > 0 ? "trouble" : booth.online ? "well" : "off";
    return html`<li class="booth-row" data-testid="booth-row" data-booth-id=${booth.booth_id} data-state=${state}>
      <span class="booth-row__name"><button type="button" data-testid="booth-look" aria-label=${t("enrolment.look", { booth: boothName(booth.booth_id) })} @click=${() => look(booth)}>${boothName(booth.booth_id)}</button><small>${placeName(booth.location)}</small></span>
      <span class="badge badge--${{ trouble: "trouble", well: "ready", off: "away" }[state]}">${t(`booth.${state}`)}</span>
      ${
        booth.troubles.length > 0
          ? html`<ul class="booth-row__troubles">${booth.troubles.map((each) => html`<li>${icon(alertIcon)}${t(`booth.trouble.${each}`)}</li>`)}</ul>`
          : nothing
      }
    </li>`;
  };
  return html`<section class="card" data-testid="booths">
    <h2>${t("board.booths")}</h2>
    ${used.length > 0 ? html`<ul class="booths">${repeat(used, (each) => each.booth_id, row)}</ul>` : emptyView(t("board.booths.empty"))}
    ${
      unused.length > 0
        ? html`<details class="booths__unused" data-testid="booths-unused">
            <summary>${t("board.booths.unused", { count: unused.length })}</summary>
            <ul class="booths">${repeat(unused, (each) => each.booth_id, row)}</ul>
          </details>`
        : nothing
    }
  </section>`;
}
