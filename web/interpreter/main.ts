/** The interpreter's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import { html, type TemplateResult } from "lit";
import { callView } from "../shared/call/view.ts";
import { languageName } from "../shared/i18n/format.ts";
import { CallPage } from "../shared/staff/call-page.ts";
import { idleView, offerView } from "../shared/staff/offer.ts";
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
      const aside = html`<section class="details">
        <h1 class="details__title" tabindex="-1">${t("call.details")}</h1>
        <dl class="facts facts--row">
          <div class="fact"><dt>${t("call.language")}</dt><dd>${languageName(call.language, t.locale)}</dd></div>
          <div class="fact"><dt>${t("offer.kind")}</dt><dd>${t(`subject.${call.subject}`)}</dd></div>
        </dl>
      </section>`;
      return callView({ ...this.callProps(), hangUpLabel: t("call.leave"), aside });
    }
    if (screen === "offer" && state.reservation) {
      return offerView({
        t,
        reservation: state.reservation,
        answering: state.answering !== null,
        forInterpreter: true,
        speaks: state.session?.languages ?? [],
        now: this.serverNow,
        accept: () => this.accept(),
        decline: () => this.decline(),
      });
    }
    return idleView({
      t,
      staff: state.staff,
      name: state.session?.display_name ?? "",
      forInterpreter: true,
      ready: () => this.setStatus("ready"),
    });
  }
}

customElements.define("interpreter-page", InterpreterPage);
