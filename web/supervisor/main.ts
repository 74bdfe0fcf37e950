/** The supervisor's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import "./supervisor.css";
import type { TemplateResult } from "lit";
import type { ServerMessage } from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { StaffPage } from "../shared/staff/page.ts";
import { EMPTY, reduceSupervisor, type SupervisorAction, type SupervisorState } from "./state.ts";
import { boardView } from "./view.ts";

class SupervisorPage extends StaffPage {
  private state: SupervisorState = EMPTY;

  constructor() {
    super("supervisor");
  }

  protected override screen(): string {
    if (this.state.connection === "signed-out") return "login";
    return this.state.known ? "board" : "loading";
  }

  protected override received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, now: Date.now() });
  }

  protected override connectionChanged(state: ConnectionState): void {
    this.dispatch({ kind: "connection", state });
  }

  protected override refused(): void {
    this.requestUpdate();
  }

  /** A supervisor is in no call. */
  protected override cannotSignOut(): void {}

  protected override headline(): string {
    const waiting = [...this.state.calls.values()].filter((call) => call.state === "waiting").length;
    return `${waiting} ${this.t("board.waiting", { count: waiting })}`;
  }

  protected override frame() {
    return {
      name: this.state.session?.display_name ?? null,
      staff: this.state.own,
      told: null,
      dismiss: () => {},
    };
  }

  protected override contentView(): TemplateResult {
    return boardView(this.t, this.state, this.now + this.state.clockOffset);
  }

  private dispatch(action: SupervisorAction): void {
    this.state = reduceSupervisor(this.state, action);
    this.requestUpdate();
  }
}

customElements.define("supervisor-page", SupervisorPage);
