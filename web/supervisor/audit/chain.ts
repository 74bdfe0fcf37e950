/** Whether nothing in the audit log was altered or left out, when somebody asks. */
import soundIcon from "icon:circle-check";
import checkIcon from "icon:link";
import brokenIcon from "icon:link-off";
import { html, nothing, type TemplateResult } from "lit";
import type { AuditTexts } from "../../shared/i18n/audit.ts";
import { dateOf } from "../../shared/i18n/format.ts";
import type { ChainState } from "../../shared/protocol/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { AuditState } from "./state.ts";

/** So much of a hash as people compare by eye; the whole stands in its title. */
const SHOWN = 16;

export function chainButton(t: AuditTexts, chain: AuditState["chain"], check: () => void): TemplateResult {
  const isBusy = chain === "checking";
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="audit-check" aria-disabled=${isBusy ? "true" : "false"} @click=${() => isBusy || check()}>
    ${icon(checkIcon)}${t(isBusy ? "audit.chain.checking" : "audit.chain")}
  </button>`;
}

export function chainView(t: AuditTexts, chain: AuditState["chain"]): TemplateResult | typeof nothing {
  if (chain === null || chain === "checking") return nothing;
  if (chain === "failed") return newsView("failed", false, html`<p>${t("audit.chain.failed")}</p>`);
  if (chain.broken) {
    const { number, what } = chain.broken;
    const key = what === "head" ? "head_differs" : what;
    const words = html`<p><strong>${t(`audit.chain.${key}`, { number })}</strong></p><p>${t("audit.chain.remedy")}</p>`;
    return newsView("broken", false, words);
  }
  return newsView("sound", true, soundView(t, chain));
}

function soundView(t: AuditTexts, { entries, first_at, number, head }: ChainState): TemplateResult {
  if (first_at === null) return html`<p>${t("audit.chain.none")}</p>`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const lead = t("audit.chain.sound", { count: entries, day: dateOf(first_at, t.locale, zone) });
  return html`<p><strong>${lead}</strong></p>
    <p class="chain__head" title=${head}>${t("audit.chain.head", { number, hash: `${head.slice(0, SHOWN)}…` })}</p>`;
}

function newsView(state: string, isSound: boolean, words: TemplateResult): TemplateResult {
  return html`<div class="chain chain--${isSound ? "sound" : "broken"}" role=${isSound ? "status" : "alert"} data-testid="audit-chain" data-state=${state}>
    ${icon(isSound ? soundIcon : brokenIcon)}<div>${words}</div>
  </div>`;
}
