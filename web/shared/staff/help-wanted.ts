/** Where somebody is wanted at a booth, who goes there, and the buttons to say so. */
import bellIcon from "icon:bell-ringing";
import walkIcon from "icon:walk";
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { duration, placeName } from "../i18n/format.ts";
import type { HelpRequest } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";

/** So long after the first press the next one, in the same place, may be the second of a double click; ms. */
const SLIP_MS = 2000;

export interface HelpActions {
  /** Somebody is on the way. */
  acknowledgeHelp(helpId: string): void;
  /** Somebody was there. */
  settleHelp(helpId: string): void;
}

export interface HelpProps {
  t: StaffTexts;
  help: ReadonlyMap<string, HelpRequest>;
  now: number;
  actions: HelpActions;
  /** Who looks at it. */
  self: string | null;
  /** The name of who goes there; null where it isn't known here. */
  nameOf(staffId: string): string | null;
}

export function helpWantedView({ t, help, now, actions, self, nameOf }: HelpProps): TemplateResult {
  const told = (wanted: HelpRequest): string => {
    if (wanted.acknowledged_at == null)
      return t(`help.wanted.by.${wanted.by}`, { since: duration((now - wanted.at) / 1000) });
    const by = wanted.acknowledged_by ?? null;
    const name = by && nameOf(by);
    if (by !== null && by === self) return t("help.wanted.coming.self");
    return name ? t("help.wanted.coming.by", { name }) : t("help.wanted.coming");
  };
  const banner = (wanted: HelpRequest) => {
    const { help_id } = wanted;
    const coming = wanted.acknowledged_at != null;
    const fresh = now - (wanted.acknowledged_at ?? 0) < SLIP_MS;
    const place = { booth: boothName(wanted.booth_id), location: placeName(wanted.location) };
    return html`<section class="help-wanted ${coming ? "help-wanted--coming" : ""}" data-testid="help-wanted" data-help-id=${help_id} data-state=${coming ? "coming" : "asked"}>
      ${icon(coming ? walkIcon : bellIcon)}
      <p class="help-wanted__text"><strong>${t("help.wanted", place)}</strong><span>${told(wanted)}</span></p>
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

export function boothName(boothId: string): string {
  return boothId.replace(/^booth:/, "");
}
