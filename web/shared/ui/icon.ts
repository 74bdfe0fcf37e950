/** Icons by Tabler (MIT), drawn from their paths; the text beside an icon says what it means. */
import { svg, type TemplateResult } from "lit";

export function icon(paths: readonly string[]): TemplateResult {
  return svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${paths.map((path) => svg`<path d=${path}></path>`)}
  </svg>`;
}
