/** Who is absent when, and who stands in: what the server says of it, and the dialog that tells it. */
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { Absence, ServerMessage, TeamView } from "../protocol/server.ts";
import { type ErrorCode, type Question, Refused, type Socket } from "../protocol/socket.ts";
import { icon } from "../ui/icon.ts";
import { type SpanProblem, spanOf, standIns } from "./absent-days.ts";
import { dateIn, dayText } from "./moments.ts";

export interface AbsencesOptions {
  socket(): Pick<Socket, "ask">;
  changed(): void;
}

export interface AbsenceProps {
  t: StaffTexts;
  teams: readonly TeamView[];
  online: boolean;
  /** Server time, epoch ms. */
  now: number;
}

type Problem = SpanProblem | "far" | "failed";

/** Whose absence is told: one's own, or that of an officer, who may be still to be chosen. */
type Whose =
  | { readonly kind: "own"; readonly staffId: string }
  | { readonly kind: "officer"; readonly staffId: string };

/** Return what an officer is called; undefined where this page isn't told. */
export function officerName(teams: readonly TeamView[], id: string | null): string | undefined {
  return standIns(teams, "").find((each) => each.staff_id === id)?.display_name;
}

/** Return the first and the last day of an absence, in words. */
export function daysOf(t: StaffTexts, { starts_at, ends_at }: Absence, now: number) {
  return { first: dayText(t, starts_at, now), last: dayText(t, ends_at - 1, now) };
}

function problemOf(code: ErrorCode): Problem {
  if (code === "no_such_moment") return "past";
  return code === "too_far_ahead" ? "far" : "failed";
}

export class Absences {
  /** Those this page's user is told of, that are not over. */
  known: readonly Absence[] = [];
  isBusy = false;
  private whose: Whose | null = null;
  private failure: Problem | null = null;
  private readonly options: AbsencesOptions;

  constructor(options: AbsencesOptions) {
    this.options = options;
  }

  /** What went wrong, where no dialog says so. */
  get problem(): Problem | null {
    return this.whose === null ? this.failure : null;
  }

  received(message: ServerMessage): void {
    if (message.type === "session.opened" || message.type === "absence.changed") void this.list();
    if (message.type === "absence.listed") this.known = message.absences;
    // It rings: the dialog can wait.
    if (message.type === "reservation.created") this.whose = null;
  }

  /** Nobody is signed in. */
  forget(): void {
    this.known = [];
    this.whose = null;
  }

  /** Ask when somebody is absent; null = no longer. */
  ask(whose: Whose | null): void {
    this.whose = whose;
    this.failure = null;
    this.options.changed();
  }

  /** Somebody is there again: oneself, or an officer. */
  clear(staff_id?: string): void {
    void this.tell({ type: "absence.clear", ...(staff_id === undefined ? {} : { staff_id }) });
  }

  /** The dialog that asks when; its page opens it as a modal one. */
  dialog({ t, teams, now }: AbsenceProps): TemplateResult | typeof nothing {
    const { whose } = this;
    if (whose === null) return nothing;
    const isOwn = whose.kind === "own";
    const submitted = (event: SubmitEvent) => {
      event.preventDefault();
      this.send(whose, new FormData(event.currentTarget as HTMLFormElement), now);
    };
    const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
    const date = (name: string) => html`<label class="field">
      <span class="utrecht-form-label">${t(name === "first" ? "absence.first" : "absence.last")}</span>
      <input class="utrecht-textbox" type="date" name=${name} data-testid="absence-${name}" required aria-describedby="absence-problem" .defaultValue=${dateIn(now)} />
    </label>`;
    return html`<dialog class="transfer absence" aria-labelledby="absence-dialog-heading" @close=${() => this.ask(null)}>
      <form class="transfer__form" novalidate @submit=${submitted}>
        <header class="transfer__head">
          <h2 id="absence-dialog-heading">${t(isOwn ? "absence.set" : "absence.set.officer")}</h2>
          <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("dialog.close")} @click=${dismiss}>${icon(closeIcon)}</button>
        </header>
        <p class="transfer__lead">${t(isOwn ? "absence.lead" : "absence.lead.officer")}</p>
        ${isOwn ? nothing : this.whoseView(t, teams, whose.staffId)}
        <div class="absence__days">${date("first")}${date("last")}</div>
        <p class="dialog__problem" id="absence-problem" role="alert" data-testid="dialog-problem">${this.failure ? t(`absence.${this.failure}`) : ""}</p>
        <label class="field"><span class="utrecht-form-label">${t(isOwn ? "absence.replacement" : "absence.replacement.officer")}</span>
          <select class="utrecht-select" name="replacement" data-testid="absence-replacement">
            <option value="">${t("absence.nobody")}</option>
            ${standIns(teams, whose.staffId).map((each) => html`<option value=${each.staff_id}>${each.display_name}</option>`)}
          </select>
        </label>
        <footer class="transfer__foot">
          <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${dismiss}>${t("dialog.close")}</button>
          <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="dialog-submit" ?disabled=${this.isBusy}>${t("absence.submit")}</button>
        </footer>
      </form>
    </dialog>`;
  }

  private whoseView(t: StaffTexts, teams: readonly TeamView[], staffId: string): TemplateResult {
    const chosen = (event: Event) =>
      this.ask({ kind: "officer", staffId: (event.target as HTMLSelectElement).value });
    return html`<label class="field"><span class="utrecht-form-label">${t("absence.whose")}</span>
      <select class="utrecht-select" data-testid="absence-whose" @change=${chosen}>
        ${standIns(teams, "").map((each) => html`<option value=${each.staff_id} ?selected=${each.staff_id === staffId}>${each.display_name}</option>`)}
      </select>
    </label>`;
  }

  private send({ kind, staffId }: Whose, fields: FormData, now: number): void {
    const span = spanOf(String(fields.get("first")), String(fields.get("last")), now);
    if (typeof span === "string") {
      this.failure = span;
      this.options.changed();
      return;
    }
    const replacement = String(fields.get("replacement")) || null;
    const whose = kind === "officer" ? { staff_id: staffId } : {};
    void this.tell({ type: "absence.set", ...whose, ...span, replacement });
  }

  private async tell(question: Question): Promise<void> {
    this.isBusy = true;
    this.failure = null;
    this.options.changed();
    try {
      await this.options.socket().ask(question);
      this.whose = null;
    } catch (error) {
      this.failure = error instanceof Refused ? problemOf(error.code) : "failed";
    }
    this.isBusy = false;
    this.options.changed();
  }

  private async list(): Promise<void> {
    // Refused or lost: the next session asks again.
    await this.options
      .socket()
      .ask({ type: "absence.list" }, { repeat: false })
      .catch(() => undefined);
  }
}
