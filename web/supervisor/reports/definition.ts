/** What a figure is: a press away, as the server defines it. */

import helpIcon from "icon:help-circle";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { ReportTexts } from "../../shared/i18n/reports.ts";
import type { Definition } from "../../shared/protocol/api.ts";
import { icon } from "../../shared/ui/icon.ts";

export interface Defined {
  readonly t: ReportTexts;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The formula of the service level in words, and its threshold. */
  readonly formula: string;
}

/** The figure's name in the page's language; its id while the definitions aren't there. */
export function nameOf({ t, definitions }: Defined, figure: string): string {
  const found = definitions.get(figure);
  return found?.[t.locale === "en" ? "en" : "nl"].name ?? figure;
}

/** A button that opens the definition. `place` tells several buttons for one figure apart. */
export function definitionView(of: Defined, figure: string, place = ""): TemplateResult | typeof nothing {
  const found = of.definitions.get(figure);
  if (!found) return nothing;
  const { name, formula } = found[of.t.locale === "en" ? "en" : "nl"];
  const id = `definition-${figure}${place}`;
  return html`<button type="button" class="define" popovertarget=${id} aria-label=${of.t("reports.definition", { figure: name })} data-testid="define-${figure}${place}">${icon(helpIcon)}</button>
    <div id=${id} class="definition" popover>
      <p class="definition__name">${name}</p>
      <p>${formula}</p>
      ${figure === "service_level" ? html`<p class="definition__formula">${of.formula}</p>` : nothing}
      <button type="button" class="utrecht-button utrecht-button--secondary-action" popovertarget=${id} popovertargetaction="hide">${icon(closeIcon)}${of.t("reports.close")}</button>
    </div>`;
}
