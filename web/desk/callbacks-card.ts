/** What of callback requests stands at the desk: those that the centre took over from its teams. */
import waitsIcon from "icon:door-enter";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../shared/ui/icon.ts";
import type { ListProps } from "../wijkagent/list.ts";
import { groupsOf } from "../wijkagent/order.ts";
import { countOf } from "../wijkagent/work.ts";

/** The card beside the own status; nothing while there is nothing to do. */
export function callbacksCard(
  { t, requests, self, now }: ListProps,
  open: () => void,
): TemplateResult | typeof nothing {
  const count = countOf(requests.work);
  const groups = groupsOf(requests.work, self, now);
  if (count + groups.news.length === 0) return nothing;
  const waits = groups.now.length > 0;
  return html`<section class="card side-card" data-testid="callbacks" data-count=${count} aria-labelledby="callbacks-heading">
    <h2 id="callbacks-heading">${t("officer.heading")} <span class="side-card__count">${count}</span></h2>
    ${waits ? html`<p class="news" role="alert">${icon(waitsIcon)}${t("request.waits")}</p>` : nothing}
    <button type="button" class="utrecht-button ${waits ? "button--accept" : "utrecht-button--secondary-action"}" data-testid="callbacks-open" @click=${open}>${t("officer.open")}</button>
  </section>`;
}
