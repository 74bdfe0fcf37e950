/** Long lists: the first of them, the rest on demand, and a search through all. */
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";

/** Rows shown at first: more than fit on a screen, and few enough to be drawn anew each second. */
export const SHOWN_AT_FIRST = 50;
/** Fewer are looked through at a glance. */
const SEARCHED_FROM = 12;

export type ListName = "queue" | "people";

export class Lists {
  private readonly whole = new Set<ListName>();
  private readonly searches = new Map<ListName, string>();
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** What of a list is searched for and shown; `wordsOf` says by which words an item is found. */
  shown<Item>(name: ListName, items: readonly Item[], wordsOf: (item: Item) => string): readonly Item[] {
    const words = (this.searches.get(name) ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found =
      words.length === 0
        ? items
        : items.filter((item) => {
            const text = wordsOf(item).toLocaleLowerCase();
            return words.every((word) => text.includes(word));
          });
    return this.whole.has(name) ? found : found.slice(0, SHOWN_AT_FIRST);
  }

  /** The field that searches, where there is much to look through. */
  searchView(t: StaffTexts, name: ListName, count: number): TemplateResult | typeof nothing {
    if (count < SEARCHED_FROM) return nothing;
    const written = (event: Event) => {
      this.searches.set(name, (event.target as HTMLInputElement).value);
      this.changed();
    };
    return html`<input class="utrecht-textbox list__search" type="search" autocomplete="off" data-testid="search-${name}"
      aria-label=${t(`list.search.${name}`)} placeholder=${t(`list.search.${name}`)} .value=${this.searches.get(name) ?? ""} @input=${written} />`;
  }

  /** How many more there are, and the way to them. */
  restView(t: StaffTexts, name: ListName, shown: number, count: number): TemplateResult | typeof nothing {
    const isSearched = (this.searches.get(name) ?? "").trim() !== "";
    if (shown === count || (isSearched && shown < SHOWN_AT_FIRST))
      return isSearched && shown === 0
        ? html`<p class="list__rest" role="status">${t("list.none")}</p>`
        : nothing;
    const all = () => {
      this.whole.add(name);
      this.changed();
    };
    return html`<p class="list__rest">${t("list.shown", { shown, count })}
      ${this.whole.has(name) ? nothing : html`<button type="button" class="deed" data-testid="all-${name}" @click=${all}>${t("list.all", { count })}</button>`}</p>`;
  }
}
