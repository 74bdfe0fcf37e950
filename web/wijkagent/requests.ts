/** The wiring of the requests: asks the server what there is, does what the officer wants, and leaves time to undo. */
import type { ServerMessage } from "../shared/protocol/server.ts";
import { type ErrorCode, type Question, Refused, type Socket } from "../shared/protocol/socket.ts";
import { type Dialog, type Errand, NO_WORK, reduceWork, type Work, type WorkAction } from "./work.ts";

/** How long a slip can be undone; and what nobody of us had, as it may be the wrong one. */
const UNDO_MS = 6000;
const UNSURE_MS = 12_000;
/** So many are read at a time. */
const MOST_READ = 5;
/** Refusals that say that the request is no longer there to be worked on. */
const TAKEN: readonly ErrorCode[] = ["already_taken", "not_yours", "request_closed", "no_such_request"];

export interface RequestsOptions {
  socket(): Pick<Socket, "ask">;
  self(): string;
  changed(): void;
  /** Somebody else was first. */
  taken(): void;
  /** The officer wants to be rung. */
  becomeReady(): void;
}

export class Requests {
  work: Work = NO_WORK;
  private readonly options: RequestsOptions;
  /** What is being read, and what couldn't be for now. */
  private readonly reading = new Set<string>();
  private readonly refused = new Set<string>();

  constructor(options: RequestsOptions) {
    this.options = options;
  }

  received(message: ServerMessage): void {
    this.act({ kind: "message", message, self: this.options.self() });
    // Whose requests are whose to work on may have changed with an absence.
    if (message.type === "session.opened" || message.type === "absence.changed") void this.list();
    this.readOn();
  }

  /** Nobody is signed in. */
  forget(): void {
    this.work = NO_WORK;
    this.reading.clear();
    this.refused.clear();
  }

  /** Send what can no longer be undone. */
  tick(now: number): void {
    for (const [id, errand] of Object.entries(this.work.errands)) {
      if (errand.at <= now) void this.carryOut(id, errand.question);
    }
    for (const id of this.refused) this.reading.delete(id);
    this.refused.clear();
    this.readOn();
  }

  /** The page may be gone soon: send all that was promised, and leave what nobody has looked at. */
  flush(): void {
    for (const [id, errand] of Object.entries(this.work.errands)) if (errand.isUnsure) this.undo(id);
    this.tick(Number.POSITIVE_INFINITY);
  }

  open(id: string | null): void {
    this.act({ kind: "opened", id });
  }

  ask(dialog: Dialog | null): void {
    this.act({ kind: "asked", dialog });
    if (dialog?.kind !== "plan") return;
    void this.carryOut(dialog.id, { type: "callback.propose", callback_id: dialog.id });
  }

  claim(id: string): void {
    void this.carryOut(id, { type: "callback.claim", callback_id: id });
  }

  /** Show the citizen's number to call it; whoever does has the request. */
  async phone(id: string, isMine: boolean): Promise<void> {
    if (isMine || (await this.carryOut(id, { type: "callback.claim", callback_id: id }))) this.open(id);
  }

  /** Ask the citizen to come by video now, and be there when they do. */
  async invite(id: string): Promise<void> {
    const invitation_id = crypto.randomUUID();
    if (await this.carryOut(id, { type: "callback.invite", callback_id: id, invitation_id })) {
      this.options.becomeReady();
    }
  }

  async plan(id: string, starts_at: number, channel: "video" | "phone"): Promise<void> {
    const invitation_id = crypto.randomUUID();
    const question = { type: "callback.plan", callback_id: id, starts_at, channel, invitation_id } as const;
    if (await this.carryOut(id, question)) this.act({ kind: "asked", dialog: null });
  }

  async handOver(id: string, queue: string, staff_id: string | null): Promise<void> {
    const question = { type: "callback.hand_over", callback_id: id, queue, staff_id } as const;
    if (await this.carryOut(id, question)) this.act({ kind: "asked", dialog: null });
  }

  note(id: string, text: string): void {
    void this.carryOut(id, { type: "callback.note", callback_id: id, text });
  }

  /** Do something that a slip would make a pity of, after a moment. */
  promise(id: string, kind: Errand["kind"]): void {
    // It may be meant for another one: whoever was phoned is mostly one's own by then.
    const isAnswer = kind === "spoken" || kind === "answered";
    const isUnsure = isAnswer && this.work.views.get(id)?.request.staff_id !== this.options.self();
    const at = Date.now() + (isUnsure ? UNSURE_MS : UNDO_MS);
    this.act({ kind: "promised", id, errand: { kind, question: questionOf(id, kind), at, isUnsure } });
  }

  /** Do at once what was promised. */
  confirm(id: string): void {
    const errand = this.work.errands[id];
    if (errand) void this.carryOut(id, errand.question);
  }

  /** Say that one knows what the citizen called off. */
  dismiss(id: string): void {
    void this.carryOut(id, { type: "callback.dismiss", callback_id: id });
  }

  undo(id: string): void {
    this.act({ kind: "undone", id });
  }

  /** Begin the conversation of a request as soon as it rings here; null: not any more. */
  start(id: string | null): void {
    this.act({ kind: "starting", id });
  }

  private async list(): Promise<void> {
    this.act({ kind: "listing" });
    // Refused or lost: the next session asks again.
    await this.options
      .socket()
      .ask({ type: "callback.list" }, { repeat: false })
      .catch(() => undefined);
  }

  /** Read what is yet to be read: a few at a time, as a page may not ask without end. */
  private readOn(): void {
    for (const id of this.work.unread) {
      if (this.reading.size < MOST_READ && !this.reading.has(id)) void this.read(id);
    }
  }

  private async read(id: string): Promise<void> {
    this.reading.add(id);
    try {
      await this.options.socket().ask({ type: "callback.read", callback_id: id });
      this.reading.delete(id);
      this.readOn();
    } catch (error) {
      if (error instanceof Refused && TAKEN.includes(error.code)) {
        this.act({ kind: "gone", id });
        this.reading.delete(id);
      } else this.refused.add(id);
    }
  }

  /** Ask the server; whether it was done. What it answers is heard as any message is. */
  private async carryOut(id: string, question: Question): Promise<boolean> {
    if (this.work.busy.includes(id)) return false;
    this.act({ kind: "began", id });
    let problem: ErrorCode | null = null;
    try {
      await this.options.socket().ask(question);
    } catch (error) {
      problem = error instanceof Refused ? error.code : "unavailable";
    }
    this.act({ kind: "settled", id, problem });
    if (problem && TAKEN.includes(problem)) {
      this.options.taken();
      void this.read(id);
    }
    return problem === null;
  }

  private act(action: WorkAction): void {
    const next = reduceWork(this.work, action);
    if (next === this.work) return;
    this.work = next;
    this.options.changed();
  }
}

function questionOf(callback_id: string, kind: Errand["kind"]): Question {
  switch (kind) {
    case "spoken":
      return { type: "callback.close", callback_id, outcome: "spoken_by_phone" };
    case "answered":
      return { type: "callback.close", callback_id, outcome: "answered_in_writing" };
    case "needless":
    case "referred":
      return { type: "callback.close", callback_id, outcome: kind };
    case "missed":
      return { type: "callback.miss", callback_id, attempt_id: crypto.randomUUID() };
    case "put_back":
      return { type: "callback.put_back", callback_id };
  }
}
