/** The postcode somebody types, and the place it is told to be. */

const POSTCODE = /^([1-9]\d{3})(?:[a-z]{2})?$/i;

/** Return the four digits that name the place; null while what is typed is no postcode yet. */
export function digitsOf(typed: string): string | null {
  return POSTCODE.exec(typed.replace(/\s/g, ""))?.[1] ?? null;
}

/** Where a postcode is, and whether video is offered there. */
export interface Place {
  readonly neighborhood: string;
  readonly team: string;
  readonly video: boolean;
}

/** Ask the server; null for a postcode it doesn't know, and without an answer: it decides in the end. */
export async function placeOf(digits: string): Promise<Place | null> {
  try {
    const answer = await fetch(`/api/v1/neighborhoods/${digits}`);
    return answer.ok ? ((await answer.json()) as Place) : null;
  } catch {
    return null;
  }
}
