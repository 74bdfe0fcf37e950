/** The postcode somebody types, and the place it is told to be. */

const POSTCODE = /^([1-9]\d{3})(?:[a-z]{2})?$/i;
/** Zero as Arabic and as Persian keyboards write it; the digits follow it. */
const ZEROS = [0x660, 0x6f0];

/** Return the four digits that name the place; null while what is typed is no postcode yet. */
export function digitsOf(typed: string): string | null {
  return POSTCODE.exec(inLatinDigits(typed).replace(/\s/g, ""))?.[1] ?? null;
}

function inLatinDigits(typed: string): string {
  return typed.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code));
  });
}

/** Where a postcode is, and whether video is offered there. */
export interface Place {
  readonly neighborhood: string;
  readonly team: string;
  readonly video: boolean;
}

/** Ask the server; null without an answer: it decides in the end. */
export async function placeOf(digits: string): Promise<Place | "unknown" | null> {
  try {
    const answer = await fetch(`/api/v1/neighborhoods/${digits}`);
    if (answer.status === 404) return "unknown";
    return answer.ok ? ((await answer.json()) as Place) : null;
  } catch {
    return null;
  }
}
