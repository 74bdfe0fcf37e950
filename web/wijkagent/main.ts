/** The neighborhood officer's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import "./wijkagent.css";
import "./requests.css";
import { html, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { translator } from "../shared/i18n/translate.ts";
import { screenOf } from "../shared/staff/state.ts";
import { CallbackPage } from "./callback-page.ts";
import { officerView } from "./view.ts";
import { OFFICER } from "./words.ts";

class OfficerPage extends CallbackPage {
  constructor() {
    super("wijkagent");
  }

  protected override textsIn(locale: string): StaffTexts {
    return translator(OFFICER, locale, ["nl"]);
  }

  protected override standbyView(): TemplateResult {
    const { state, t } = this;
    const rings = screenOf(state) === "offer" && state.reservation;
    if (this.day.isOpen && !rings) return this.day.view(t);
    return html`${officerView({
      ...this.idleProps(),
      ...this.listProps(),
      offer: rings ? this.ringingView(rings) : null,
      day: this.day.card(t),
    })}${this.requestDialog()}`;
  }
}

customElements.define("wijkagent-page", OfficerPage);
