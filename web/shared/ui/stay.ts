/** Keeps a page that must not be left: the browser's Back leads to where one is. */

/** Stay, whatever is pressed; `wentBack` hears of each try. Returns how to stop. */
export function stayHere(wentBack: () => void): () => void {
  const entrench = () => history.pushState({ stay: true }, "");
  const popped = () => {
    entrench();
    wentBack();
  };
  // Browsers skip entries that were made without a touch, so the first touch makes one more.
  const touched = () => entrench();
  if (history.state?.stay !== true) entrench();
  addEventListener("popstate", popped);
  addEventListener("pointerdown", touched, { once: true });
  return () => {
    removeEventListener("popstate", popped);
    removeEventListener("pointerdown", touched);
  };
}
