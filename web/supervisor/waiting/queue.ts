/** The calls that wait, in the order they are served, and what a supervisor can do about each. */
import "./queue.css";
import undoIcon from "icon:arrow-back-up";
import moveIcon from "icon:arrows-exchange";
import firstIcon from "icon:chevrons-up";
import moreIcon from "icon:dots";
import whyIcon from "icon:help-circle";
import takeIcon from "icon:phone-incoming";
import stopIcon from "icon:phone-off";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { waitsSince } from "../../shared/call/waits-since.ts";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { duration, languageName } from "../../shared/i18n/format.ts";
import type { Call } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { DeedActions } from "../deeds/deeds.ts";
import type { Lists } from "../lists.ts";
import { emptyView, LONG_WAIT_S, tableView } from "../parts.ts";
import { placeOf, ringing, type SupervisorState } from "../state.ts";
import type { Row, SteadyRows } from "./rows.ts";
import { whyView } from "./why.ts";

export interface QueueActions {
  /** Explain a call's wait; null = no longer. */
  why(callId: string | null): void;
  /** Give a call a head start, or take it back. */
  prioritise(callId: string, first: boolean): void;
  readonly deeds: DeedActions;
  readonly lists: Lists;
  readonly rows: SteadyRows;
}

export interface QueueProps {
  t: StaffTexts;
  state: SupervisorState;
  /** In the order they are served. */
  calls: readonly Call[];
  /** Server time, epoch ms. */
  now: number;
  localNow: number;
  actions: QueueActions;
}

export function queueView(props: QueueProps): TemplateResult {
  const { t, state, calls, actions } = props;
  const { lists, rows } = actions;
  const wordsOf = ({ call }: Row) =>
    `${languageName(call.language, t.locale)} ${whatAndWhere(t, state, call)}`;
  const all = rows.rows(calls, props.localNow);
  const shown = lists.shown("queue", all, wordsOf);
  const row = (each: Row) => (each.place === null ? goneView(props, each) : rowView(props, each));
  const touched = () => rows.touched(Date.now());
  return html`<section class="card queue" @pointerover=${touched} @pointermove=${touched} @pointerleave=${() => rows.left()} @focusin=${touched} @keydown=${touched}>
    <header class="card__head">
      <h2>${t("board.queue")}</h2>
      ${lists.searchView(t, "queue", calls.length)}
    </header>
    ${
      all.length === 0
        ? emptyView(t("board.queue.empty"))
        : tableView(
            [t("board.language"), t("board.since"), t("board.deeds")],
            repeat(shown, ({ call }) => call.call_id, row),
            t("board.queue"),
          )
    }
    ${lists.restView(t, "queue", shown.length, all.length)}
  </section>`;
}

function rowView({ t, state, now, actions }: QueueProps, { call, place }: Row): TemplateResult {
  const { call_id } = call;
  const isRinging = call.seats.some((seat) => seat.hosts && seat.state === "reserved");
  // Nobody else is in a call that waits; the place is kept until the grace time is over.
  const isAway = !call.participants.some((each) => each.online);
  const waited = (now - waitsSince(call)) / 1000;
  const isAsked = state.asked === call_id;
  return html`<tr data-testid="waiting-call" data-call-id=${call_id} data-state=${isRinging ? "ringing" : "waiting"}>
      <th scope="row"><div class="queue__what"><span class="queue__place">${place}</span>
        <span class="queue__call"><span class="queue__language">${languageName(call.language, t.locale)}${headStartView(t, call)}</span>
        <small>${isRinging ? html`<span class="badge badge--ringing">${t("board.state.ringing", { who: ringing(state, call)?.display_name ?? "…" })}</span> ` : isAway ? html`<span class="badge badge--trouble">${t("board.state.away")}</span> ` : nothing}${whatAndWhere(t, state, call)}</small></span></div></th>
      <td class="number ${waited > LONG_WAIT_S ? "number--alarming" : ""}">${duration(waited)}</td>
      <td><div class="queue__deeds">
        ${deedView("call-why", whyIcon, t("board.why"), () => actions.why(isAsked ? null : call_id), isAsked)}
        ${priorityView(t, call, actions)}
        ${deedView("call-pull", takeIcon, t("deed.pull"), () => actions.deeds.pull(call))}
        ${moreView(t, call, actions)}
      </div></td>
    </tr>
    ${isAsked ? html`<tr class="why-row"><td colspan="3">${whyView(t, state, state.explanation, now)}</td></tr>` : nothing}`;
}

/** One button: its way back stands in the same place, and keeps the focus. */
function priorityView(
  t: StaffTexts,
  { call_id, head_start_ms }: Call,
  { prioritise }: QueueActions,
): TemplateResult {
  const isFirst = head_start_ms > 0;
  const press = () => prioritise(call_id, !isFirst);
  return isFirst
    ? deedView("call-unprioritise", undoIcon, t("board.unprioritise"), press)
    : deedView("call-prioritise", firstIcon, t("board.prioritise"), press);
}

/** A call that was answered or is over holds its place for as long as somebody aims at the list. */
function goneView({ t, state }: QueueProps, { call }: Row): TemplateResult {
  const isAnswered = state.calls.get(call.call_id)?.state === "talking";
  return html`<tr class="queue__gone" data-testid="gone-call" data-call-id=${call.call_id}>
    <th scope="row"><div class="queue__what"><span class="queue__place"></span>
      <span class="queue__call"><span class="queue__language">${languageName(call.language, t.locale)}</span>
      <small>${whatAndWhere(t, state, call)}</small></span></div></th>
    <td colspan="2">${t(isAnswered ? "activity.on_call" : "board.gone")}</td>
  </tr>`;
}

/** What is done less often, folded. */
function moreView(t: StaffTexts, call: Call, { deeds, rows }: QueueActions): TemplateResult {
  const id = `deeds-${call.call_id}`;
  const toggled = (event: ToggleEvent) => rows.unfolded(event.newState === "open", Date.now());
  const deed = (handle: string, paths: readonly string[], text: string, press: () => void) =>
    html`<button type="button" class="queue__further" data-testid=${handle} popovertarget=${id} popovertargetaction="hide" @click=${press}>${icon(paths)}<span>${text}</span></button>`;
  return html`<button type="button" class="deed" popovertarget=${id} data-testid="call-more" aria-label=${t("board.more")}>${icon(moreIcon)}</button>
    <div class="queue__menu" id=${id} popover @toggle=${toggled}>
      ${deed("call-move", moveIcon, t("deed.move"), () => deeds.move(call))}
      ${deed("call-stop", stopIcon, t("deed.stop"), () => deeds.stop(call))}
    </div>`;
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
  // The second press of a double click isn't for what its first one brought there.
  const pressed = (event: MouseEvent) => {
    if (event.detail < 2) press();
  };
  return html`<button type="button" class="deed" data-testid=${testid} title=${text} aria-expanded=${expanded ?? nothing} @click=${pressed}>${icon(paths)}<span>${text}</span></button>`;
}
