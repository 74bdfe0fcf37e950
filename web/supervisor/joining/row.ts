/** What a row of the calls shows of joining: who has joined and how, or the way in. */
import { html, nothing, type TemplateResult } from "lit";
import { supervisorOf } from "../../shared/call/supervision.ts";
import { MODE_ICONS } from "../../shared/call/supervision-view.ts";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import type { Call, JoinMode } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";

export interface JoinActions {
  /** Return how this call can be joined now; none while one is in a call. */
  modes(call: Call): readonly JoinMode[];
  /** Ask how, and why. */
  open(call: Call): void;
}

/** `what`: the call, in words. */
export function joinView(
  t: StaffTexts,
  call: Call,
  what: string,
  actions: JoinActions,
): TemplateResult | typeof nothing {
  const mode = supervisorOf(call)?.mode;
  if (mode)
    return html`<span class="badge badge--joined" data-testid="call-joined" data-mode=${mode}>${icon(MODE_ICONS[mode])}${t(`joined.badge.${mode}`)}</span>`;
  if (actions.modes(call).length === 0) return nothing;
  return html`<button type="button" class="deed" data-testid="call-join" aria-haspopup="dialog" aria-label=${t("join.open.label", { what })} @click=${() => actions.open(call)}>
    ${icon(MODE_ICONS.listen)}<span>${t("join.open")}</span>
  </button>`;
}
