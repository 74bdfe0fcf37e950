/** How the connections of a live call do: the worst at a glance, the figures of everybody on demand. */
import { html, type TemplateResult } from "lit";
import { figuresView, figureText, measuredByRelay } from "../shared/call/figures-view.ts";
import type { Quality } from "../shared/call/quality.ts";
import { barsOf } from "../shared/call/quality-view.ts";
import { legWord } from "../shared/call/steadiness.ts";
import { nameOf } from "../shared/call/tile.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { Call, LegQuality } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";

/** A button that says how the worst connection of the call does, and shows the figures. */
export function worstView(
  t: StaffTexts,
  word: Quality | null,
  isOpen: boolean,
  press: () => void,
): TemplateResult {
  return html`<button type="button" class="deed deed--${word ?? "unknown"}" data-testid="call-quality" data-quality=${word ?? "unknown"}
    aria-expanded=${isOpen ? "true" : "false"} @click=${press}>
    ${icon(barsOf(word))}<span>${t(word ? `quality.${word}` : "board.quality.unknown")}</span>
  </button>`;
}

/** The figures of everybody in the call. */
export function qualitiesView(t: StaffTexts, call: Call, legs: readonly LegQuality[]): TemplateResult {
  if (legs.length === 0) return html`<p data-testid="call-figures">${t("board.quality.none")}</p>`;
  const people = new Map(call.participants.map((each) => [each.participant_id, each]));
  const one = (leg: LegQuality) => {
    const who = people.get(leg.participant_id);
    return html`<section class="measured" data-participant=${leg.participant_id}>
      <h3>${icon(barsOf(legWord(leg)))}${who ? nameOf(t, who) : ""}
        <small>${t("figures.score", { score: figureText(t.locale, leg.score, "score") })}</small></h3>
      ${figuresView(t, measuredByRelay(leg), { up: t("figures.sends"), down: t("figures.receives") })}
    </section>`;
  };
  return html`<div class="measured__all" data-testid="call-figures">${legs.map(one)}</div>`;
}
