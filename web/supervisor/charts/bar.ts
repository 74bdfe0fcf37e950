/** A bar as long as its share of the longest one, beside the number that says the same. */
import { html, svg, type TemplateResult } from "lit";

/** Lengths of a bar's parts, as shares of the whole width; each part has a class of its own. */
export function barView(parts: readonly { readonly share: number; readonly of: string }[]): TemplateResult {
  let start = 0;
  const rects = parts.map(({ share, of }) => {
    const x = start;
    start += share;
    return svg`<rect class="share-bar__part share-bar__part--${of}" x=${100 * x} width=${100 * share} y="0" height="1"></rect>`;
  });
  return html`<svg class="share-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rects}</svg>`;
}
