/** Somebody who fills in a field that the next screen has too goes on there: what they type is lost nowhere. */

/** The field with the focus, by its test handle, and where its caret is. */
export interface Field {
  readonly handle: string;
  readonly caret: readonly [start: number, end: number] | null;
}

type Fillable = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Return the field below `root` that has the focus: of the content, not of the bar, which is the same on every screen. */
export function fieldIn(root: HTMLElement): Field | null {
  const { activeElement } = document;
  if (!activeElement?.matches("input, textarea, select") || !root.contains(activeElement)) return null;
  if (activeElement.closest(".bar")) return null;
  const handle = (activeElement as Fillable).dataset["testid"];
  if (handle === undefined) return null;
  const { selectionStart, selectionEnd } = activeElement as HTMLTextAreaElement;
  // Neither lists nor check boxes have a caret.
  const hasCaret = typeof selectionStart === "number" && typeof selectionEnd === "number";
  return { handle, caret: hasCaret ? [selectionStart, selectionEnd] : null };
}

/** Give the focus to the same field of what is below `root` now; returns whether it took it. */
export function goOnIn(root: HTMLElement, field: Field | null): boolean {
  const same = field && root.querySelector<Fillable>(`[data-testid="${field.handle}"]`);
  if (!same) return false;
  same.focus();
  // One that is folded away takes no focus.
  if (document.activeElement !== same) return false;
  if (field.caret && !(same instanceof HTMLSelectElement)) same.setSelectionRange(...field.caret);
  return true;
}
