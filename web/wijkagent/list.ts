/** The requests somebody may work on, in groups. */
import loadingIcon from "icon:loader-2";
import emptyIcon from "icon:mood-smile";
import standsInIcon from "icon:replace-user";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { listOf } from "../shared/i18n/format.ts";
import type { CallbackView, TeamView } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import type { StandIn } from "./absence.ts";
import { cardView } from "./card.ts";
import type { Spoken } from "./interpreting.ts";
import { type Groups, groupsOf } from "./order.ts";
import type { Requests } from "./requests.ts";
import { countOf } from "./work.ts";

export interface ListProps {
  t: StaffTexts;
  requests: Requests;
  self: string;
  teams: readonly TeamView[];
  spoken: Spoken;
  /** For whom they stand in. */
  standsIn: readonly StandIn[];
  /** Server time, epoch ms. */
  now: number;
  online: boolean;
  start(view: CallbackView): void;
  keepMoment(view: CallbackView): void;
}

const ORDER: readonly (keyof Groups)[] = ["now", "news", "mine", "team", "later", "others"];

export function listView(props: ListProps): TemplateResult {
  const { t, requests, self, teams, now } = props;
  const { known, further } = requests.work;
  const count = countOf(requests.work);
  const own = teams.filter((team) => requests.work.queues.includes(team.team_id));
  const names =
    own.length > 0
      ? [
          listOf(
            own.map((team) => team.name),
            t.locale,
          ),
        ]
      : [];
  const head = html`<header class="requests__head">
    <h1 id="requests-heading" tabindex="-1">${t("officer.heading")}</h1>
    <p>${known && count > 0 ? [...names, t("officer.count", { count })].join(" · ") : names.join(" · ")}</p>
    ${props.standsIn.map(({ words }) => html`<p class="requests__stands-in">${icon(standsInIcon)}${words}</p>`)}
  </header>`;
  if (!known)
    return html`${head}<p class="requests__empty" role="status"><span class="turning">${icon(loadingIcon)}</span>${t("officer.loading")}</p>`;
  const groups = groupsOf(requests.work, self, now);
  if (count === 0)
    return html`${head}${groupView(props, "news", groups.news)}<div class="card requests__empty" data-testid="requests-empty">${icon(emptyIcon)}<div><p><strong>${t("officer.empty")}</strong></p><p>${t("officer.empty.lead")}</p></div></div>`;
  return html`${head}
    ${ORDER.map((name) => groupView(props, name, groups[name]))}
    ${further > 0 ? html`<p class="requests__further" data-testid="requests-further">${t("officer.further", { count: further })}</p>` : nothing}`;
}

function groupView(
  props: ListProps,
  name: keyof Groups,
  views: readonly CallbackView[],
): TemplateResult | typeof nothing {
  if (views.length === 0) return nothing;
  const { t, requests, self, teams, spoken, now, online } = props;
  const isOfTeam = teams.some((team) => requests.work.queues.includes(team.team_id));
  const label = name === "team" && !isOfTeam ? "centre" : name;
  return html`<section class="requests__group" aria-labelledby="group-${name}">
    <h2 id="group-${name}">${t(`officer.group.${label}`)} <span class="requests__count">${views.length}</span></h2>
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
          spoken,
          now,
          online,
          start: () => props.start(view),
          keepMoment: () => props.keepMoment(view),
        }),
    )}
  </section>`;
}
