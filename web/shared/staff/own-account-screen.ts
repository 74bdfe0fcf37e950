/** The wiring of the own account's dialog: reading it, and asking the server for each change. */
import { nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { StaffPageName } from "./account.ts";
import { ApiRefused, read, send } from "./api.ts";
import {
  type AccountAction,
  type AccountProblem,
  CLOSED,
  type OwnAccount,
  reduceAccount,
  type Task,
} from "./own-account.ts";
import { ownAccountView } from "./own-account-view.ts";
import type { Offer } from "./signing-in.ts";

/** Signing in elsewhere isn't told to this page. */
const LOOK_MS = 10_000;

interface OwnAccountOptions {
  readonly page: StaffPageName;
  changed(): void;
}

export class OwnAccountScreen {
  private readonly options: OwnAccountOptions;
  private state = CLOSED;
  private readAt = 0;
  private shownTask: Task | null = null;
  private shownProblem: AccountProblem | null = null;

  constructor(options: OwnAccountOptions) {
    this.options = options;
  }

  open(): void {
    this.dispatch({ kind: "opened" });
    void this.look();
  }

  /** Whether something is shown, or waits to be, that is shown only once. */
  get showsOnce(): boolean {
    return this.state.task === "recovery";
  }

  /** Nobody is signed in. */
  forget(): void {
    if (this.state !== CLOSED) this.dispatch({ kind: "closed" });
  }

  /** Something else comes first. */
  setAside(): void {
    if (this.state.isOpen) this.dispatch({ kind: "set_aside" });
  }

  tick(now: number): void {
    if (this.state.isOpen && now - this.readAt > LOOK_MS) void this.look();
  }

  view(t: StaffTexts): TemplateResult | typeof nothing {
    if (!this.state.isOpen) return nothing;
    return ownAccountView({
      t,
      state: this.state,
      // The browser closes a dialog whatever is said when Escape is pressed twice: it is opened again.
      close: () => (this.showsOnce ? this.options.changed() : this.dispatch({ kind: "closed" })),
      legible: (legible) => this.dispatch({ kind: "legible", legible }),
      begin: (task) => this.dispatch({ kind: "task", task }),
      submit: (fields) => void this.submit(fields),
      end: (ids) => void this.end(ids),
    });
  }

  /** It was rendered below `root`: what is to be filled in next has the focus. */
  rendered(root: HTMLElement): void {
    const dialog = root.querySelector<HTMLDialogElement>("dialog.own-account");
    if (dialog && !dialog.open) dialog.showModal();
    const { task, problem } = this.state;
    if (problem !== null && problem !== this.shownProblem)
      (
        dialog?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
        dialog?.querySelector<HTMLElement>("[data-autofocus]")
      )?.focus();
    this.shownProblem = problem;
    if (task === this.shownTask) return;
    this.shownTask = task;
    dialog?.querySelector<HTMLElement>(task ? "[data-autofocus]" : ".transfer__close")?.focus();
  }

  private async look(): Promise<void> {
    this.readAt = Date.now();
    try {
      const account = await read<OwnAccount>("/account", { page: this.options.page });
      this.dispatch({ kind: "read", account });
    } catch {
      this.dispatch({ kind: "unread" });
    }
  }

  private async submit(fields: FormData): Promise<void> {
    const given = (name: string) => String(fields.get(name) ?? "");
    const { task } = this.state;
    const code = fields.has("code") ? { code: given("code").trim() } : {};
    if (task === "recovery") {
      this.dispatch({ kind: "done" });
      return;
    }
    this.dispatch({ kind: "sent" });
    try {
      switch (task) {
        case "password":
          await this.send("/account/password", {
            current: given("current"),
            new: given("new"),
            ...code,
          });
          break;
        case "prove":
          this.dispatch({
            kind: "offered",
            offer: await this.send<Offer>("/account/second-step", { password: given("current"), ...code }),
          });
          return;
        case "scan": {
          const { recovery_codes: recovery } = await this.send<{ recovery_codes: string[] }>(
            "/account/second-step/confirm",
            { code: given("code").trim() },
          );
          this.dispatch({ kind: "set_up", recovery });
          void this.look();
          return;
        }
        case "remove":
          await this.send("/account/second-step/remove", { password: given("current"), ...code });
          break;
      }
      this.dispatch({ kind: "done" });
      void this.look();
    } catch (error) {
      this.dispatch({ kind: "refused", code: error instanceof ApiRefused ? error.code : "failed" });
    }
  }

  private async end(signInIds: readonly string[]): Promise<void> {
    try {
      await Promise.all(signInIds.map((sign_in_id) => this.send("/account/sign-ins/end", { sign_in_id })));
    } finally {
      await this.look();
    }
  }

  private send<Answer>(path: string, body: Readonly<Record<string, string>>): Promise<Answer> {
    return send<Answer>("POST", path, { page: this.options.page, ...body });
  }

  private dispatch(action: AccountAction): void {
    this.state = reduceAccount(this.state, action);
    this.options.changed();
  }
}
