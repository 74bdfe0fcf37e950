/** The calls that wait, in the order they are served, and what a supervisor can do about each. */
import undoIcon from "icon:arrow-back-up";
import moveIcon from "icon:arrows-exchange";
import firstIcon from "icon:chevrons-up";
import whyIcon from "icon:help-circle";
import takeIcon from "icon:phone-incoming";
import stopIcon from "icon:phone-off";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { waitsSince } from "../shared/call/waits-since.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { Call } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import type { DeedActions } from "./deeds/deeds.ts";
import type { Lists } from "./lists.ts";
import { emptyView, LONG_WAIT_S, tableView } from "./parts.ts";
import { placeOf, ringing, type SupervisorState } from "./state.ts";
import { whyView } from "./why.ts";

export interface QueueActions {
  /** Explain a call's wait; null = no longer. */
  why(callId: string | null): void;
  /** Give a call a head start, or take it back. */
  prioritise(callId: string, first: boolean): void;
  readonly deeds: DeedActions;
  readonly lists: Lists;
}

export interface QueueProps {
  t: StaffTexts;
  state: SupervisorState;
  /** In the order they are served. */
  calls: readonly Call[];
  now: number;
  actions: QueueActions;
}

export function queueView({ t, state, calls, now, actions }: QueueProps): TemplateResult {
  const row = (call: Call) => {
    const rung = ringing(state, call);
    const isRinging = call.seats.some((seat) => seat.hosts && seat.state === "reserved");
    // Nobody else is in a call that waits; the place is kept until the grace time is over.
    const isAway = !call.participants.some((each) => each.online);
    const text = isRinging
      ? t("board.state.ringing", { who: rung?.display_name ?? "…" })
      : t(isAway ? "board.state.away" : "board.state.waiting");
    const waited = (now - waitsSince(call)) / 1000;
    const isAsked = state.asked === call.call_id;
    return html`<tr data-testid="waiting-call" data-call-id=${call.call_id} data-state=${isRinging ? "ringing" : "waiting"}>
      <th scope="row">${languageName(call.language, t.locale)}<small>${whatAndWhere(t, state, call)}</small></th>
      <td class="number ${waited > LONG_WAIT_S ? "number--alarming" : ""}">${duration(waited)}${headStartView(t, call)}</td>
      <td><span class="badge ${isRinging ? "badge--ringing" : isAway ? "badge--trouble" : "badge--waiting"}">${text}</span></td>
      <td><div class="deeds__list">
        ${deedView("call-why", whyIcon, t("board.why"), () => actions.why(isAsked ? null : call.call_id), isAsked)}
        ${
          // The way back stands in the same place, so that nothing else moves under the pointer.
          call.head_start_ms > 0
            ? deedView("call-unprioritise", undoIcon, t("board.unprioritise"), () =>
                actions.prioritise(call.call_id, false),
              )
            : deedView("call-prioritise", firstIcon, t("board.prioritise"), () =>
                actions.prioritise(call.call_id, true),
              )
        }
        ${deedView("call-pull", takeIcon, t("deed.pull"), () => actions.deeds.pull(call))}
        ${deedView("call-move", moveIcon, t("deed.move"), () => actions.deeds.move(call))}
        ${deedView("call-stop", stopIcon, t("deed.stop"), () => actions.deeds.stop(call))}
      </div></td>
    </tr>
    ${isAsked ? html`<tr class="why-row"><td colspan="4">${whyView(t, state, state.explanation, now)}</td></tr>` : nothing}`;
  };
  const { lists } = actions;
  const wordsOf = (call: Call) => `${languageName(call.language, t.locale)} ${whatAndWhere(t, state, call)}`;
  const shown = lists.shown("queue", calls, wordsOf);
  const columns = [t("board.language"), t("board.since"), t("board.state"), t("board.deeds")];
  return html`<section class="card">
    <header class="card__head">
      <h2>${t("board.queue")}</h2>
      ${lists.searchView(t, "queue", calls.length)}
    </header>
    ${
      calls.length === 0
        ? emptyView(t("board.queue.empty"))
        : tableView(
            columns,
            repeat(shown, (call) => call.call_id, row),
            t("board.queue"),
          )
    }
    ${lists.restView(t, "queue", shown.length, calls.length)}
  </section>`;
}

function whatAndWhere(t: StaffTexts, state: SupervisorState, call: Call): string {
  const parts = [t(`subject.${call.subject}`), placeOf(state, call)];
  return (call.answered_at === null ? parts : [...parts, t("board.handed_over")]).join(" · ");
}

/** How much earlier the call ranks than it was queued; the measured wait stays what it is. */
function headStartView(t: StaffTexts, call: Call): TemplateResult | typeof nothing {
  if (call.head_start_ms === 0) return nothing;
  const count = Math.round(call.head_start_ms / 60_000);
  return html`<small class="head-start" data-testid="head-start">${count > 0 ? t("board.head_start", { count }) : t("board.head_start.little")}</small>`;
}

function deedView(
  testid: string,
  paths: readonly string[],
  text: string,
  press: () => void,
  expanded?: boolean,
): TemplateResult {
  // The list may have moved: the second press of a double click isn't for what lies there now.
  const pressed = (event: MouseEvent) => {
    if (event.detail < 2) press();
  };
  return html`<button type="button" class="deed" data-testid=${testid} aria-expanded=${expanded ?? nothing} @click=${pressed}>${icon(paths)}<span>${text}</span></button>`;
}
