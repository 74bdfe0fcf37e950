/** What is looked for in the audit log, and ways to take it along. */

import downloadIcon from "icon:download";
import filterIcon from "icon:filter-x";
import searchIcon from "icon:search";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { AuditTexts } from "../../shared/i18n/audit.ts";
import { addressOf } from "../../shared/staff/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { personName } from "./sentence.ts";
import { type AuditState, type Filter, isFiltered, isWrongOrder, KINDS, type Kind, timeOf } from "./state.ts";

interface FiltersProps {
  readonly t: AuditTexts;
  readonly state: AuditState;
  /** Whoever may be chosen beside those who did something, by id. */
  readonly people: ReadonlyMap<string, string>;
  choose(change: Partial<Filter>): void;
  clear(): void;
}

export function filtersView({ t, state, people, choose, clear }: FiltersProps): TemplateResult {
  const { filter } = state;
  const isWrong = isWrongOrder(filter);
  const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const persons = [...new Map([...people, ...state.people])]
    .map(([id, name]) => [id, personName(t, id, name === id ? null : name)] as const)
    .sort(([, a], [, b]) => a.localeCompare(b, t.locale));
  const day = (end: "from" | "to") => html`<div class="audit-field">
    <label class="utrecht-form-label" for="audit-${end}">${t(`audit.${end}`)}</label>
    <input id="audit-${end}" data-testid="audit-${end}" class="utrecht-textbox" type="date" .value=${filter[end]}
      aria-invalid=${isWrong && end === "to" ? "true" : "false"} aria-describedby=${isWrong && end === "to" ? "audit-fault" : nothing}
      @change=${(event: Event) => choose({ [end]: value(event) })} />
    ${isWrong && end === "to" ? html`<p class="field__problem" id="audit-fault" role="alert">${t("audit.wrong_order")}</p>` : nothing}
  </div>`;
  return html`<form class="audit-filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
    <div class="audit-field audit-field--text">
      <label class="utrecht-form-label" for="audit-text">${t("audit.search")}</label>
      <div class="audit-search">${icon(searchIcon)}<input id="audit-text" data-testid="audit-text" class="utrecht-textbox" type="search" maxlength="100"
        placeholder=${t("audit.search.hint")} .value=${filter.text} @input=${(event: Event) => choose({ text: value(event) })} /></div>
    </div>
    ${selectView("audit-by", t("audit.person"), filter.by, [["", t("audit.person.all")], ...persons], (by) => choose({ by }))}
    ${selectView(
      "audit-kind",
      t("audit.kind"),
      filter.kind,
      [
        ["", t("audit.kind.all")],
        ...(Object.keys(KINDS) as Kind[]).map((each) => [each, t(`audit.kind.${each}`)] as const),
      ],
      (kind) => choose({ kind: kind as Kind | "" }),
    )}
    ${day("from")}${day("to")}
    ${
      isFiltered(filter)
        ? html`<div class="audit-filters__chosen">
          ${
            filter.subject
              ? html`<button type="button" class="audit-chip" data-testid="audit-subject" @click=${() => choose({ subject: null })}>${t("audit.only_subject", { what: filter.subject.name })}${icon(closeIcon)}</button>`
              : nothing
          }
          <button type="button" class="audit-chip audit-chip--clear" data-testid="audit-clear" @click=${clear}>${icon(filterIcon)}${t("audit.clear")}</button>
        </div>`
        : nothing
    }
  </form>`;
}

function selectView(
  id: string,
  label: string,
  chosen: string,
  options: readonly (readonly [string, string])[],
  changed: (value: string) => void,
): TemplateResult {
  return html`<div class="audit-field">
    <label class="utrecht-form-label" for=${id}>${label}</label>
    <select class="utrecht-select" id=${id} data-testid=${id} @change=${(event: Event) => changed((event.target as HTMLSelectElement).value)}>
      ${options.map(([value, name]) => html`<option value=${value} .selected=${value === chosen}>${name}</option>`)}
    </select>
  </div>`;
}

/** Take the lines of the chosen days along. */
export function exportView(t: AuditTexts, filter: Filter, now: number): TemplateResult {
  const { from_at, to_at } = timeOf(filter);
  const link = (format: "csv" | "jsonl") => {
    const period = { from_at: from_at ?? 0, to_at: to_at ?? now + 86_400_000, format };
    return html`<li><a href=${addressOf("/audit/export", period)} download data-testid="audit-export-${format}">${t(`audit.export.${format}`)}</a></li>`;
  };
  return html`<div class="audit-export">
    <button type="button" class="utrecht-button utrecht-button--secondary-action" popovertarget="audit-export" data-testid="audit-export" ?disabled=${isWrongOrder(filter)}>${icon(downloadIcon)}${t("audit.export")}</button>
    <div id="audit-export" class="audit-export__menu" popover>
      <p>${t("audit.export.lead")}</p>
      <ul>${link("csv")}${link("jsonl")}</ul>
    </div>
  </div>`;
}
