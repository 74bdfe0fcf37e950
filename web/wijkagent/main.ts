/** The neighborhood officer's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import "./wijkagent.css";
import "./requests.css";
import "./waits-bar.css";
import "./dialogs.css";
import { html, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { translator } from "../shared/i18n/translate.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { Absences } from "../shared/staff/absences.ts";
import { screenOf } from "../shared/staff/state.ts";
import { absenceCard, standsIn } from "./absence.ts";
import { CallbackPage } from "./callback-page.ts";
import { dialogView } from "./dialogs.ts";
import { officerView } from "./view.ts";
import { OFFICER } from "./words.ts";

class OfficerPage extends CallbackPage {
  private readonly absences = new Absences({
    socket: () => this.socket,
    changed: () => this.requestUpdate(),
  });

  constructor() {
    super("wijkagent");
  }

  protected override received(message: ServerMessage): void {
    super.received(message);
    this.absences.received(message);
  }

  protected override connectionChanged(state: ConnectionState): void {
    super.connectionChanged(state);
    if (state === "signed-out") this.absences.forget();
  }

  protected override signedOut(): void {
    super.signedOut();
    this.absences.forget();
  }

  protected override textsIn(locale: string): StaffTexts {
    return translator(OFFICER, locale, ["nl"]);
  }

  protected override standbyView(): TemplateResult {
    const { state, t } = this;
    const rings = screenOf(state) === "offer" && state.reservation;
    const props = this.listProps();
    const list = { ...props, standsIn: standsIn(this.absences, props) };
    if (this.day.isOpen && !rings) return this.day.view(t);
    return html`${officerView({
      ...this.idleProps(),
      ...list,
      offer: rings ? this.ringingView(rings) : null,
      day: this.day.card(t),
      absence: absenceCard(this.absences, list),
    })}${this.waitsBar()}${dialogView(list)}${this.absences.dialog(list)}`;
  }
}

customElements.define("wijkagent-page", OfficerPage);
