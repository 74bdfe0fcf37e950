/** The list of ready phrases: searched in the employee's language, written in the visitor's. Fetched when a call begins. */
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { languageName } from "../shared/i18n/format.ts";
import { matching, type Phrase, phrase, written } from "../shared/i18n/phrases.ts";

export interface ListProps {
  t: StaffTexts;
  /** What the visitor reads. */
  language: string;
  query: string;
  search(query: string | null): void;
  /** Take a phrase, as it is written to the visitor. */
  pick(text: string): void;
}

export function listView({ t, language, query, search, pick: take }: ListProps): TemplateResult {
  const pick = (key: Phrase) => take(written(key, language, t.locale));
  const found = matching(query, language, t.locale);
  const [first] = found;
  const pressed = (event: KeyboardEvent) => {
    const list = event.currentTarget as HTMLElement;
    const stops = [...list.querySelectorAll<HTMLElement>("input, button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isSearch = (event.target as HTMLElement).matches("input");
    if (event.key === "Escape") search(null);
    else if (event.key === "Enter" && isSearch && first) pick(first);
    else if (step) stops[Math.max(0, stops.indexOf(event.target as HTMLElement) + step)]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="phrases__list" id="phrases-list" role="group" aria-label=${t("phrases.title")} @keydown=${pressed}>
    <input class="utrecht-textbox" type="search" data-testid="phrases-search" autocomplete="off" aria-label=${t("phrases.search")} placeholder=${t("phrases.search")}
      .value=${query} @input=${(event: Event) => search((event.target as HTMLInputElement).value)} />
    <p class="phrases__note">${t("phrases.note", { language: languageName(language, t.locale) })}</p>
    <ul>
      ${found.map(
        (
          key,
        ) => html`<li><button type="button" class="phrases__one" data-testid="phrase-${key}" @click=${() => pick(key)}>
          <span>${phrase(key, t.locale)}</span>
          ${language === t.locale ? nothing : html`<small lang=${language} dir="auto">${phrase(key, language)}</small>`}
        </button></li>`,
      )}
    </ul>
    ${first ? nothing : html`<p class="phrases__note" role="status">${t("phrases.none")}</p>`}
  </div>`;
}
