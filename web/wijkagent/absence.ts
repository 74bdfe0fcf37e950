/** The officer's own absence: when, who stands in, and for whom they stand in themselves. */
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { Absence, ServerMessage, TeamView } from "../shared/protocol/server.ts";
import { type ErrorCode, type Question, Refused, type Socket } from "../shared/protocol/socket.ts";
import { icon } from "../shared/ui/icon.ts";
import { type SpanProblem, spanOf, standIns } from "./absent-days.ts";
import { dateIn, dayText } from "./moments.ts";

export interface AbsenceOptions {
  socket(): Pick<Socket, "ask">;
  changed(): void;
}

export interface AbsenceProps {
  t: StaffTexts;
  self: string;
  teams: readonly TeamView[];
  online: boolean;
  /** Server time, epoch ms. */
  now: number;
}

/** Somebody absent whose work the officer does. */
export interface StandIn {
  readonly staffId: string;
  readonly words: string;
}

type Problem = SpanProblem | "far" | "failed";

function nameOf(teams: readonly TeamView[], id: string | null): string | undefined {
  return standIns(teams, "").find((each) => each.staff_id === id)?.display_name;
}

function daysOf(t: StaffTexts, { starts_at, ends_at }: Absence, now: number) {
  return { first: dayText(t, starts_at, now), last: dayText(t, ends_at - 1, now) };
}

function replacedText(
  { t, teams, now }: Pick<AbsenceProps, "t" | "teams" | "now">,
  absence: Absence,
): string {
  const name = nameOf(teams, absence.staff_id) ?? t("absence.colleague");
  return t("absence.for", { name, ...daysOf(t, absence, now) });
}

function problemOf(code: ErrorCode): Problem {
  if (code === "no_such_moment") return "past";
  return code === "too_far_ahead" ? "far" : "failed";
}

export class Absences {
  private absences: readonly Absence[] = [];
  private isOpen = false;
  private isBusy = false;
  private problem: Problem | null = null;
  private readonly options: AbsenceOptions;

  constructor(options: AbsenceOptions) {
    this.options = options;
  }

  received(message: ServerMessage): void {
    if (message.type === "session.opened" || message.type === "absence.changed") void this.list();
    if (message.type === "absence.listed") this.absences = message.absences;
    // It rings: the dialog can wait.
    if (message.type === "reservation.created") this.isOpen = false;
  }

  /** Nobody is signed in. */
  forget(): void {
    this.absences = [];
    this.isOpen = false;
  }

  /** For whom they stand in now. */
  standsIn(props: Pick<AbsenceProps, "t" | "self" | "teams" | "now">): readonly StandIn[] {
    const isOn = ({ starts_at, ends_at }: Absence) => starts_at <= props.now && props.now < ends_at;
    return this.replaced(props.self)
      .filter(isOn)
      .map((each) => ({ staffId: each.staff_id, words: replacedText(props, each) }));
  }

  card(props: AbsenceProps): TemplateResult {
    const { t, self, teams, online, now } = props;
    const own = this.absences.find((each) => each.staff_id === self);
    const name = nameOf(teams, own?.replacement ?? null);
    const isBusy = this.isBusy || !online;
    return html`<section class="card officer__status" aria-labelledby="absence-heading" data-testid="absence" data-absent=${own ? "true" : "false"}>
      <h2 id="absence-heading">${t("absence.heading")}</h2>
      ${own ? html`<p><strong>${t("absence.own", daysOf(t, own, now))}</strong> ${name ? t("absence.by", { name }) : t("absence.by.nobody")}</p>` : nothing}
      ${this.replaced(self).map((each) => html`<p>${replacedText(props, each)}</p>`)}
      ${this.problem && !this.isOpen ? html`<p class="problem" role="alert">${t(`absence.${this.problem}`)}</p>` : nothing}
      <div class="officer__devices">
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="absence-open" ?disabled=${isBusy} @click=${() => this.open(true)}>${t(own ? "absence.change" : "absence.set")}</button>
        ${own ? html`<button type="button" class="utrecht-button utrecht-button--subtle button--small" data-testid="absence-clear" ?disabled=${isBusy} @click=${() => void this.tell({ type: "absence.clear" })}>${t("absence.clear")}</button>` : nothing}
      </div>
    </section>`;
  }

  /** The dialog that asks when; its page opens it as a modal one. */
  dialog(props: AbsenceProps): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const { t, self, teams, now } = props;
    const submitted = (event: SubmitEvent) => {
      event.preventDefault();
      this.send(new FormData(event.currentTarget as HTMLFormElement), now);
    };
    const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
    const date = (name: string) => html`<label class="field">
      <span class="utrecht-form-label">${t(name === "first" ? "absence.first" : "absence.last")}</span>
      <input class="utrecht-textbox" type="date" name=${name} data-testid="absence-${name}" required aria-describedby="absence-problem" .defaultValue=${dateIn(now)} />
    </label>`;
    return html`<dialog class="transfer" aria-labelledby="absence-dialog-heading" @close=${() => this.open(false)}>
      <form class="transfer__form" novalidate @submit=${submitted}>
        <header class="transfer__head">
          <h2 id="absence-dialog-heading">${t("absence.set")}</h2>
          <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("dialog.close")} @click=${dismiss}>${icon(closeIcon)}</button>
        </header>
        <p class="transfer__lead">${t("absence.lead")}</p>
        <div class="plan__own">${date("first")}${date("last")}</div>
        <p class="dialog__problem" id="absence-problem" role="alert" data-testid="dialog-problem">${this.problem ? t(`absence.${this.problem}`) : ""}</p>
        <label class="field"><span class="utrecht-form-label">${t("absence.replacement")}</span>
          <select class="utrecht-select" name="replacement" data-testid="absence-replacement">
            <option value="">${t("absence.nobody")}</option>
            ${standIns(teams, self).map((each) => html`<option value=${each.staff_id}>${each.display_name}</option>`)}
          </select>
        </label>
        <footer class="transfer__foot">
          <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${dismiss}>${t("dialog.close")}</button>
          <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="dialog-submit" ?disabled=${this.isBusy}>${t("absence.submit")}</button>
        </footer>
      </form>
    </dialog>`;
  }

  private replaced(self: string): readonly Absence[] {
    return this.absences.filter((each) => each.replacement === self);
  }

  private open(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.problem = null;
    this.options.changed();
  }

  private send(fields: FormData, now: number): void {
    const span = spanOf(String(fields.get("first")), String(fields.get("last")), now);
    if (typeof span === "string") {
      this.problem = span;
      this.options.changed();
      return;
    }
    const replacement = String(fields.get("replacement")) || null;
    void this.tell({ type: "absence.set", ...span, replacement });
  }

  private async tell(question: Question): Promise<void> {
    this.isBusy = true;
    this.problem = null;
    this.options.changed();
    try {
      await this.options.socket().ask(question);
      this.isOpen = false;
    } catch (error) {
      this.problem = error instanceof Refused ? problemOf(error.code) : "failed";
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
