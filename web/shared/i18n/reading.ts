/**
 * The language a page is read in. Texts that the page doesn't carry are fetched; until they are there the old ones
 * stay, so that nothing flashes and nothing is empty.
 */
import { type Catalog, type CatalogLike, type Translate, translator } from "./translate.ts";

export interface Books<C extends Catalog> {
  /** The languages the page carries. */
  readonly home: Readonly<Record<string, CatalogLike<C>>>;
  /** Get another language's texts; null where there are none. */
  readonly fetch: (locale: string) => Promise<Partial<CatalogLike<C>> | null>;
  /** The languages, each carried by the page, that fill what a language lacks. */
  readonly fallbacks: readonly string[];
  readonly onChange: () => void;
}

export class Reading<C extends Catalog> {
  private readonly books: Books<C>;
  private readonly catalogs: Record<string, Partial<CatalogLike<C>>>;
  private wanted: string;
  private current: Translate<Extract<keyof C, string>>;

  constructor(books: Books<C>, locale: string) {
    this.books = books;
    this.catalogs = { ...books.home };
    this.wanted = locale;
    this.current = this.translator(locale);
  }

  /** The translator of the language read now. */
  get t(): Translate<Extract<keyof C, string>> {
    return this.current;
  }

  /** Read on in `locale`: at once if its texts are here, or else when they have come; in English if they can't. */
  async read(locale: string): Promise<void> {
    this.wanted = locale;
    if (!(locale in this.catalogs)) await this.fetch(locale);
    if (this.wanted !== locale) return;
    this.current = this.translator(locale);
    this.books.onChange();
  }

  /** Fetch the texts of `locales`, one after another, before anybody asks for them. */
  async prefetch(locales: Iterable<string>): Promise<void> {
    for (const locale of locales) await this.fetch(locale);
  }

  private async fetch(locale: string): Promise<void> {
    if (locale in this.catalogs) return;
    try {
      const texts = await this.books.fetch(locale);
      if (texts) this.catalogs[locale] = texts;
    } catch {
      // No network just now: the next visitor who wants this language asks again.
    }
  }

  private translator(locale: string): Translate<Extract<keyof C, string>> {
    return translator<C>(this.catalogs, locale, this.books.fallbacks);
  }
}
