/**
 * Makes the page hold on to the screen: nothing a visitor does opens a menu, zooms, selects, prints or leads away.
 * Moving about by keyboard (Tab, Enter, Space, arrows, Escape) and typing stay as they are. What a page can't hold,
 * such as closing the window, the browser's policies and its kiosk mode do (deploy/kiosk).
 */

/** Keys that browsers act on: reload, tools, zoom, print, history, tabs. */
const WITH_CONTROL = "+-=0acdefghijklnoprstuwx";
/** What somebody who types may do all the same, within the field. */
const IN_FIELDS = "a";
const ALONE: readonly string[] = [
  "BrowserBack",
  "BrowserForward",
  "BrowserHome",
  "BrowserRefresh",
  "BrowserSearch",
  "BrowserFavorites",
  "ContextMenu",
  "LaunchMail",
  "LaunchApplication1",
  "LaunchApplication2",
  "PrintScreen",
];

export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Say whether a key would do something of the browser's own. Pure. */
export function isForbidden({ key, ctrlKey, metaKey, altKey }: Pressed, inField: boolean): boolean {
  if (/^F\d{1,2}$/.test(key) || ALONE.includes(key)) return true;
  if (altKey && !ctrlKey && (key.startsWith("Arrow") || key === "Home" || key === "Enter")) return true;
  if (!(ctrlKey || metaKey)) return key === "Backspace" && !inField;
  // AltGr is Ctrl and Alt: with it people write signs.
  if (ctrlKey && altKey) return false;
  const letter = key.toLowerCase();
  if (inField && IN_FIELDS.includes(letter)) return false;
  return WITH_CONTROL.includes(letter) || key === "Tab" || key.startsWith("Page");
}

const FIELDS = "input, textarea, select, [contenteditable]";
/** Where words may be marked: what somebody wrote, and what they write. */
const READABLE = `${FIELDS}, .chat__log`;
/** What is held back wherever it happens. */
const NEVER = ["contextmenu", "dragstart", "dragover", "drop", "gesturestart", "copy", "cut"];

function isWithin(target: EventTarget | null, selector: string): boolean {
  const element = target instanceof Element ? target : (target as Node | null)?.parentElement;
  return element?.closest(selector) != null;
}

/** Hold on from now on; returns how to let go. */
export function lockDown(): () => void {
  const letGo = new AbortController();
  const held = { capture: true, passive: false, signal: letGo.signal };
  const on = <Kind extends Event>(kind: string, isHeld: (event: Kind) => boolean) =>
    addEventListener(kind, (event) => isHeld(event as Kind) && event.preventDefault(), held);
  for (const kind of NEVER) on(kind, () => true);
  on("selectstart", ({ target }) => !isWithin(target, READABLE));
  on<WheelEvent>("wheel", ({ ctrlKey }) => ctrlKey);
  on<TouchEvent>("touchmove", ({ touches }) => touches.length > 1);
  // A middle click opens a link elsewhere, or scrolls; the side buttons go back and forth.
  for (const kind of ["auxclick", "mousedown", "mouseup"]) on<MouseEvent>(kind, ({ button }) => button !== 0);
  on<KeyboardEvent>("keydown", (event) => isForbidden(event, isWithin(event.target, FIELDS)));
  // Nothing of one visitor is offered to the next.
  addEventListener("focusin", ({ target }) => withoutMemory(target), { signal: letGo.signal });
  return () => letGo.abort();
}

function withoutMemory(target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
  target.setAttribute("autocomplete", "off");
  target.setAttribute("autocorrect", "off");
  target.setAttribute("spellcheck", "false");
}

/** Forget what the browser may keep of a visitor beside the page's own state. */
export function forgetVisitor(): void {
  sessionStorage.clear();
  getSelection()?.removeAllRanges();
}
