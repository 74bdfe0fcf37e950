/** The employee's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import { html, type TemplateResult } from "lit";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { screenOf } from "../shared/staff/state.ts";
import { CallbackAsking } from "./callback-asking.ts";
import { HostPage } from "./host-page.ts";

class DeskPage extends HostPage {
  private readonly asking = new CallbackAsking({
    socket: () => this.socket,
    changed: () => this.requestUpdate(),
    firstWrong: async () => {
      await this.updateComplete;
      return this.querySelector<HTMLElement>("[data-testid='asking'] [aria-invalid='true']");
    },
    copy: (text) => void this.copy(text),
  });

  constructor() {
    super("desk");
  }

  protected override contentView(): TemplateResult {
    // What rings lies under no dialog.
    if (screenOf(this.state) !== "idle") this.asking.putAside();
    return html`${super.contentView()}${this.asking.dialog(this.t)}`;
  }

  protected override besideIdle(): TemplateResult {
    return html`${super.besideIdle()}${this.asking.card(this.t)}`;
  }

  protected override connectionChanged(state: ConnectionState): void {
    super.connectionChanged(state);
    if (state === "signed-out") this.asking.forget();
  }

  protected override signedOut(): void {
    super.signedOut();
    this.asking.forget();
  }
}

customElements.define("desk-page", DeskPage);
