/** What is noticed of whoever stands before the booth: that they touch it, press Escape, or go Back in the browser. */
import { stayHere } from "../shared/ui/stay.ts";
import { guardTaps } from "../shared/ui/tap-guard.ts";
import { lockDown } from "./device/lock-down.ts";

/** What somebody who is there does; a screen reader or a switch presses without a pointer or a key. */
const SIGNS = ["pointerdown", "keydown", "click"] as const;

interface Hands {
  /** What can be tapped now, in other words than what could be tapped before. */
  surface(): string;
  touched(): void;
  escaped(): void;
  wentBack(): void;
}

/** Notice them at `page`, and keep them from what a booth isn't for; returns what ends it. */
export function follow(page: HTMLElement, { surface, touched, escaped, wentBack }: Hands): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Escape") escaped();
  };
  document.addEventListener("keydown", pressed);
  for (const sign of SIGNS) document.addEventListener(sign, touched);
  const letGo = [guardTaps(page, surface), stayHere(wentBack), lockDown()];
  return () => {
    for (const stop of letGo) stop();
    document.removeEventListener("keydown", pressed);
    for (const sign of SIGNS) document.removeEventListener(sign, touched);
  };
}
