/** A sign that something goes on, in motion for whoever can bear it, and in words. */
import { html, type TemplateResult } from "lit";

export function tryingView(text: string): TemplateResult {
  return html`<p class="trying"><span class="trying__dots" aria-hidden="true"><span></span><span></span><span></span></span><span>${text}</span></p>`;
}
