/** Callback requests that are past due: nobody called these citizens in the time that policy gives. */
import backIcon from "icon:arrow-back-up";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { clockTime, languageName, longDate } from "../shared/i18n/format.ts";
import type { CallbackRequest } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { placeOf, type SupervisorState } from "./state.ts";

interface OverdueProps {
  t: StaffTexts;
  state: Pick<SupervisorState, "overdue" | "staff" | "session" | "locations">;
  /** Give a request that somebody holds back to its queue. */
  putBack(callbackId: string): void;
}

/** Nothing while nothing is late: as it should be. */
export function overdueView({ t, state, putBack }: OverdueProps): TemplateResult | typeof nothing {
  if (state.overdue.size === 0) return nothing;
  const row = (request: CallbackRequest) => {
    const { request_id, reference, subject, language, queue, due_at, staff_id } = request;
    const holder = staff_id && (state.staff.get(staff_id)?.display_name ?? staff_id);
    const due = `${longDate(due_at, t.locale)}, ${clockTime(due_at, t.locale)}`;
    const what = [t(`subject.${subject}`), languageName(language, t.locale), reference].join(" · ");
    // A citizen in the waiting room is waited for; the next row comes to the same place as one that goes.
    const canReturn = holder && !request.call_id;
    const back = (event: MouseEvent) => event.detail < 2 && putBack(request_id);
    return html`<li class="flagged__row" data-testid="overdue" data-request-id=${request_id}>
      <span class="flagged__what"><span class="badge badge--flagged">${t("board.overdue.since", { when: due })}</span><strong>${placeOf(state, { location: queue })}</strong><small>${what}. ${holder ? t("board.overdue.held", { name: holder }) : t("board.overdue.free")}</small></span>
      ${
        canReturn
          ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="overdue-put-back" aria-label="${t("board.overdue.put_back")}: ${reference}" @click=${back}>${icon(backIcon)}${t("board.overdue.put_back")}</button>`
          : nothing
      }
    </li>`;
  };
  const longest = [...state.overdue.values()].sort((a, b) => a.due_at - b.due_at);
  return html`<section class="card" data-testid="overdue-callbacks">
    <h2>${t("board.overdue", { count: state.overdue.size })}</h2>
    <ul class="flagged">${repeat(longest, (each) => each.request_id, row)}</ul>
  </section>`;
}
