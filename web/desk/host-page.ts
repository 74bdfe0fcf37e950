/** The wiring of the pages whose people have a call: the employee's and the neighborhood officer's. */
import { html, nothing, type TemplateResult } from "lit";
import type { ChatMark } from "../shared/call/chat-marks.ts";
import { colleagueSeat, lateInterpreters } from "../shared/call/conversation.ts";
import { callView } from "../shared/call/view.ts";
import type { Call, ServerMessage } from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { CallPage } from "../shared/staff/call-page.ts";
import { screenOf } from "../shared/staff/state.ts";
import { firstChoice, type TransferChoice, targetOf } from "../shared/staff/transfer.ts";
import { CaseFile } from "./case-file.ts";
import { caseView } from "./casework-view.ts";
import { detailsView } from "./details-view.ts";
import { DocumentShare } from "./document-share.ts";
import { interpreterView } from "./interpreter-panel.ts";
import { Phrases } from "./phrases.ts";
import { handOverView, transferView } from "./transfer-view.ts";
import { wrapUpView } from "./wrap-up.ts";

const MORE_MS = 60_000;

export class HostPage extends CallPage {
  private menuOpen = false;
  /** A wrap-up was to be finished without a word of how the call ended. */
  private isUnstated = false;
  /** To whom the call is to be handed over, while the dialog asks. */
  private transfer: TransferChoice | null = null;
  private readonly file = new CaseFile({
    socket: () => this.socket,
    ask: (question) => this.ask(question),
    self: () => this.self,
    changed: () => this.requestUpdate(),
    copy: (text) => void this.copy(text),
  });

  private readonly phrases = new Phrases(this, () => this.requestUpdate());

  private readonly sharing = new DocumentShare(this.media, this, () => this.requestUpdate());

  protected override contentView(): TemplateResult {
    const { state, t } = this;
    const screen = screenOf(state);
    const call = state.conversation.call;
    if (screen !== "wrap-up") this.isUnstated = false;
    if (screen !== "call") {
      this.menuOpen = false;
      this.transfer = null;
      this.phrases.close();
      this.sharing.forget();
    }
    if (screen === "call" && call) {
      // With a colleague in the call it goes on: one leaves, and ends nothing.
      const goesOn = colleagueSeat(call, this.self)?.state === "taken";
      return html`${callView({
        ...this.callProps(),
        hangUpLabel: t(goesOn ? "call.leave" : "call.hang_up"),
        aside: this.aside(call),
        chatMarks: this.chatMarks(call),
        chatTools: this.phrases.view(t, call.language),
        share: this.sharing.actions(t),
        hold: (held) => void this.ask({ type: "call.hold", call_id: call.call_id, held }),
      })}${this.transferDialog(call)}${this.dialogs(call)}`;
    }
    if (screen === "wrap-up") return html`${this.wrapUp()}${this.file.dialogs(t, this.wrappedUp, null)}`;
    return html`${this.standbyView()}${this.dialogs(null)}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", (event) => this.phrases.pressed(event));
    document.addEventListener("keydown", this.keyed);
    document.addEventListener("dragover", keep);
    document.addEventListener("drop", this.dropped);
    document.addEventListener("visibilitychange", this.visibilityChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keyed);
    document.removeEventListener("dragover", keep);
    document.removeEventListener("drop", this.dropped);
    document.removeEventListener("visibilitychange", this.visibilityChanged);
  }

  protected override received(message: ServerMessage): void {
    super.received(message);
    this.file.received(message);
  }

  protected override connectionChanged(state: ConnectionState): void {
    super.connectionChanged(state);
    if (state === "signed-out") this.file.forget();
  }

  protected override signingOut(): Promise<void> {
    return this.file.finish();
  }

  protected override signedOut(): void {
    this.file.forget();
    this.file.clear();
  }

  private readonly visibilityChanged = (): void => {
    if (document.visibilityState === "hidden") this.file.flush();
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    const screen = screenOf(this.state);
    if (screen === "login" || screen === "loading") return;
    const act = this.file.pressed(event, this);
    // In another tab it is that one's microphone.
    if (act === "microphone" && this.holdsCall) this.media.toggleMicrophone();
    if (act === "done") this.querySelector<HTMLFormElement>(".wrap-up__form")?.requestSubmit();
  };

  /** A file let go over the page is shown in a call; the browser would leave the page for it. */
  private readonly dropped = (event: DragEvent): void => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    if (this.holdsCall) void this.sharing.show(file);
  };

  private dialogs(call: Call | null): TemplateResult {
    const hangUp = () => {
      if (call) void this.ask({ type: "call.leave", call_id: call.call_id });
    };
    return this.file.dialogs(this.t, call, hangUp);
  }

  private caseProps(call: Call | null, talking: boolean) {
    const { session, connection } = this.state;
    return this.file.props({ t: this.t, call, session, online: connection === "online", talking });
  }

  protected override updated(): void {
    super.updated();
    this.phrases.rendered();
    this.sharing.rendered();
    const dialog = this.querySelector<HTMLDialogElement>("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected get self(): string {
    return this.state.session?.principal_id ?? "";
  }

  private aside(call: Call): TemplateResult {
    const { session, interpreters } = this.state;
    const interpreter = {
      t: this.t,
      call,
      speaks: session?.languages ?? [],
      available: session?.interpreter_languages ?? [],
      counts: interpreters,
      now: this.serverNow,
      menuOpen: this.menuOpen,
      toggleMenu: () => this.openMenu(!this.menuOpen),
      invite: (language: string) => {
        this.openMenu(false);
        void this.ask({ type: "interpreter.invite", call_id: call.call_id, language });
      },
      cancel: (seat_id: string) =>
        void this.ask({ type: "interpreter.cancel", call_id: call.call_id, seat_id }),
    };
    const details = {
      t: this.t,
      call,
      caller: this.callerOf(call.call_id),
      place: this.placeOf(call),
      help: this.file.help,
      flag: this.file.flagOf(call),
      copy: (text: string) => void this.copy(text),
      openKeys: () => this.file.openKeys(),
      openReport: () => this.file.openReport(),
      askHelp: () => void this.file.askHelp(call.call_id),
    };
    return html`<div class="beside">${detailsView(details, interpreterView(interpreter), this.handOver(call))}${caseView(this.caseProps(call, true))}</div>`;
  }

  /** From where on an interpreter reads along, where somebody had written before. */
  private chatMarks(call: Call): readonly ChatMark[] {
    const [first] = this.state.conversation.chat;
    return lateInterpreters(call)
      .filter(({ joined_at }) => first !== undefined && first.at < joined_at)
      .map(({ joined_at, display_name }) => ({
        at: joined_at,
        text: this.t("chat.from_here", { name: display_name }),
      }));
  }

  private handOver(call: Call): TemplateResult {
    const { colleagues, staff } = this.state;
    const { call_id } = call;
    return handOverView({
      t: this.t,
      call,
      self: this.self,
      colleagues,
      now: this.serverNow,
      open: () => {
        if (colleagues && staff) this.choose(firstChoice(colleagues, staff, call.language));
      },
      cancel: (seat_id) => void this.ask({ type: "transfer.cancel", call_id, seat_id }),
      leave: () => void this.ask({ type: "call.leave", call_id }),
    });
  }

  private transferDialog(call: Call): TemplateResult | typeof nothing {
    const { transfer: choice } = this;
    const { colleagues } = this.state;
    if (!choice || !colleagues) return nothing;
    return transferView({
      t: this.t,
      colleagues,
      self: this.self,
      spoken: this.state.staff?.languages ?? [],
      choice,
      choose: (next) => this.choose(next),
      transfer: (consulted) => {
        const to = targetOf(choice);
        if (!to) return;
        this.choose(null);
        const transfer_id = crypto.randomUUID().slice(0, 8);
        void this.ask({ type: "call.transfer", call_id: call.call_id, transfer_id, to, consulted });
      },
      close: () => this.choose(null),
    });
  }

  private choose(choice: TransferChoice | null): void {
    this.transfer = choice;
    this.requestUpdate();
  }

  private openMenu(open: boolean): void {
    this.menuOpen = open;
    this.requestUpdate();
  }

  private wantDisposition(): void {
    this.isUnstated = true;
    this.querySelector<HTMLElement>("[data-testid='disposition']")?.focus();
    this.requestUpdate();
  }

  /** The call that is wrapped up; null when no more is known than its id. */
  private get wrappedUp(): Call | null {
    const { call } = this.state.conversation;
    const callId = this.state.staff?.call_id ?? call?.call_id;
    return call?.call_id === callId ? call : null;
  }

  private wrapUp(): TemplateResult {
    const { conversation, staff, session } = this.state;
    const callId = staff?.call_id ?? conversation.call?.call_id ?? "";
    const call = this.wrappedUp;
    const file = this.caseProps(call, false);
    return wrapUpView({
      file,
      caller: this.callerOf(callId),
      place: call ? this.placeOf(call) : "",
      self: this.self,
      endsAt: staff?.wrap_up_ends_at ?? null,
      latestAt: (staff?.since ?? 0) + 1000 * (session?.longest_wrap_up_s ?? 0),
      now: this.serverNow,
      extend: () => {
        const ends_at = Math.max(staff?.wrap_up_ends_at ?? 0, this.serverNow) + MORE_MS;
        void this.ask({ type: "wrap_up.extend", call_id: callId, ends_at });
      },
      isUnstated: this.isUnstated,
      flag: call && this.file.flagOf(call),
      report: () => this.file.openReport(),
      done: () => {
        const { disposition } = file;
        this.file.flush();
        if (disposition) void this.ask({ type: "wrap_up.finish", call_id: callId, disposition });
        else this.wantDisposition();
      },
    });
  }
}

/** A file may be let go here. */
function keep(event: DragEvent): void {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
}
