/** A question that comes over the screen by itself has the focus while it stands, and gives it back to where it was. */
export class Attention {
  private readonly focusOn: (target: string | HTMLElement) => void;
  private taken: { readonly screen: string; readonly from: Element | null } | null = null;

  /** `focusOn`: give it to an element, or what a selector finds, as soon as that is rendered. */
  constructor(focusOn: (target: string | HTMLElement) => void) {
    this.focusOn = focusOn;
  }

  /** The question with this heading stands over `screen`, or none does (null); harmless to repeat. */
  follow(heading: string | null, screen: string): void {
    if (heading !== null) {
      if (this.taken) return;
      this.taken = { screen, from: document.activeElement };
      this.focusOn(heading);
    } else if (this.taken) {
      const { from, screen: before } = this.taken;
      this.taken = null;
      // Another screen gives the focus to its own heading.
      if (screen === before && from instanceof HTMLElement) this.focusOn(from);
    }
  }
}
