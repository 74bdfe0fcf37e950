/** The interpreter's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import headsetIcon from "icon:headset";
import hangUpIcon from "icon:phone-off";
import { html, type TemplateResult } from "lit";
import { lateInterpreters, pairOf } from "../shared/call/conversation.ts";
import { callView } from "../shared/call/view.ts";
import type { Call } from "../shared/protocol/server.ts";
import { CallPage } from "../shared/staff/call-page.ts";
import { needsView, pairText } from "../shared/staff/offer.ts";
import { screenOf } from "../shared/staff/state.ts";
import { icon } from "../shared/ui/icon.ts";

class InterpreterPage extends CallPage {
  constructor() {
    super("interpreter");
  }

  protected override contentView(): TemplateResult {
    const { state, t } = this;
    const screen = screenOf(state);
    const call = state.conversation.call;
    if (screen === "expecting" && call) return this.expecting(call);
    if (screen === "call" && call) {
      const pair = this.pair(call);
      const aside = html`<section class="details">
        <h1 class="details__title" tabindex="-1">${t("call.details")}</h1>
        <dl class="facts facts--row">
          <div class="fact"><dt>${t("call.language")}</dt><dd data-testid="interpreter-pair">${pair}</dd></div>
          <div class="fact"><dt>${t("offer.kind")}</dt><dd>${t(`subject.${call.subject}`)}</dd></div>
        </dl>
        ${needsView(t, call.needs)}
      </section>`;
      const own = lateInterpreters(call).find((each) => each.participant_id === state.session?.principal_id);
      const chatMarks = own ? [{ at: own.joined_at, text: t("chat.from_here.own") }] : [];
      return callView({ ...this.callProps(), hangUpLabel: t("call.leave"), aside, chatMarks });
    }
    return this.standbyView();
  }

  /** Joined, and no employee is there: none has come yet, or the call is being handed over. */
  private expecting(call: Call): TemplateResult {
    const { t } = this;
    const isAgain = call.answered_at !== null;
    return html`<section class="expecting" data-testid="expecting" data-call-id=${call.call_id}>
      <div class="expecting__picture">${icon(headsetIcon)}</div>
      <h1 tabindex="-1">${t(isAgain ? "expecting.heading.again" : "expecting.heading")}</h1>
      <p class="lead" role="status">${t(isAgain ? "expecting.lead.again" : "expecting.lead")}</p>
      <p><span class="chip" data-testid="interpreter-pair">${this.pair(call)}</span> <span class="chip">${t(`subject.${call.subject}`)}</span></p>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="hang-up" @click=${() => void this.ask({ type: "call.leave", call_id: call.call_id })}>
        ${icon(hangUpIcon)}<span>${t("call.leave")}</span>
      </button>
    </section>`;
  }

  private pair(call: Call): string {
    const self = this.state.session?.principal_id;
    const seat = call.seats.find((each) => each.role === "interpreter" && each.staff_id === self);
    return pairText(this.t, pairOf(seat?.language ?? call.language, call.language));
  }
}

customElements.define("interpreter-page", InterpreterPage);
