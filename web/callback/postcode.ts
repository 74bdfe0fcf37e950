/** The postcode somebody types, as far as a place can be told from it. Pure. */

const POSTCODE = /^([1-9]\d{3})(?:[a-z]{2})?$/i;

/** Return the four digits that name the place; null while what is typed is no postcode yet. */
export function digitsOf(typed: string): string | null {
  return POSTCODE.exec(typed.replace(/\s/g, ""))?.[1] ?? null;
}
