/** The supervisor's overview: figures, queue, calls, people. */
import wallIcon from "icon:device-tv";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { interpreterSeat, isCaller } from "../shared/call/conversation.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { BoothStanding, Call } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { boothsView } from "./booths.ts";
import { flaggedView } from "./flagged.ts";
import { type JoinActions, joinView } from "./joining/row.ts";
import type { Lists } from "./lists.ts";
import { type LocationActions, locationsView } from "./locations.ts";
import { overdueView } from "./overdue.ts";
import { emptyView, tableView } from "./parts.ts";
import { peopleView } from "./people.ts";
import { qualitiesView, worstView } from "./quality.ts";
import { boardOf, measuredOf, placeOf, type SupervisorState, steers } from "./state.ts";
import { type QueueActions, queueView } from "./waiting/queue.ts";
import { wallQueueView } from "./waiting/wall.ts";
import type { Grouping } from "./wallboard/groups.ts";
import { figuresView, groupsView, healthView, type WallboardProps } from "./wallboard/wallboard.ts";

/** How the figures are looked at. */
export interface Look {
  /** By what they are told apart. */
  readonly by: Grouping;
  /** From across the room: figures alone, large. */
  readonly isWall: boolean;
  group(by: Grouping): void;
  turn(): void;
}

export interface BoardActions extends QueueActions, LocationActions {
  /** What was reported of this call's visitor was seen. */
  settleFlag(callId: string): void;
  /** Give a callback request that somebody holds back to its queue. */
  putBack(callbackId: string): void;
  /** Show one booth, and what may be done with its device. */
  booth(booth: BoothStanding): void;
  /** Show how the connections of a call do; null = no longer. */
  measure(callId: string | null): void;
  readonly joining: JoinActions;
  /** Which officers are absent. */
  absences(): TemplateResult | typeof nothing;
  readonly lists: Lists;
}

export function boardView(
  t: StaffTexts,
  state: SupervisorState,
  localNow: number,
  actions: BoardActions,
  look: Look,
): TemplateResult {
  const board = boardOf(state);
  const now = localNow + state.clockOffset;
  const wall = { t, state, board, now, by: look.by, group: look.group };
  const isStale = state.connection !== "online";
  return html`<div class="board ${look.isWall ? "board--wall" : ""} ${isStale ? "board--stale" : ""}">
    <h1 class="visually-hidden" tabindex="-1">${t("page.supervisor")}</h1>
    ${figuresView(wall)}
    ${look.isWall ? html`${groupsView(wall)}${wallQueueView(wall)}` : columnsView(wall, localNow, actions)}
  </div>`;
}

/** The way to the overview for the wall, and back. */
export function wallView(t: StaffTexts, { isWall, turn }: Look): TemplateResult {
  return html`<button type="button" class="deed" data-testid="wall" aria-pressed=${isWall ? "true" : "false"} @click=${turn}>
    ${icon(wallIcon)}<span>${t(isWall ? "wall.off" : "wall.on")}</span>
  </button>`;
}

function columnsView(wall: WallboardProps, localNow: number, actions: BoardActions): TemplateResult {
  const { t, state, board, now } = wall;
  return html`<div class="board__columns">
      <div class="board__column">
        ${queueView({ t, state, calls: board.waiting, now, localNow, actions })}
        ${callsView(t, state, board.talking, now, actions)}
        ${overdueView({ t, state, putBack: actions.putBack })}
        ${flaggedView(t, state.flagged, actions.settleFlag)}
        ${groupsView(wall)}
        ${actions.absences()}
      </div>
      <div class="board__column">
        ${peopleView({ t, people: board.people, steers: (person) => steers(state, person), now, deeds: actions.deeds, lists: actions.lists })}
        ${locationsView({ t, state, actions })}
        ${state.locations.length > 0 ? boothsView(t, state.booths, actions.booth) : nothing}
        ${healthView(wall)}
      </div>
    </div>`;
}

/** Say that a conversation waits for its interpreter. */
function interpreterView(t: StaffTexts, call: Call): TemplateResult | typeof nothing {
  const seat = interpreterSeat(call);
  if (seat?.state !== "waiting" && seat?.state !== "reserved") return nothing;
  const state = seat.state === "reserved" ? "ringing" : "waiting";
  const text = t(`board.interpreter.${state}`, { language: languageName(seat.language, t.locale) });
  return html` <span class="badge badge--ringing" data-testid="waits-for-interpreter" data-state=${state}>${text}</span>`;
}

/** Say what an employee reported of the visitor. */
function flagView(t: StaffTexts, { flag }: Call): TemplateResult | typeof nothing {
  if (flag === null) return nothing;
  return html` <span class="badge badge--flagged" data-testid="call-flag" data-flag=${flag}>${t(`report.flagged.${flag}`)}</span>`;
}

function callsView(
  t: StaffTexts,
  state: SupervisorState,
  calls: readonly Call[],
  now: number,
  { measure, joining }: Pick<BoardActions, "measure" | "joining">,
): TemplateResult {
  const row = (call: Call) => {
    const legs = measuredOf(state, call);
    const isOpen = state.measured === call.call_id;
    const others = call.participants.filter((each) => !isCaller(each.role)).map((each) => each.display_name);
    return html`<tr data-testid="talking-call" data-call-id=${call.call_id}>
      <th scope="row">${languageName(call.language, t.locale)}${flagView(t, call)}<small>${t(`subject.${call.subject}`)} · ${placeOf(state, call)}</small></th>
      <td>${others.join(", ")}${interpreterView(t, call)}</td>
      <td class="number">${duration((now - (call.answered_at ?? now)) / 1000)}</td>
      <td class="deeds-cell"><div class="joins">${worstView(t, state.words.get(call.call_id)?.word ?? null, isOpen, () => measure(isOpen ? null : call.call_id))}
        ${joinView(t, call, `${placeOf(state, call)}, ${languageName(call.language, t.locale)}`, joining)}</div></td>
    </tr>
    ${isOpen ? html`<tr class="why-row"><td colspan="4">${qualitiesView(t, call, legs)}</td></tr>` : nothing}`;
  };
  const columns = [t("board.language"), t("board.with"), t("board.duration"), t("board.quality")];
  return html`<section class="card">
    <h2>${t("board.calls")}</h2>
    ${
      calls.length === 0
        ? emptyView(t("board.calls.empty"))
        : tableView(
            columns,
            repeat(calls, (call) => call.call_id, row),
            t("board.calls"),
          )
    }
  </section>`;
}
