/** The booths: where somebody is wanted, and which of them need a hand. */
import alertIcon from "icon:alert-triangle";
import bellIcon from "icon:bell-ringing";
import walkIcon from "icon:walk";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, placeName } from "../shared/i18n/format.ts";
import type { BoothStanding, HelpRequest } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { emptyView } from "./parts.ts";

/** So long after the first press the next one, in the same place, may be the second of a double click; ms. */
const SLIP_MS = 2000;

export interface HelpActions {
  /** Somebody is on the way. */
  acknowledgeHelp(helpId: string): void;
  /** Somebody was there. */
  settleHelp(helpId: string): void;
}

export function helpWantedView(
  t: StaffTexts,
  help: ReadonlyMap<string, HelpRequest>,
  now: number,
  actions: HelpActions,
): TemplateResult {
  const banner = (wanted: HelpRequest) => {
    const { help_id } = wanted;
    const coming = wanted.acknowledged_at != null;
    const fresh = now - (wanted.acknowledged_at ?? 0) < SLIP_MS;
    const since = duration((now - wanted.at) / 1000);
    const place = { booth: nameOf(wanted.booth_id), location: placeName(wanted.location) };
    return html`<section class="help-wanted ${coming ? "help-wanted--coming" : ""}" data-testid="help-wanted" data-help-id=${help_id} data-state=${coming ? "coming" : "asked"}>
      ${icon(coming ? walkIcon : bellIcon)}
      <p class="help-wanted__text"><strong>${t("help.wanted", place)}</strong><span>${t(coming ? "help.wanted.coming" : `help.wanted.by.${wanted.by}`, { since })}</span></p>
      ${
        coming
          ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="help-settle" ?disabled=${fresh} @click=${() => actions.settleHelp(help_id)}>${t("help.settle")}</button>`
          : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="help-acknowledge" @click=${() => actions.acknowledgeHelp(help_id)}>${t("help.acknowledge")}</button>`
      }
    </section>`;
  };
  // Always there, so that a screen reader speaks what comes into it.
  return html`<div class="help-all" aria-live="assertive">${repeat([...help.values()], (each) => each.help_id, banner)}</div>`;
}

export function boothsView(t: StaffTexts, booths: readonly BoothStanding[]): TemplateResult {
  const used = booths.filter((booth) => booth.report || booth.enrolled || booth.online);
  const unused = booths.length - used.length;
  const row = (booth: BoothStanding) => {
    const state = booth.troubles.length > 0 ? "trouble" : booth.online ? "well" : "off";
    return html`<li class="booth-row" data-testid="booth-row" data-booth-id=${booth.booth_id} data-state=${state}>
      <span class="booth-row__name">${nameOf(booth.booth_id)}<small>${placeName(booth.location)}</small></span>
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
    ${unused > 0 && used.length > 0 ? html`<p class="booths__unused">${t("board.booths.unused", { count: unused })}</p>` : nothing}
  </section>`;
}

function nameOf(boothId: string): string {
  return boothId.replace(/^booth:/, "");
}
