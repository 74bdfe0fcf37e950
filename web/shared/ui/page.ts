/** What every page is: one element that renders to light DOM, with a clock that ticks each second. */
import { LitElement, type PropertyValues } from "lit";
import { type Field, fieldIn, goOnIn } from "./field.ts";

const TICK_MS = 1000;

export abstract class Page extends LitElement {
  /** Local time of the last tick, epoch ms; views get it as an argument. */
  protected now = Date.now();
  private ticking: ReturnType<typeof setInterval> | undefined;
  private shownScreen: string | null = null;
  private field: Field | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.ticking = setInterval(() => this.tick(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
  }

  /** The name of what is shown now; when it changes, its heading gets the focus, but for a field both screens have. */
  protected abstract screen(): string;

  /** The screen changed under somebody who goes on in a field: no heading tells them of it. */
  protected wentOn(): void {}

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected tick(): void {
    this.now = Date.now();
    this.requestUpdate();
  }

  protected override update(changed: PropertyValues): void {
    this.field = fieldIn(this);
    super.update(changed);
  }

  protected override updated(): void {
    const screen = this.screen();
    if (screen === this.shownScreen) return;
    const first = this.shownScreen === null;
    this.shownScreen = screen;
    // Where the screen before was scrolled to is no place on this one.
    if (!first) scrollTo(0, 0);
    if (goOnIn(this, this.field)) {
      this.wentOn();
      return;
    }
    const target =
      this.querySelector<HTMLElement>("[data-autofocus]") ?? this.querySelector<HTMLElement>("h1");
    if (!first || target?.matches("input")) target?.focus();
  }
}
