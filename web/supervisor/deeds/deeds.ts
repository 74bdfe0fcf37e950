/** A supervisor's hand in calls and people's work: asks where it hurts, does it, and offers the way back. */
import "./deeds.css";
import undoIcon from "icon:arrow-back-up";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { languageName } from "../../shared/i18n/format.ts";
import type { StaffSteer } from "../../shared/protocol/client.ts";
import type { Call, DayListed, Staff } from "../../shared/protocol/server.ts";
import type { ErrorCode, Question, Socket } from "../../shared/protocol/socket.ts";
import { ApiRefused, send } from "../../shared/staff/api.ts";
import { boundsOf } from "../../shared/staff/day.ts";
import { refusedKey, type ToldKey } from "../../shared/staff/told.ts";
import { firstChoice, type TransferChoice, targetOf } from "../../shared/staff/transfer.ts";
import { icon } from "../../shared/ui/icon.ts";
import { placeOf, type SupervisorState } from "../state.ts";
import { backToOwn, backToStatus, busyWith, type Deed, type Done, moveOf } from "./deed.ts";
import { goneDialog, moveDialog, pullDialog, reasonDialog } from "./dialogs.ts";
import { personDialog } from "./person.ts";

/** How long the way back is offered. */
const UNDO_MS = 10_000;

export interface DeedActions {
  pull(call: Call): void;
  move(call: Call): void;
  stop(call: Call): void;
  free(person: Staff): void;
  /** Show how somebody stands and what their day was, and give them another status. */
  person(person: Staff): void;
}

export interface DeedsOptions {
  root: HTMLElement;
  socket(): Pick<Socket, "ask">;
  state(): SupervisorState;
  /** This page is about to take a call: it goes on here. */
  asksFor(callId: string): void;
  /** Resolves with what was told when it was refused, or couldn't be asked now; null: it is done. */
  ask(question: Question): Promise<ToldKey | null>;
  onChange(): void;
}

export class Deeds {
  private readonly options: DeedsOptions;
  private open: Deed | null = null;
  private why = "";
  private isIncomplete = false;
  private choice: TransferChoice | null = null;
  private day: DayListed | null = null;
  /** Deeds on their way. */
  private sending = 0;
  /** Why the last one wasn't done. */
  private failure: ToldKey | null = null;
  private done: Done | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DeedsOptions) {
    this.options = options;
  }

  readonly actions: DeedActions = {
    pull: (call) => {
      const { session } = this.options.state();
      // Whoever doesn't speak it would sit opposite a visitor they don't understand.
      if (session?.languages.includes(call.language)) this.pull(call);
      else this.begin({ kind: "pull", callId: call.call_id });
    },
    move: ({ call_id }) => this.begin({ kind: "move", callId: call_id }),
    stop: ({ call_id }) => this.begin({ kind: "stop", callId: call_id }),
    free: (person) => {
      const busy = busyWith(person);
      if (busy) this.begin({ kind: "free", staffId: person.staff_id, busyWith: busy });
    },
    person: ({ staff_id }) => {
      this.begin({ kind: "person", staffId: staff_id });
      void this.readDay(staff_id);
    },
  };

  rendered(): void {
    const dialog = this.options.root.querySelector<HTMLDialogElement>("dialog.deed-dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  signedOut(): void {
    this.tell(null);
    this.begin(null);
  }

  /** What is asked; nothing any more once the call or the person isn't there. `now`: server time. */
  dialog(t: StaffTexts, now: number): TemplateResult | typeof nothing {
    const { open } = this;
    const props = {
      t,
      why: this.why,
      isIncomplete: this.isIncomplete,
      failure: this.failure,
      lack: () => {
        this.isIncomplete = true;
        this.options.onChange();
      },
      write: (why: string) => {
        this.why = why;
        this.options.onChange();
      },
      close: () => this.begin(null),
    };
    switch (open?.kind) {
      case "move": {
        const call = this.options.state().calls.get(open.callId);
        if (call?.state !== "waiting") return this.gone("call", props);
        return moveDialog(this.words(t, call), this.target(t, call), {
          ...props,
          submit: () => this.move(t, call),
        });
      }
      case "stop": {
        const call = this.options.state().calls.get(open.callId);
        if (!call) return this.gone("call", props);
        const meaning = t(call.state === "waiting" ? "deed.stop.means.waiting" : "deed.stop.means.talking");
        return reasonDialog("stop", this.words(t, call), meaning, {
          ...props,
          submit: () => this.stop(t, call),
        });
      }
      case "pull": {
        const call = this.options.state().calls.get(open.callId);
        if (call?.state !== "waiting") return this.gone("call", props);
        const heading = t("deed.pull.heading", { what: this.words(t, call) });
        const meaning = t("deed.pull.means", { language: languageName(call.language, t.locale) });
        const submit = () => {
          this.close();
          this.pull(call);
        };
        return pullDialog(heading, meaning, { ...props, submit });
      }
      case "free": {
        const person = this.options.state().staff.get(open.staffId);
        if (!person || busyWith(person) !== open.busyWith) return this.gone("person", props);
        const meaning = t(`deed.free.means.${person.activity === "on_call" ? "on_call" : "other"}`);
        const submit = () => this.free(person, open.busyWith);
        return reasonDialog("free", person.display_name, meaning, { ...props, submit });
      }
      case "sign_out": {
        const person = this.options.state().staff.get(open.staffId);
        if (!person) return this.gone("person", props);
        const meaning = t(`deed.sign_out.means.${person.activity === "on_call" ? "on_call" : "other"}`);
        const submit = () => this.signOut(person);
        return reasonDialog("sign_out", person.display_name, meaning, { ...props, submit });
      }
      case "person": {
        const person = this.options.state().staff.get(open.staffId);
        if (!person) return this.gone("person", props);
        return personDialog({
          ...props,
          person,
          day: this.day,
          now,
          steer: (status, reason) => this.steer(person, status, reason),
          free: () => this.actions.free(person),
          signOut: () => this.begin({ kind: "sign_out", staffId: person.staff_id }),
        });
      }
      default:
        return nothing;
    }
  }

  /** Nothing while it may be one's own doing; else it is said, and nothing typed is lost without a word. */
  private gone(kind: "call" | "person", props: Parameters<typeof goneDialog>[1]) {
    return this.sending > 0 ? nothing : goneDialog(kind, props);
  }

  /** What was done, with the way back. */
  told(t: StaffTexts): TemplateResult | typeof nothing {
    const { done } = this;
    if (!done) return nothing;
    const { undo } = done;
    const back = () => {
      const question = undo?.();
      if (question) void this.carryOut(question, { key: "deed.undone", name: done.name, undo: null });
      else this.tell(null);
    };
    return html`<p class="toast" data-testid="deed-told" data-told=${done.key}>
      <span>${t(done.key, { name: done.name })}</span>
      ${undo ? html`<button type="button" class="toast__undo" data-testid="deed-undo" @click=${back}>${icon(undoIcon)}<span>${t("deed.undo")}</span></button>` : nothing}
      <button type="button" class="toast__close" aria-label=${t("ui.dismiss")} @click=${() => this.tell(null)}>${icon(closeIcon)}</button>
    </p>`;
  }

  private target(t: StaffTexts, call: Call) {
    const { colleagues, session } = this.options.state();
    if (!colleagues) return null;
    const own = { centre: call.centre, languages: session?.languages ?? [] };
    const choice = this.choice ?? firstChoice(colleagues, own, call.language);
    const choose = (next: TransferChoice) => {
      this.choice = next;
      this.options.onChange();
    };
    return { t, colleagues, self: session?.principal_id ?? "", spoken: own.languages, choice, choose };
  }

  private move(t: StaffTexts, call: Call): void {
    const target = this.target(t, call);
    const to = target && targetOf(target.choice);
    if (!to) return;
    const question = moveOf(call, to, this.why);
    if (!question) return;
    const undo = () => {
      const now = this.options.state().calls.get(call.call_id);
      return now ? backToOwn(now) : null;
    };
    void this.carryOut(question, { key: "deed.moved", name: "", undo });
  }

  private stop(t: StaffTexts, call: Call): void {
    const question = { type: "call.stop", call_id: call.call_id, why: this.why } as const;
    void this.carryOut(question, { key: "deed.stopped", name: this.words(t, call), undo: null });
  }

  private free(person: Staff, busy: string): void {
    const question = {
      type: "staff.free",
      staff_id: person.staff_id,
      busy_with: busy,
      why: this.why,
    } as const;
    void this.carryOut(question, { key: "deed.freed", name: person.display_name, undo: null });
  }

  private signOut({ staff_id, display_name: name }: Staff): void {
    const { why } = this;
    const act = async (): Promise<ToldKey | null> => {
      try {
        await send("POST", `/people/${encodeURIComponent(staff_id)}/sign-out`, { why });
        return null;
      } catch (error) {
        return error instanceof ApiRefused ? refusedKey(error.code as ErrorCode) : "refused.offline";
      }
    };
    void this.carry(act, { key: "deed.signed_out", name, undo: null });
  }

  private steer(
    person: Staff,
    status: StaffSteer["status"],
    reason?: NonNullable<StaffSteer["reason"]>,
  ): void {
    const { staff_id, display_name: name } = person;
    const question = {
      type: "staff.steer",
      staff_id,
      status,
      ...(reason ? { reason } : {}),
      why: this.why,
    } as const;
    // While busy the status is the next one; taking that back is giving the present one again.
    void this.carryOut(question, { key: "deed.status_set", name, undo: () => backToStatus(person) }, false);
  }

  /** Do it; the dialog closes, and stays where it is when the server refuses. */
  carryOut(question: Question, done: Done, closes = true): Promise<boolean> {
    return this.carry(() => this.options.ask(question), done, closes);
  }

  private async carry(act: () => Promise<ToldKey | null>, done: Done, closes = true): Promise<boolean> {
    this.sending += 1;
    this.failure = null;
    const failure = await act();
    this.sending -= 1;
    if (failure) {
      this.failure = failure;
      this.options.onChange();
      return false;
    }
    // The dialog closes itself, so that the focus goes back to where it came from.
    if (closes) this.close();
    this.tell(done);
    return true;
  }

  private close(): void {
    const dialog = this.options.root.querySelector<HTMLDialogElement>("dialog.deed-dialog");
    if (dialog) dialog.close();
    else this.begin(null);
  }

  private pull({ call_id }: Call): void {
    this.options.asksFor(call_id);
    void this.options.ask({ type: "call.pull", call_id, why: "" });
  }

  private async readDay(staff_id: string): Promise<void> {
    const [from_at, to_at] = boundsOf(Date.now());
    const day = await this.options
      .socket()
      .ask({ type: "staff.read_day", staff_id, from_at, to_at })
      .catch(() => null);
    if (this.open?.kind !== "person" || this.open.staffId !== staff_id) return;
    this.day = day;
    this.options.onChange();
  }

  private begin(deed: Deed | null): void {
    this.open = deed;
    this.why = "";
    this.isIncomplete = false;
    this.failure = null;
    this.choice = null;
    this.day = null;
    this.options.onChange();
  }

  private tell(done: Done | null): void {
    clearTimeout(this.timer);
    this.done = done;
    if (done) this.timer = setTimeout(() => this.tell(null), UNDO_MS);
    this.options.onChange();
  }

  private words(t: StaffTexts, call: Call): string {
    return [languageName(call.language, t.locale), placeOf(this.options.state(), call)].join("\u00a0· ");
  }
}
