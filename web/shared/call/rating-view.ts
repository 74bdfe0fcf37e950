/** One question after a conversation: how it was, to be answered by a touch or not at all. */
import checkIcon from "icon:circle-check";
import mood1 from "icon:mood-cry";
import mood3 from "icon:mood-empty";
import mood5 from "icon:mood-happy";
import mood2 from "icon:mood-sad";
import mood4 from "icon:mood-smile";
import { html, type TemplateResult } from "lit";
import type { CallTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";

const MOODS: readonly (readonly [1 | 2 | 3 | 4 | 5, readonly string[]])[] = [
  [1, mood1],
  [2, mood2],
  [3, mood3],
  [4, mood4],
  [5, mood5],
];

/** The question, or thanks for the `rating` that was given. */
export function ratingView(
  t: CallTexts,
  rating: number | null,
  rate: (rating: number) => void,
): TemplateResult {
  if (rating !== null)
    return html`<p class="done__rated" role="status">${icon(checkIcon)}<span>${t("done.rated")}</span></p>`;
  return html`<div class="rating" role="group" aria-labelledby="rating-heading">
    <h2 id="rating-heading">${t("done.rate")}</h2>
    <div class="rating__choices">
      ${MOODS.map(
        ([
          value,
          paths,
        ]) => html`<button type="button" class="rating__choice rating__choice--${value}" data-testid="rating-${value}" @click=${() => rate(value)}>
          ${icon(paths)}<span>${t(`rating.${value}`)}</span>
        </button>`,
      )}
    </div>
  </div>`;
}
