/** The interpreter's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import { html, type TemplateResult } from "lit";
import { pairOf } from "../shared/call/conversation.ts";
import { callView } from "../shared/call/view.ts";
import { CallPage } from "../shared/staff/call-page.ts";
import { pairText } from "../shared/staff/offer.ts";
import { screenOf } from "../shared/staff/state.ts";

class InterpreterPage extends CallPage {
  constructor() {
    super("interpreter");
  }

  protected override contentView(): TemplateResult {
    const { state, t } = this;
    const screen = screenOf(state);
    const call = state.conversation.call;
    if (screen === "call" && call) {
      const self = state.session?.principal_id;
      const seat = call.seats.find((each) => each.role === "interpreter" && each.staff_id === self);
      const pair = pairText(t, pairOf(seat?.language ?? call.language, call.language));
      const aside = html`<section class="details">
        <h1 class="details__title" tabindex="-1">${t("call.details")}</h1>
        <dl class="facts facts--row">
          <div class="fact"><dt>${t("call.language")}</dt><dd data-testid="interpreter-pair">${pair}</dd></div>
          <div class="fact"><dt>${t("offer.kind")}</dt><dd>${t(`subject.${call.subject}`)}</dd></div>
        </dl>
      </section>`;
      return callView({ ...this.callProps(), hangUpLabel: t("call.leave"), aside });
    }
    return this.standbyView();
  }
}

customElements.define("interpreter-page", InterpreterPage);
