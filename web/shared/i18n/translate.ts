/** Texts in the chosen language: typed keys, plurals and numbers by Intl, another language's where one lacks a text. */
import { intlLocale } from "./format.ts";
import { direction, isolated } from "./languages.ts";

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Catalog = Readonly<Record<string, string | Plural>>;
/** Another language of a catalog: the same keys. */
export type CatalogLike<C extends Catalog> = { readonly [Key in keyof C]: string | Plural };
export type Values = Readonly<Record<string, string | number>>;

/** A function that gives the text of a key; `{name}` in the text is filled from `values`, `count` picks the plural. */
export interface Translate<Key extends string> {
  (key: Key, values?: Values): string;
  readonly locale: string;
}

/** Return the translator of `locale` over catalogs by locale; `fallbacks` are tried in turn. */
export function translator<C extends Catalog>(
  catalogs: Readonly<Record<string, Partial<CatalogLike<C>>>>,
  locale: string,
  fallbacks: readonly string[],
): Translate<Extract<keyof C, string>> {
  const candidates = [locale, ...fallbacks].filter((each) => catalogs[each]);
  const chosen = candidates[0] ?? locale;
  const numbers = new Intl.NumberFormat(intlLocale(chosen));
  const rightToLeft = direction(chosen) === "rtl";
  const translate = (key: Extract<keyof C, string>, values: Values = {}): string => {
    // A text borrowed from another language has that language's plurals.
    const source = candidates.find((each) => catalogs[each]?.[key] !== undefined);
    const found = source === undefined ? undefined : catalogs[source]?.[key];
    if (source === undefined || found === undefined) return key;
    const text = typeof found === "string" ? found : pluralOf(found, source, Number(values["count"] ?? 0));
    return text.replace(/\{(\w+)\}/g, (slot, name: string) => {
      const value = values[name];
      if (value === undefined) return slot;
      return typeof value === "number" ? numbers.format(value) : rightToLeft ? isolated(value) : value;
    });
  };
  return Object.assign(translate, { locale: chosen });
}

function pluralOf(forms: Plural, locale: string, count: number): string {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
}
