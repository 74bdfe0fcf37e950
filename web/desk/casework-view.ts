/** What the employee writes down of a call: their note, what it is about, how it was finished and what follows. */
import alertIcon from "icon:alert-circle";
import copyIcon from "icon:copy";
import linkIcon from "icon:message-share";
import noteIcon from "icon:note";
import takeIcon from "icon:text-plus";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { Call, Disposition, Note, Subject } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import type { NoteStatus } from "./note.ts";

export const SUBJECTS: readonly Subject[] = ["question", "report", "complaint", "anonymous"];

export interface CaseProps {
  t: StaffTexts;
  call: Call | null;
  /** The own note. */
  text: string;
  status: NoteStatus | "closed";
  others: readonly Note[];
  subject: Subject | null;
  mayClassify: boolean;
  disposition: Disposition | null;
  offered: readonly Disposition[];
  /** The form to file a complaint online; null when there is none, or no chat to put it into. */
  form: string | null;
  linked: boolean;
  type(text: string): void;
  /** Typing is over: the field lost the focus. */
  leave(): void;
  take(note: Note): void;
  classify(subject: Subject): void;
  state(disposition: Disposition): void;
  link(): void;
  copy(text: string): void;
}

/** In the call: note, subject and outcome in one card. */
export function caseView(props: CaseProps): TemplateResult {
  return html`<section class="case" aria-label=${props.t("note.title")}>
    ${noteView(props)}
    <div class="case__choices">${subjectView(props)}${dispositionView(props)}</div>
    ${followView(props)}
  </section>`;
}

/** The own note, below those of colleagues who had the call before. */
export function noteView(props: CaseProps): TemplateResult {
  const { t, text, status, others, type, leave } = props;
  const input = (event: Event) => type((event.currentTarget as HTMLTextAreaElement).value);
  return html`<div class="note">
    <div class="note__head">
      <h2 class="note__title">${icon(noteIcon)}${t("note.title")}</h2>
      <span class="note__status note__status--${status}" data-testid="note-status" data-status=${status} role="status">${t(`note.status.${status}`)}</span>
    </div>
    ${others.map((note) => otherView(props, note))}
    <textarea
      class="note__field"
      data-testid="notes"
      aria-label=${t("note.field")}
      placeholder=${t("note.placeholder")}
      maxlength="8000"
      dir="auto"
      .value=${live(text)}
      @input=${input}
      @blur=${leave}
    ></textarea>
  </div>`;
}

function otherView({ t, take }: CaseProps, note: Note): TemplateResult {
  return html`<details class="note__other" data-testid="note-other" data-staff-id=${note.staff_id} open>
    <summary>${t("note.of", { name: note.display_name })}</summary>
    <p dir="auto">${note.text}</p>
    <button type="button" class="note__take" data-testid="note-take" @click=${() => take(note)}>${icon(takeIcon)}<span>${t("note.take")}</span></button>
  </details>`;
}

export function subjectView({ t, subject, mayClassify, classify }: CaseProps): TemplateResult {
  const label = t("case.subject");
  if (!mayClassify || subject === null)
    return html`<div class="field"><span class="utrecht-form-label">${label}</span><p class="case__fixed">${subject === null ? "–" : t(`subject.${subject}`)}</p></div>`;
  return html`<label class="field">
    <span class="utrecht-form-label">${label}</span>
    <select class="utrecht-select" data-testid="case-subject" @change=${(event: Event) => classify((event.target as HTMLSelectElement).value as Subject)}>
      ${SUBJECTS.map((each) => html`<option value=${each} .selected=${live(each === subject)}>${t(`subject.${each}`)}</option>`)}
    </select>
  </label>`;
}

/** How the call ends; `problem`: what is wrong with the choice. */
export function dispositionView(
  { t, disposition, offered, state }: CaseProps,
  problem: string | null = null,
): TemplateResult {
  // What is wrong describes the field, and is no part of its name.
  return html`<div class="field">
    <label class="utrecht-form-label" for="disposition">${t("case.disposition")}</label>
    <select
      class="utrecht-select"
      id="disposition"
      data-testid="disposition"
      required
      aria-invalid=${problem === null ? nothing : "true"}
      aria-describedby=${problem === null ? nothing : "disposition-problem"}
      @change=${(event: Event) => state((event.target as HTMLSelectElement).value as Disposition)}
    >
      <option value="" disabled .selected=${live(disposition === null)}>${t("case.disposition.choose")}</option>
      ${offered.map((each) => html`<option value=${each} .selected=${live(each === disposition)}>${t(`disposition.${each}`)}</option>`)}
    </select>
    ${problem === null ? nothing : html`<span class="field__problem" id="disposition-problem" data-testid="disposition-problem" role="alert">${icon(alertIcon)}${problem}</span>`}
  </div>`;
}

/** What is to be done now that the call is finished in this way. */
export function followView(props: CaseProps): TemplateResult | typeof nothing {
  const { t, call, disposition } = props;
  if (disposition === null || disposition === "answered" || disposition === "nothing_done") return nothing;
  // Whoever has gone can't be given anything any more; the booth has shown the reference.
  const isOver = call?.state === "ended";
  const text =
    isOver && (disposition === "report_taken" || disposition === "appointment_made")
      ? (`follow.${disposition}.over` as const)
      : (`follow.${disposition}` as const);
  return html`<div class="follow" data-testid="follow-up" data-disposition=${disposition} role="status">
    <p>${t(text, { reference: call?.reference ?? "" })}</p>
    ${disposition === "online_form" && props.form !== null ? linkView(props, props.form) : nothing}
  </div>`;
}

function linkView({ t, linked, link, copy }: CaseProps, form: string): TemplateResult {
  if (linked) return html`<p class="follow__sent">${t("follow.online_form.sent")}</p>`;
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="send-form" @click=${link}>${icon(linkIcon)}<span>${t("follow.online_form.send")}</span></button>
    <button type="button" class="follow__copy" title=${form} aria-label=${form} @click=${() => copy(form)}>${icon(copyIcon)}</button>`;
}

/** What the call is called by, large enough to read aloud from. */
export function referenceView(
  t: StaffTexts,
  reference: string,
  copy: (text: string) => void,
): TemplateResult | typeof nothing {
  if (reference === "") return nothing;
  return html`<button type="button" class="reference reference--large" data-testid="reference" data-reference=${reference} aria-label=${t("copy.reference", { reference })} @click=${() => copy(reference)}>
    <span>${reference}</span>${icon(copyIcon)}
  </button>`;
}
