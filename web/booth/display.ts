/** Makes the whole page read as this visitor wants it: size of text and contrast, as classes of the document. */
import type { Reading } from "./visit.ts";

export function showAs({ textSize, contrast }: Reading): void {
  const { classList } = document.documentElement;
  classList.toggle("text-large", textSize === 1);
  classList.toggle("text-larger", textSize === 2);
  classList.toggle("contrast", contrast);
}
