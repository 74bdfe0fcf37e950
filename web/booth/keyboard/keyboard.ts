/**
 * The keyboard on the booth's screen: a booth has no other.
 *
 * It comes when a field is touched and goes with the field, and with the first key of a real keyboard. Who moves about by
 * Tab or listens to a screen reader has a real one, so this one is in nobody's way there: no stop of Tab, not read out.
 * Keys act when they are touched, not when they are let go: two fingers type faster than one click. They never take the
 * focus, so the caret stays where it is.
 */
import shiftIcon from "icon:arrow-big-up";
import lockIcon from "icon:arrow-big-up-line";
import eraseIcon from "icon:backspace";
import enterIcon from "icon:corner-down-left";
import hideIcon from "icon:keyboard-hide";
import sendIcon from "icon:send";
import scriptIcon from "icon:world";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import { AT_REST, type Hands, layoutFor, otherScript, type Press, pressed, rowsOf } from "./hands.ts";
import { type Field, fieldOf, write } from "./typing.ts";

/** The second of two taps on a field would meet a key that has come there meanwhile. */
const SETTLE_MS = 350;
const REPEAT_AFTER_MS = 450;
const REPEAT_EVERY_MS = 80;

/** Neither the focus nor a click for what comes to lie under the finger when the keys are gone. */
function hold(event: Event): void {
  event.preventDefault();
}

class TouchKeyboard extends LitElement {
  static override properties = { locale: {}, surface: {} };
  /** What the visitor reads in: whose letters there are. */
  declare locale: string;
  /** What is shown, and whether something lies over it: another surface has other fields. */
  declare surface: string;
  private field: Field | null = null;
  private hands: Hands = AT_REST;
  /** Until when touches mean what was there before; null when they mean the keys. */
  private settling: ReturnType<typeof setTimeout> | null = null;
  /** The keys under fingers, by pointer. */
  private readonly down = new Map<number, string>();
  private repeating: ReturnType<typeof setTimeout> | undefined;
  private letGo = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.letGo = new AbortController();
    const { signal } = this.letGo;
    // When the finger is off again: what moves now moves under nobody's touch.
    document.addEventListener("click", this.touched, { signal });
    document.addEventListener("keydown", () => this.close(), { signal });
    for (const kind of ["pointerup", "pointercancel"] as const)
      document.addEventListener(kind, this.released, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.letGo.abort();
    this.close();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("surface") || changed.has("locale")) this.close();
  }

  private readonly touched = (event: MouseEvent): void => {
    const field = fieldOf(event.target);
    if (!field) this.touchedBeside(event.target as Node);
    if (!field || !(event instanceof PointerEvent) || event.pointerType !== "touch") return;
    if (!this.field) this.settling = setTimeout(() => this.settled(), SETTLE_MS);
    this.field = field;
    this.requestUpdate();
    void this.updateComplete.then(() => field.scrollIntoView({ block: "nearest" }));
  };

  /** Sending from the field's own form goes on with the field; anything else ends the writing. */
  private touchedBeside(target: Node): void {
    const isNear = this.contains(target) || this.field?.form?.contains(target);
    if (this.field && !isNear) this.close();
  }

  private settled(): void {
    clearTimeout(this.settling ?? undefined);
    this.settling = null;
    this.requestUpdate();
  }

  private close(): void {
    this.stopRepeating();
    this.down.clear();
    this.field = null;
    this.hands = AT_REST;
    this.settled();
  }

  private readonly pressed = (event: PointerEvent): void => {
    const key = (event.target as Element).closest<HTMLElement>("[data-key]");
    const { field } = this;
    if (!key || !field || this.settling !== null) return;
    const name = key.dataset["key"] ?? "";
    this.stopRepeating();
    this.down.set(event.pointerId, name);
    if (document.activeElement !== field) field.focus({ preventScroll: true });
    this.act(field, name);
    this.requestUpdate();
  };

  private act(field: Field, key: string): void {
    if (key === "hide") this.close();
    else if (key === "erase") this.erase(field, REPEAT_AFTER_MS);
    else if (key === "enter") this.enter(field);
    else if (key.length > 1) this.hands = pressed(this.hands, key as Press);
    else {
      write(field, key);
      // A space ends a number, as it ends a word.
      this.hands = key === " " ? { ...this.hands, page: "letters" } : pressed(this.hands, "letter");
    }
  }

  private erase(field: Field, pause: number): void {
    write(field, null);
    this.repeating = setTimeout(() => this.erase(field, REPEAT_EVERY_MS), pause);
  }

  private enter(field: Field): void {
    if (field.form) field.form.requestSubmit();
    else this.close();
  }

  private readonly released = ({ pointerId }: PointerEvent): void => {
    if (this.down.get(pointerId) === "erase") this.stopRepeating();
    if (this.down.delete(pointerId)) this.requestUpdate();
  };

  private stopRepeating(): void {
    clearTimeout(this.repeating);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { hands, locale, field } = this;
    if (!field) return nothing;
    const layout = layoutFor(hands, locale);
    const [top = [], middle = [], low = []] = rowsOf(hands, locale);
    const columns = Math.max(top.length, middle.length, low.length + 1 + Number(layout.hasCapitals));
    const letters = (row: readonly string[]) => row.map((letter) => this.key(letter, letter));
    const script = otherScript(hands, locale);
    const shift = hands.shift === "locked" ? lockIcon : shiftIcon;
    return html`<div class="keys" data-testid="keyboard" data-layout=${layout.locale} data-columns=${columns} data-ready=${this.settling === null} dir="ltr" aria-hidden="true" @pointerdown=${this.pressed} @touchstart=${hold} @mousedown=${hold}>
      <div class="keys__row">${letters(top)}</div>
      <div class="keys__row">${letters(middle)}</div>
      <div class="keys__row">
        ${layout.hasCapitals && hands.page !== "signs" ? this.key("shift", icon(shift), `wide ${hands.shift === "off" ? "plain" : "on"}`) : nothing}
        ${letters(low)}
        ${this.key("erase", icon(eraseIcon), "wide plain")}
      </div>
      <div class="keys__row">
        ${this.key("signs", hands.page === "signs" ? layout.sign : "123", "side plain")}
        ${layout.sign === "ABC" ? this.key("accents", "éñü", `side ${hands.page === "accents" ? "on" : "plain"}`) : nothing}
        ${script ? this.key("script", html`${icon(scriptIcon)} ${script}`, "side plain") : nothing}
        ${this.key(layout.comma, layout.comma)}
        ${this.key(" ", nothing, "space")}
        ${this.key(".", ".")}
        ${this.key(layout.question, layout.question)}
        ${this.key("enter", icon(field.form ? sendIcon : enterIcon), "side enter")}
        ${this.key("hide", icon(hideIcon), "side plain")}
      </div>
    </div>`;
  }

  private key(name: string, face: unknown, kind = ""): TemplateResult {
    const isDown = [...this.down.values()].includes(name);
    const classes = kind.split(" ").map((each) => each && `key--${each}`);
    return html`<span class="key ${classes.join(" ")} ${isDown ? "key--down" : ""}" data-key=${name}>${face}</span>`;
  }
}

customElements.define("touch-keyboard", TouchKeyboard);
