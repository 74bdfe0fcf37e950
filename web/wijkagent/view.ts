/** The officer's page outside a call: the requests, and beside them what rings and the own status. */

import loadingIcon from "icon:loader-2";
import emptyIcon from "icon:mood-smile";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CallbackView, TeamView } from "../shared/protocol/server.ts";
import { checkView, devicesView, type IdleProps, noticesView } from "../shared/staff/idle.ts";
import { icon } from "../shared/ui/icon.ts";
import { cardView } from "./card.ts";
import { type Groups, groupsOf } from "./order.ts";
import type { Requests } from "./requests.ts";

export interface OfficerProps extends IdleProps {
  requests: Requests;
  self: string;
  teams: readonly TeamView[];
  online: boolean;
  /** What rings. */
  offer: TemplateResult | null;
  /** The own day, small. */
  day: TemplateResult | typeof nothing;
  start(view: CallbackView): void;
  keepMoment(view: CallbackView): void;
}

const ORDER: readonly (keyof Groups)[] = ["now", "mine", "team", "later", "others"];

export function officerView(props: OfficerProps): TemplateResult {
  return html`<div class="officer ${props.offer ? "officer--rung" : ""}">
    <section class="officer__list" aria-labelledby="requests-heading">${listView(props)}</section>
    <div class="officer__side">
      ${props.offer ?? nothing}
      ${statusView(props)}
      ${props.day}
    </div>
  </div>`;
}

function listView(props: OfficerProps): TemplateResult {
  const { t, requests, self, teams, now } = props;
  const { known, views, further } = requests.work;
  const count = views.size + further;
  const own = teams.filter((team) => requests.work.queues.includes(team.team_id));
  const head = html`<header class="officer__head">
    <h1 id="requests-heading" tabindex="-1">${t("officer.heading")}</h1>
    <p>${own.map((team) => team.name).join(", ")}${known && count > 0 ? html` · ${t("officer.count", { count })}` : nothing}</p>
  </header>`;
  if (!known)
    return html`${head}<p class="officer__empty" role="status"><span class="turning">${icon(loadingIcon)}</span>${t("officer.loading")}</p>`;
  if (views.size === 0)
    return html`${head}<div class="card officer__empty" data-testid="requests-empty">${icon(emptyIcon)}<div><p><strong>${t("officer.empty")}</strong></p><p>${t("officer.empty.lead")}</p></div></div>`;
  const groups = groupsOf(requests.work, self, now);
  return html`${head}
    ${ORDER.map((name) => groupView(props, name, groups[name]))}
    ${further > 0 ? html`<p class="officer__further" data-testid="requests-further">${t("officer.further", { count: further })}</p>` : nothing}`;
}

function groupView(
  props: OfficerProps,
  name: keyof Groups,
  views: readonly CallbackView[],
): TemplateResult | typeof nothing {
  if (views.length === 0) return nothing;
  const { t, requests, self, teams, now, online } = props;
  return html`<section class="officer__group" aria-labelledby="group-${name}">
    <h2 id="group-${name}">${t(`officer.group.${name}`)} <span class="officer__count">${views.length}</span></h2>
    ${repeat(
      views,
      (view) => view.request.request_id,
      (view) =>
        cardView({
          t,
          view,
          self,
          requests,
          teams,
          now,
          online,
          start: () => props.start(view),
          keepMoment: () => props.keepMoment(view),
        }),
    )}
  </section>`;
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
