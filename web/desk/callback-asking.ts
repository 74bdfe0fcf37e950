/** Asking for a callback for somebody on the phone: the card that opens it, and its dialog while it is open. */
import { html, nothing, type TemplateResult } from "lit";
import { digitsOf, placeOf } from "../shared/callback/postcode.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { Refused, type Socket } from "../shared/protocol/socket.ts";
import { type Asking, blank, filled, isBegun, placed } from "./asking.ts";
import type { askingView } from "./asking-view.ts";

export interface AskingLinks {
  socket(): Socket;
  changed(): void;
  /** The first field that is wrong, once the page shows it. */
  firstWrong(): Promise<HTMLElement | null>;
  copy(text: string): void;
}

export class CallbackAsking {
  private readonly links: AskingLinks;
  private asking: Asking = blank("");
  private isOpen = false;
  /** Fetched when the dialog is first opened. */
  private draw: typeof askingView | null = null;

  constructor(links: AskingLinks) {
    this.links = links;
  }

  /** Return the card beside the own status. */
  card(t: StaffTexts): TemplateResult {
    return html`<section class="card side-card" aria-labelledby="asking-card">
      <h2 id="asking-card">${t("asking.title")}</h2>
      <p class="side-card__empty">${t("asking.card")}</p>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="asking-open" aria-haspopup="dialog" @click=${() => void this.open()}>
        ${t(isBegun(this.asking) ? "asking.go_on" : "asking.open")}
      </button>
    </section>`;
  }

  /** Return the dialog, if it is open; its page shows it as a modal one. */
  dialog(t: StaffTexts): TemplateResult | typeof nothing {
    if (!this.isOpen || this.draw === null) return nothing;
    return this.draw({
      t,
      asking: this.asking,
      fill: (fields, changed) => this.fill(fields, changed),
      send: () => void this.send(),
      copy: (text) => this.links.copy(text),
      another: () => this.put(blank(crypto.randomUUID())),
      close: () => {
        this.putAside();
        this.links.changed();
      },
    });
  }

  /** Close the dialog; what is filled in stays. */
  putAside(): void {
    this.isOpen = false;
  }

  /** Keep nothing: somebody else may sign in here. */
  forget(): void {
    this.asking = blank("");
    this.isOpen = false;
  }

  private async open(): Promise<void> {
    this.draw ??= (await import("./asking-view.ts")).askingView;
    this.isOpen = true;
    this.put(isBegun(this.asking) ? this.asking : blank(crypto.randomUUID()));
  }

  private put(asking: Asking): void {
    this.asking = asking;
    this.links.changed();
  }

  private fill(fields: FormData, changed: string): void {
    this.put(filled(this.asking, fields, changed));
    if (changed === "postcode") void this.look();
  }

  /** Find out where the postcode is. */
  private async look(): Promise<void> {
    const typed = this.asking.form.postcode;
    const digits = digitsOf(typed);
    const place = digits === null ? null : await placeOf(digits);
    // Another one was typed meanwhile.
    if (this.asking.form.postcode === typed)
      this.put(placed(this.asking, place === "unknown" ? null : place));
  }

  private async send(): Promise<void> {
    const { asking } = this;
    if (asking.sending) return;
    this.put({ ...asking, sending: true, faults: {}, problem: null });
    const outcome = await this.ask(asking);
    if (this.asking.id !== asking.id) return;
    this.put({ ...this.asking, sending: false, ...outcome });
    (await this.links.firstWrong())?.focus();
  }

  private async ask({ id, form, urgent }: Asking): Promise<Partial<Asking>> {
    try {
      const answer = await this.links.socket().ask({ type: "callback.ask", callback_id: id, form, urgent });
      return answer.type === "callback.told" ? { done: answer.callback.request } : { faults: answer.faults };
    } catch (error) {
      return { problem: error instanceof Refused && error.code === "too_often" ? "too_often" : "failed" };
    }
  }
}
