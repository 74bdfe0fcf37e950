/** What employees reported of visitors' behavior, until a supervisor has seen it. */
import checkIcon from "icon:check";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { clockTime, longDate, placeName } from "../shared/i18n/format.ts";
import type { FlaggedCall } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";

/** Nothing while there is nothing to see: most days are such days. */
export function flaggedView(
  t: StaffTexts,
  flagged: ReadonlyMap<string, FlaggedCall>,
  settle: (callId: string) => void,
): TemplateResult | typeof nothing {
  if (flagged.size === 0) return nothing;
  const row = ({ call_id, reference, kind, location, at, display_name }: FlaggedCall) => {
    // The next row comes to the same place: the second press of a double click isn't for it.
    const seen = (event: MouseEvent) => event.detail < 2 && settle(call_id);
    return html`<li class="flagged__row" data-testid="flagged" data-call-id=${call_id} data-flag=${kind}>
      <span class="flagged__what"><span class="badge badge--flagged">${t(`report.kind.${kind}`)}</span><strong>${placeName(location)}</strong><small>${t("board.flagged.by", { name: display_name, when: `${longDate(at, t.locale)}, ${clockTime(at, t.locale)}`, reference })}</small></span>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="flagged-seen" aria-label="${t("board.flagged.seen")}: ${reference}" @click=${seen}>${icon(checkIcon)}${t("board.flagged.seen")}</button>
    </li>`;
  };
  const newest = [...flagged.values()].sort((a, b) => b.at - a.at);
  return html`<section class="card" data-testid="flagged-calls">
    <h2>${t("board.flagged")}</h2>
    <ul class="flagged">${repeat(newest, (each) => each.call_id, row)}</ul>
  </section>`;
}
