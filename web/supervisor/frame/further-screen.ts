/** What a further screen of the supervisor's page is: an element of its own, fetched when it is wanted. */
import { LitElement } from "lit";
import type { LocationView, Staff } from "../../shared/protocol/server.ts";

/** What the page knows and tells its screens. */
export interface Context {
  /** Language of the page: nl or en. */
  readonly locale: string;
  readonly isOnline: boolean;
  /** Whether whoever is signed in oversees every centre. */
  readonly overseesAll: boolean;
  readonly locations: readonly LocationView[];
  /** Whoever isn't offline, by id. */
  readonly people: ReadonlyMap<string, Staff>;
}

/**
 * Rendered to light DOM. It is kept when another screen is shown, so that what was asked for is still there; its heading
 * (`h1`, `tabindex="-1"`) gets the focus when it comes.
 */
export abstract class FurtherScreen extends LitElement {
  private known: Context | null = null;

  /** What the page knows now. */
  get context(): Context {
    if (this.known === null) throw new Error("a screen is told what the page knows before it is shown");
    return this.known;
  }

  set context(context: Context) {
    const last = this.known;
    this.known = context;
    if (last?.locale !== context.locale) this.speak(context.locale);
    this.requestUpdate();
  }

  /** Take the texts of another language. */
  protected abstract speak(locale: string): void;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
