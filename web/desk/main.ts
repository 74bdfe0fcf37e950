/** The employee's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import "../wijkagent/requests.css";
import "../wijkagent/waits-bar.css";
import "../wijkagent/dialogs.css";
import backIcon from "icon:arrow-left";
import { html, type TemplateResult } from "lit";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { screenOf } from "../shared/staff/state.ts";
import { icon } from "../shared/ui/icon.ts";
import { CallbackPage } from "../wijkagent/callback-page.ts";
import { listView } from "../wijkagent/list.ts";
import { CallbackAsking } from "./callback-asking.ts";
import { callbacksCard } from "./callbacks-card.ts";

class DeskPage extends CallbackPage {
  /** The callback requests of the centre are shown, instead of the own status. */
  private isListing = false;
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
    const list = callbacksCard(this.listProps(), () => this.show(true));
    return html`${super.besideIdle()}${list}${this.asking.card(this.t)}`;
  }

  protected override standbyView(): TemplateResult {
    if (this.screen() !== "requests") return super.standbyView();
    return html`<section class="requests requests--alone">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small requests__back" data-testid="callbacks-back" @click=${() => this.show(false)}>${icon(backIcon)}<span>${this.t("day.back")}</span></button>
      ${listView(this.listProps())}
    </section>${this.waitsBar()}${this.requestDialog()}`;
  }

  protected override screen(): string {
    const screen = super.screen();
    return screen === "idle" && this.isListing ? "requests" : screen;
  }

  private show(isListing: boolean): void {
    this.isListing = isListing;
    this.requestUpdate();
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
