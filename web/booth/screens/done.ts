/** Thanks, and one question. */
import checkIcon from "icon:circle-check";
import mood1 from "icon:mood-cry";
import mood3 from "icon:mood-empty";
import mood5 from "icon:mood-happy";
import mood2 from "icon:mood-sad";
import mood4 from "icon:mood-smile";
import { html, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { DONE_MS } from "../state.ts";

const MOODS: readonly (readonly [1 | 2 | 3 | 4 | 5, readonly string[]])[] = [
  [1, mood1],
  [2, mood2],
  [3, mood3],
  [4, mood4],
  [5, mood5],
];

export function doneView({ t, state, now, actions }: BoothProps): TemplateResult {
  const { finished } = state;
  const seconds = Math.min(DONE_MS, Math.max(0, (finished?.closesAt ?? now) - now)) / 1000;
  const lost = finished?.reason === "connection_lost";
  return html`<section class="done">
    <div class="done__picture">${icon(checkIcon)}</div>
    <h1 tabindex="-1">${t("done.heading")}</h1>
    <p class="lead">${t(lost ? "done.lost" : "done.lead")}</p>
    ${
      finished?.rating
        ? html`<p class="done__rated" role="status">${t("done.rated")}</p>`
        : html`<div class="rating" role="group" aria-labelledby="rating-heading">
          <h2 id="rating-heading">${t("done.rate")}</h2>
          <div class="rating__choices">
            ${MOODS.map(
              ([
                value,
                paths,
              ]) => html`<button type="button" class="rating__choice rating__choice--${value}" data-testid="rating-${value}" @click=${() => actions.rate(value)}>
                ${icon(paths)}<span>${t(`rating.${value}`)}</span>
              </button>`,
            )}
          </div>
        </div>`
    }
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="done" @click=${actions.close}>${t("done.close")}</button>
      <p class="done__closing">${t("done.closing", { seconds: Math.ceil(seconds) })}</p>
    </div>
  </section>`;
}
