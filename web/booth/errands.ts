/** What the booth asks of the server for a visitor, who may have gone on before there is an answer. */
import { ConnectionLost, type Question, Refused, type Socket } from "../shared/protocol/socket.ts";
import type { BoothAction, BoothState } from "./state.ts";

const RETRY_MS = 2000;

interface ErrandsOptions {
  socket(): Pick<Socket, "ask">;
  state(): BoothState;
  dispatch(action: BoothAction): void;
}

export class Errands {
  private readonly options: ErrandsOptions;
  /** How many requests for a call were made: only the answer to the last one counts. */
  private requests = 0;

  constructor(options: ErrandsOptions) {
    this.options = options;
  }

  /** Ask for a call; harmless while one is asked for. */
  async request(): Promise<void> {
    const { subject, requesting } = this.options.state();
    if (!subject || requesting) return;
    this.options.dispatch({ kind: "requested" });
    await this.askForCall();
  }

  /** The connection is back: ask again for somebody who is still there. */
  async resume(): Promise<void> {
    if (this.options.state().requesting) await this.askForCall();
  }

  /** Have somebody come to the booth, or nobody any more. */
  async callHelp(wanted: boolean): Promise<void> {
    if (!wanted) return this.insist({ type: "help.withdraw" });
    this.options.dispatch({ kind: "help_asked", asking: true });
    try {
      await this.options.socket().ask({ type: "help.request" });
    } catch (error) {
      if (isLater(error)) setTimeout(() => void this.callHelp(true), RETRY_MS);
      else this.options.dispatch({ kind: "help_asked", asking: false });
    }
  }

  /** Ask until the server could do it: the visitor has gone on, and nobody would ask again. */
  async insist(question: Question): Promise<void> {
    try {
      await this.options.socket().ask(question);
    } catch (error) {
      if (isLater(error)) setTimeout(() => void this.insist(question), RETRY_MS);
    }
  }

  private async askForCall(): Promise<void> {
    const { language, subject, needs } = this.options.state();
    if (!subject) return;
    this.requests += 1;
    const number = this.requests;
    try {
      const question: Question = { type: "call.request", language, subject, needs: [...needs] };
      await this.options.socket().ask(question, { repeat: false });
    } catch (error) {
      if (error instanceof ConnectionLost || number !== this.requests) return;
      const code = error instanceof Refused ? error.code : null;
      this.options.dispatch({ kind: "refused", code, now: Date.now() });
    }
  }
}

/** The server is there, and can't do it yet. */
function isLater(error: unknown): boolean {
  return error instanceof Refused && error.code === "unavailable";
}
