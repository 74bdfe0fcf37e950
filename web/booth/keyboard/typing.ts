/** Writes into a field as a keyboard would: at the caret, over what is selected, no more than fits. */

export type Field = HTMLInputElement | HTMLTextAreaElement;

/** What stands in a field; `limit` is its longest text, -1 for none, all in UTF-16 units as the DOM counts. */
export interface Written {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly limit: number;
}

/** Replace what lies between `start` and `end` by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const LETTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How `text` goes in; null when it doesn't fit. Pure. */
export function insertion({ value, start, end, limit }: Written, text: string): Edit | null {
  if (limit >= 0 && value.length - (end - start) + text.length > limit) return null;
  return { start, end, text };
}

/** How what is selected goes, or else the letter before the caret, with all its marks; null at the start. Pure. */
export function erasure({ value, start, end }: Written): Edit | null {
  if (start !== end) return { start, end, text: "" };
  const last = [...LETTERS.segment(value.slice(0, start))].at(-1);
  return last ? { start: last.index, end, text: "" } : null;
}

const WRITTEN_IN = ["text", "search", "email", "tel", "url"];

/** The field that a touch of `target`, or of its label, is meant for; null if it isn't for writing with this keyboard. */
export function fieldOf(target: EventTarget | null): Field | null {
  if (!(target instanceof Element)) return null;
  const found = target.closest("input, textarea") ?? target.closest("label")?.control ?? null;
  const isField =
    found instanceof HTMLTextAreaElement ||
    (found instanceof HTMLInputElement && WRITTEN_IN.includes(found.type));
  // "none" is what a field with keys of its own says.
  return isField && !found.readOnly && !found.disabled && found.inputMode !== "none" ? found : null;
}

/** Write `text` where the caret is, or erase (null), and tell the page as if a key had done it. */
export function write(field: Field, text: string | null): void {
  const { value, selectionStart, selectionEnd, maxLength } = field;
  const start = selectionStart ?? value.length;
  const written = { value, start, end: selectionEnd ?? start, limit: maxLength };
  const edit = text === null ? erasure(written) : insertion(written, text);
  if (!edit) return;
  field.setRangeText(edit.text, edit.start, edit.end, "end");
  const inputType = text === null ? "deleteContentBackward" : "insertText";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType, data: text }));
  if (field.selectionEnd === field.value.length) showEnd(field);
}

/** A browser keeps the caret in sight for its own keys only. */
function showEnd(field: Field): void {
  const isMirrored = getComputedStyle(field).direction === "rtl";
  field.scrollLeft = isMirrored ? -field.scrollWidth : field.scrollWidth;
  field.scrollTop = field.scrollHeight;
}
