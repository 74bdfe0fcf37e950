/** Pieces that several cards of the overview show. */
import moonIcon from "icon:mood-smile";
import { html, type TemplateResult } from "lit";
import { icon } from "../shared/ui/icon.ts";

/** A wait of this long asks for attention. */
export const LONG_WAIT_S = 300;

export function emptyView(text: string): TemplateResult {
  return html`<p class="empty">${icon(moonIcon)}${text}</p>`;
}

export function tableView(
  columns: readonly (string | TemplateResult)[],
  rows: unknown,
  label: string,
): TemplateResult {
  return html`<div class="scroller" role="region" aria-label=${label} tabindex="0"><table class="utrecht-table">
    <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
    <tbody>${rows}</tbody>
  </table></div>`;
}
