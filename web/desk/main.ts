/** The employee's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import type { TemplateResult } from "lit";
import { callView } from "../shared/call/view.ts";
import type { Disposition } from "../shared/protocol/server.ts";
import { CallPage } from "../shared/staff/call-page.ts";
import { screenOf } from "../shared/staff/state.ts";
import { asideView, wrapUpView } from "./view.ts";

class DeskPage extends CallPage {
  private menuOpen = false;
  /** What was chosen for which call, so that the next wrap-up starts empty. */
  private chosen: { callId: string; disposition: Disposition } | null = null;

  constructor() {
    super("desk");
  }

  protected override contentView(): TemplateResult {
    const { state, t } = this;
    const screen = screenOf(state);
    const call = state.conversation.call;
    if (screen !== "call") this.menuOpen = false;
    if (screen === "call" && call) {
      return callView({ ...this.callProps(), hangUpLabel: t("call.hang_up"), aside: this.aside() });
    }
    if (screen === "wrap-up") return this.wrapUp();
    return this.standbyView();
  }

  private aside(): TemplateResult {
    const { conversation, session, interpreters } = this.state;
    const call = conversation.call;
    if (!call) throw new Error("no call to show");
    return asideView({
      t: this.t,
      call,
      speaks: session?.languages ?? [],
      available: session?.interpreter_languages ?? [],
      counts: interpreters,
      menuOpen: this.menuOpen,
      toggleMenu: () => this.openMenu(!this.menuOpen),
      invite: (language) => {
        this.openMenu(false);
        void this.ask({ type: "interpreter.invite", call_id: call.call_id, language });
      },
      cancel: (seat_id) => void this.ask({ type: "interpreter.cancel", call_id: call.call_id, seat_id }),
    });
  }

  private openMenu(open: boolean): void {
    this.menuOpen = open;
    this.requestUpdate();
  }

  private wrapUp(): TemplateResult {
    const { conversation, staff } = this.state;
    const callId = staff?.call_id ?? conversation.call?.call_id ?? "";
    const call = conversation.call?.call_id === callId ? conversation.call : null;
    const disposition = this.chosen?.callId === callId ? this.chosen.disposition : "";
    return wrapUpView({
      t: this.t,
      call,
      endsAt: staff?.wrap_up_ends_at ?? null,
      now: this.serverNow,
      disposition,
      choose: (chosen) => {
        this.chosen = { callId, disposition: chosen };
        this.requestUpdate();
      },
      done: () => {
        if (disposition) void this.ask({ type: "wrap_up.finish", call_id: callId, disposition });
      },
    });
  }
}

customElements.define("desk-page", DeskPage);
