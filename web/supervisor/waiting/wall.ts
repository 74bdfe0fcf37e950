/** Who waits, to be read from across the room: the first of them, large, with nothing to press. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { waitsSince } from "../../shared/call/waits-since.ts";
import { duration, languageName } from "../../shared/i18n/format.ts";
import type { Call } from "../../shared/protocol/server.ts";
import { LONG_WAIT_S, tableView } from "../parts.ts";
import { placeOf } from "../state.ts";
import type { WallboardProps } from "../wallboard/wallboard.ts";

const MOST_SHOWN = 6;

export function wallQueueView({ t, state, board, now }: WallboardProps): TemplateResult | typeof nothing {
  const { waiting } = board;
  if (waiting.length === 0) return nothing;
  const row = (call: Call) => {
    const waited = (now - waitsSince(call)) / 1000;
    return html`<tr>
      <th scope="row">${languageName(call.language, t.locale)}</th>
      <td>${placeOf(state, call)}</td>
      <td class="number ${waited > LONG_WAIT_S ? "number--alarming" : ""}">${duration(waited)}</td>
    </tr>`;
  };
  const more = waiting.length - MOST_SHOWN;
  return html`<section class="card" data-testid="wall-queue">
    <h2>${t("board.queue")}${more > 0 ? html` <small>${t("list.shown", { shown: MOST_SHOWN, count: waiting.length })}</small>` : nothing}</h2>
    ${tableView(
      [t("board.language"), t("board.location"), t("board.since")],
      repeat(waiting.slice(0, MOST_SHOWN), (call) => call.call_id, row),
      t("board.queue"),
    )}
  </section>`;
}
