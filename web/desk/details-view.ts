/** The facts of the call at the top of the side panel, and what else can be done about its visitor. */
import keyboardIcon from "icon:keyboard";
import lifebuoyIcon from "icon:lifebuoy";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { languageName } from "../shared/i18n/format.ts";
import type { Call, Flag } from "../shared/protocol/server.ts";
import { needsView } from "../shared/staff/offer.ts";
import { icon } from "../shared/ui/icon.ts";
import type { Casework } from "./casework.ts";
import { referenceView } from "./casework-view.ts";
import { reportButton } from "./report-view.ts";

export interface DetailsProps {
  t: StaffTexts;
  call: Call;
  /** Its caller's name, where it is known. */
  caller: string | null;
  /** Where its caller is: a station, or a neighborhood's team. */
  place: string;
  help: Casework["help"];
  flag: Flag | null;
  copy(text: string): void;
  openKeys(): void;
  openReport(): void;
  askHelp(): void;
}

/** The facts, the interpreter, and what else can be done with the call. */
export function detailsView(
  props: DetailsProps,
  interpreter: TemplateResult,
  handOver: TemplateResult,
): TemplateResult {
  const { t, call } = props;
  return html`<section class="details">
    <h1 class="visually-hidden" tabindex="-1">${t("call.details")}</h1>
    <div class="details__top"><dl class="details__facts">
      ${props.caller ? html`<div class="fact details__caller"><dt>${t("request.contact")}</dt><dd>${props.caller}</dd></div>` : nothing}
      <div class="fact"><dt>${t("call.language")}</dt><dd>${languageName(call.language, t.locale)}</dd></div>
      <div class="fact details__place"><dt>${t("call.location")}</dt><dd title=${props.place}>${props.place}</dd></div>
      ${call.reference === "" ? nothing : html`<div class="fact"><dt>${t("case.reference")}</dt><dd>${referenceView(t, call.reference, props.copy)}</dd></div>`}
    </dl>
    <button type="button" class="details__keys" data-testid="keys-open" title=${t("keys.open")} aria-label=${t("keys.open")} aria-haspopup="dialog" @click=${props.openKeys}>${icon(keyboardIcon)}</button></div>
    ${needsView(t, call.needs, "call-needs")}
    ${interpreter}
    <div class="details__more">${handOver}${isAtBooth(call) ? helpView(props) : nothing}${reportButton(t, props.flag, props.openReport)}</div>
  </section>`;
}

/** Say whether anybody could go to the caller. */
function isAtBooth(call: Call): boolean {
  return call.participants.some((each) => each.role === "visitor");
}

function helpView({ t, help, askHelp }: DetailsProps): TemplateResult {
  if (help !== null)
    return html`<p class="details__help" data-testid="booth-help" data-state=${help} role="status">${icon(lifebuoyIcon)}${t(help === "coming" ? "booth_help.coming" : "booth_help.asked")}</p>`;
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="booth-help-ask" @click=${askHelp}>${icon(lifebuoyIcon)}<span>${t("booth_help.ask")}</span></button>`;
}
