/**
 * The keys by which an offer is answered: A or Enter accepts, D or Escape declines; an interpreter chooses by S and V.
 * Letters answer only while the focus is in the offer (WCAG 2.1.4): elsewhere they may be what somebody says or types.
 */
export type OfferAnswer = "accept" | "sound" | "video" | "decline" | "press";

/** Return what a key means while it rings; `press`: the button that has the focus; null: nothing to this page. */
export function offerAnswer(event: KeyboardEvent, forInterpreter: boolean): OfferAnswer | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const target = event.target as HTMLElement;
  const key = event.key.toLowerCase();
  // Keys that belong to another control stay there, and those of a dialog with the dialog.
  if (target.closest("dialog")) return null;
  const elsewhere =
    target.closest("select, input, textarea, summary, a[href], button:not([data-testid^='offer-'])") !== null;
  if (elsewhere && key !== "escape") return null;
  if (key === "enter") return target.closest("button") ? "press" : "accept";
  if (key === "escape") return "decline";
  if (!target.closest(".offer")) return null;
  if (key === "a") return "accept";
  if (forInterpreter && key === "s") return "sound";
  if (forInterpreter && key === "v") return "video";
  return key === "d" ? "decline" : null;
}
