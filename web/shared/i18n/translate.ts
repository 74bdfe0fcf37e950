/** Texts in the chosen language: typed keys, plurals by Intl, Dutch where a language lacks a text. */

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
  catalogs: Readonly<Record<string, CatalogLike<C>>>,
  locale: string,
  fallbacks: readonly string[],
): Translate<Extract<keyof C, string>> {
  const chosen = [locale, ...fallbacks].find((candidate) => catalogs[candidate]) ?? locale;
  const plurals = new Intl.PluralRules(chosen);
  const translate = (key: Extract<keyof C, string>, values: Values = {}): string => {
    const found = [chosen, ...fallbacks]
      .map((each) => catalogs[each]?.[key])
      .find((each) => each !== undefined);
    if (found === undefined) return key;
    const text =
      typeof found === "string"
        ? found
        : (found[plurals.select(Number(values["count"] ?? 0))] ?? found.other);
    return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot));
  };
  return Object.assign(translate, { locale: chosen });
}
