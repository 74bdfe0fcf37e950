/** Makes the whole page read as this visitor wants it: size of text and contrast, as classes of the document. */
import type { Reading, TextSize } from "./visit.ts";

type Look = Pick<Reading, "textSize" | "contrast">;

/** Where it is kept through a reload during a call; what a visitor leaves clears it. */
const KEPT = "callrouter.booth.look";
const SIZES: readonly TextSize[] = [0, 1, 2];

export function showAs({ textSize, contrast }: Look): void {
  const { classList } = document.documentElement;
  classList.toggle("text-large", textSize === 1);
  classList.toggle("text-larger", textSize === 2);
  classList.toggle("contrast", contrast);
}

/** Keep it while there is a call to come back to, and no longer. */
export function keepLook({ textSize, contrast }: Look, isInCall: boolean): void {
  if (isInCall) sessionStorage.setItem(KEPT, JSON.stringify({ textSize, contrast }));
  else sessionStorage.removeItem(KEPT);
}

export function keptLook(): Look {
  return lookIn(sessionStorage.getItem(KEPT));
}

/** Return what was kept; as usual where nothing was, or what isn't understood. Pure. */
export function lookIn(text: string | null): Look {
  let kept: Partial<Record<keyof Look, unknown>> | null = null;
  try {
    kept = JSON.parse(text ?? "null");
  } catch {
    // Not what this page wrote.
  }
  return { textSize: SIZES.find((each) => each === kept?.textSize) ?? 0, contrast: kept?.contrast === true };
}
