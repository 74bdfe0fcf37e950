/** The officer's page outside a call: the requests, and beside them what rings and the own status. */
import { html, nothing, type TemplateResult } from "lit";
import { checkView, devicesView, type IdleProps, noticesView } from "../shared/staff/idle.ts";
import { type ListProps, listView } from "./list.ts";

export interface OfficerProps extends IdleProps, ListProps {
  /** What rings. */
  offer: TemplateResult | null;
  /** The own day, small. */
  day: TemplateResult | typeof nothing;
  absence: TemplateResult;
}

export function officerView(props: OfficerProps): TemplateResult {
  return html`<div class="officer ${props.offer ? "officer--rung" : ""}">
    <section class="requests" aria-labelledby="requests-heading">${listView(props)}</section>
    <div class="officer__side">
      ${props.offer ?? nothing}
      ${statusView(props)}
      ${props.absence}
      ${props.day}
    </div>
  </div>`;
}

/** The own status in short, and what would keep a call from being heard. */
function statusView(props: OfficerProps): TemplateResult {
  const { t, staff, ready, check } = props;
  const isReady = staff?.status === "ready";
  return html`<section class="card officer__status" aria-labelledby="status-heading">
    <h2 id="status-heading">${t(isReady ? "officer.ready" : "officer.away")}</h2>
    <p>${t(isReady ? "officer.ready.lead" : "officer.away.lead")}</p>
    ${isReady ? nothing : html`<button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="ready-again" @click=${ready}>${t("idle.go_ready")}</button>`}
    ${noticesView(props)}
    ${devicesView(props)}
    <div class="officer__devices">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="try-devices" aria-expanded=${check.open ? "true" : "false"} @click=${check.toggle}>
        ${t(check.open ? "idle.check.stop" : "idle.check.start")}
      </button>
    </div>
    ${check.open ? checkView(props) : nothing}
    ${props.choice}
  </section>`;
}
