/** The wiring of the case at hand: its note, what is chosen, what is reported, and the keys that lead there. */
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { Call, Flag, ServerMessage, SessionOpened } from "../shared/protocol/server.ts";
import type { Question, Socket } from "../shared/protocol/socket.ts";
import { CallNote } from "./call-note.ts";
import {
  type CaseAction,
  type Casework,
  dispositionOf,
  flagOf,
  mayClassify,
  NO_CASE,
  offeredWith,
  reduceCase,
} from "./casework.ts";
import type { CaseProps } from "./casework-view.ts";
import { actOf, type KeyAct, keysView } from "./keys.ts";
import { statusOf } from "./note.ts";
import { type ReportStep, reportView } from "./report-view.ts";

interface CaseFileOptions {
  socket(): Pick<Socket, "ask">;
  /** Ask, and say in words when it is refused; whether it was done. */
  ask(question: Question): Promise<boolean>;
  self(): string;
  changed(): void;
  copy(text: string): void;
}

/** What the page knows beside the case. */
interface Surroundings {
  t: StaffTexts;
  call: Call | null;
  session: SessionOpened | null;
  online: boolean;
  /** Whether the call goes on, for this person. */
  talking: boolean;
}

/** Signing out waits this long for a note on its way. */
const SIGN_OUT_MS = 2000;

const FIELDS: Partial<Record<KeyAct, string>> = {
  note: "[data-testid='notes']",
  disposition: "[data-testid='disposition']",
  chat: "[data-testid='chat-input']",
};

export class CaseFile {
  private state: Casework = NO_CASE;
  private note: CallNote | null = null;
  /** Notes on calls before this one, of which something may be on its way yet. */
  private earlier: readonly CallNote[] = [];
  private report: ReportStep | null = null;
  private keys = false;
  private rescued = "";
  private readonly options: CaseFileOptions;

  constructor(options: CaseFileOptions) {
    this.options = options;
  }

  received(message: ServerMessage): void {
    this.act({ kind: "message", message });
    const self = this.options.self();
    if (message.type === "snapshot") {
      this.note?.told(message.notes.find((note) => note.staff_id === self) ?? null, true);
      this.rescue(self);
    } else if (message.type === "note.changed" && message.call_id === this.note?.callId) {
      if (message.note.staff_id === self) this.note.told(message.note);
    }
  }

  /** Nobody is signed in. */
  forget(): void {
    for (const note of this.notes) note.abandon();
    this.note = null;
    this.earlier = [];
    this.state = NO_CASE;
    this.rescued = "";
  }

  /** What is typed goes to the server now: the page may be gone soon. */
  flush(): void {
    for (const note of this.notes) void note.flush();
  }

  /** What is typed goes to the server before somebody signs out, if it takes it soon. */
  async finish(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, SIGN_OUT_MS));
    // What is on its way first, then what was typed since.
    const flushed = this.notes.map((note) => note.flush().then(() => note.flush()));
    await Promise.race([Promise.all(flushed), patience]);
  }

  /** Nothing of what was written stays in the browser: the next one at this machine is somebody else. */
  clear(): void {
    CallNote.clear(sessionStorage);
  }

  openReport(): void {
    this.report = { step: "asking", kind: null };
    this.options.changed();
  }

  openKeys(): void {
    this.keys = true;
    this.options.changed();
  }

  flagOf(call: Call): Flag | null {
    return flagOf(this.state, call);
  }

  get help(): Casework["help"] {
    return this.state.help;
  }

  async askHelp(call_id: string): Promise<void> {
    if (await this.options.ask({ type: "help.request", call_id })) this.act({ kind: "wanted" });
  }

  /** Do what a key asks for in `page`; returns what the page itself must do, or null. */
  pressed(event: KeyboardEvent, page: HTMLElement): KeyAct | null {
    const act = actOf(event);
    if (act === null || page.querySelector("dialog[open]")) return null;
    if (act === "list") this.openKeys();
    const field = FIELDS[act];
    if (field) page.querySelector<HTMLElement>(field)?.focus();
    event.preventDefault();
    return act;
  }

  props({ t, call, session, online, talking }: Surroundings): CaseProps {
    const { state, note } = this;
    const callId = state.callId ?? "";
    const stated = dispositionOf(state);
    return {
      t,
      call,
      text: note?.state.text ?? "",
      status: note?.closed ? "closed" : note ? statusOf(note.state, online) : "empty",
      others: state.others,
      subject: state.chosen.subject ?? call?.subject ?? null,
      mayClassify: call !== null && mayClassify(call, this.options.self()),
      disposition: stated,
      offered: offeredWith(session?.dispositions ?? [], stated),
      form: talking ? (session?.online_form ?? null) : null,
      linked: state.linked,
      type: (text) => note?.type(text),
      leave: () => this.flush(),
      take: (other) => note?.type([note.state.text, other.text].filter(Boolean).join("\n")),
      classify: (subject) => {
        void this.settle({ subject }, { type: "call.classify", call_id: callId, subject });
      },
      state: (disposition) => {
        void this.settle({ disposition }, { type: "disposition.state", call_id: callId, disposition });
      },
      link: () => void this.link(callId, session?.online_form ?? ""),
      copy: this.options.copy,
    };
  }

  /** The dialogs of the case, open or not; `hangUp`: null when this person isn't in the call any more. */
  dialogs(t: StaffTexts, call: Call | null, hangUp: (() => void) | null): TemplateResult {
    const { report } = this;
    return html`${
      report && call
        ? reportView({
            t,
            report,
            flag: this.flagOf(call),
            choose: (kind) => this.showReport({ step: "asking", kind }),
            send: (kind) => void this.send(call.call_id, kind),
            takeBack: () => void this.tell(call.call_id, null),
            close: () => this.showReport(null),
            hangUp:
              hangUp &&
              (() => {
                this.showReport(null);
                hangUp();
              }),
          })
        : nothing
    }${
      this.keys
        ? keysView(t, () => {
            this.keys = false;
            this.options.changed();
          })
        : nothing
    }`;
  }

  private showReport(report: ReportStep | null): void {
    this.report = report;
    this.options.changed();
  }

  private async send(call_id: string, kind: Flag): Promise<void> {
    if (await this.tell(call_id, kind)) this.showReport({ step: "reported" });
  }

  private async tell(callId: string, kind: Flag | null): Promise<boolean> {
    const isTold = await this.options.ask({ type: "call.flag", call_id: callId, kind });
    if (isTold) this.act({ kind: "reported", callId, flag: kind });
    return isTold;
  }

  private async link(call_id: string, text: string): Promise<void> {
    // The same entry however often it is pressed.
    const entry_id = `form-${call_id}`;
    if (await this.options.ask({ type: "chat.post", call_id, entry_id, text })) this.act({ kind: "linked" });
  }

  private async settle(chosen: Casework["chosen"], question: Question): Promise<void> {
    this.act({ kind: "chosen", chosen });
    await this.options.ask(question);
    this.act({ kind: "settled", chosen });
  }

  private act(action: CaseAction): void {
    const before = this.state.callId;
    this.state = reduceCase(this.state, action, this.options.self());
    const { callId } = this.state;
    if (callId !== before) {
      this.flush();
      this.earlier = this.notes.filter((note) => !note.isSettled);
      this.report = null;
      this.note = callId === null ? null : this.newNote(callId);
      // A snapshot brings the notes itself.
      if (action.kind === "message" && action.message.type !== "snapshot") void this.read();
    }
    this.options.changed();
  }

  private get notes(): readonly CallNote[] {
    return this.note ? [...this.earlier, this.note] : this.earlier;
  }

  private newNote(callId: string): CallNote {
    return new CallNote({ ...this.forNotes(), callId });
  }

  private async read(): Promise<void> {
    const { note } = this;
    const notes = await note?.read();
    if (note && notes) this.act({ kind: "read", callId: note.callId, notes });
  }

  /** Once for whoever signs in: what an earlier page of this tab could not send. */
  private rescue(self: string): void {
    if (self === this.rescued) return;
    this.rescued = self;
    this.earlier = [...this.earlier, ...CallNote.rescue(this.forNotes(), this.state.callId)];
  }

  private forNotes() {
    const { socket, changed, self } = this.options;
    return { staffId: self(), socket, changed, storage: sessionStorage };
  }
}
