/** To whom a call goes: a colleague by name, or the queue of a centre and language. */
import alertIcon from "icon:alert-triangle";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { languageName } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { type Colleagues, isStaffed, matching, type TransferChoice, withCentre } from "./transfer.ts";

export interface TargetProps {
  t: StaffTexts;
  colleagues: Colleagues;
  self: string;
  /** What whoever chooses speaks. */
  spoken: readonly string[];
  choice: TransferChoice;
  choose(choice: TransferChoice): void;
}

export function targetView(props: TargetProps): TemplateResult {
  const { t, choice, choose } = props;
  const kind = (value: TransferChoice["kind"]) => html`<label class="switch__choice">
    <input type="radio" name="kind" data-testid="transfer-kind-${value}" .checked=${choice.kind === value} @change=${() => choose({ ...choice, kind: value })} />
    <span>${t(`transfer.kind.${value}`)}</span>
  </label>`;
  return html`<div class="switch" role="radiogroup" aria-label=${t("transfer.to")}>${kind("person")}${kind("pool")}</div>
    ${choice.kind === "person" ? peopleView(props) : poolView(props)}`;
}

function peopleView({ t, colleagues, self, choice, choose }: TargetProps): TemplateResult {
  const people = matching(colleagues, self, choice.search, t.locale);
  const centreName = (id: string) => colleagues.centres.find((each) => each.centre === id)?.name ?? id;
  const searched = (event: Event) =>
    choose({ ...choice, search: (event.target as HTMLInputElement).value, staffId: "" });
  return html`
    <input class="utrecht-textbox" type="search" data-testid="transfer-search" autofocus autocomplete="off" .value=${choice.search}
      aria-label=${t("transfer.search")} placeholder=${t("transfer.search")} @input=${searched} />
    <div class="transfer__list" role="radiogroup" aria-label=${t("transfer.kind.person")}>
      ${repeat(
        people,
        (person) => person.staff_id,
        (person) => html`<label class="pick">
          <input type="radio" name="person" required data-testid="transfer-person-${person.staff_id}" .checked=${choice.staffId === person.staff_id}
            @change=${() => choose({ ...choice, staffId: person.staff_id })} />
          <span class="pick__words">
            <strong>${person.display_name}</strong>
            <small>${centreName(person.centre)} · ${person.languages.map((code) => languageName(code, t.locale)).join(", ")}</small>
          </span>
          <span class="badge badge--${person.free ? "ready" : "away"}">${t(person.free ? "transfer.free" : "transfer.busy")}</span>
        </label>`,
      )}
      ${people.length === 0 ? html`<p class="transfer__none" data-testid="transfer-nobody">${t(choice.search ? "transfer.no_match" : "transfer.nobody")}</p>` : nothing}
    </div>`;
}

function poolView({ t, colleagues, self, spoken, choice, choose }: TargetProps): TemplateResult {
  const { centres } = colleagues;
  const centre = centres.find((each) => each.centre === choice.centre);
  // Where nobody is there by now the call waits in its own language.
  const languages = centre?.languages.length ? centre.languages : [choice.language].filter(Boolean);
  const chosen = (event: Event) => (event.target as HTMLSelectElement).value;
  const moved = (event: Event) => {
    const next = centres.find((each) => each.centre === chosen(event));
    choose(withCentre(choice, next, spoken));
  };
  return html`<div class="transfer__pool">
    <label class="field">
      <span class="utrecht-form-label">${t("transfer.centre")}</span>
      <select class="utrecht-select" data-testid="transfer-centre" required @change=${moved}>
        ${centres.map((each) => html`<option value=${each.centre} .selected=${each.centre === choice.centre}>${each.name}</option>`)}
      </select>
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("transfer.language")}</span>
      <select class="utrecht-select" data-testid="transfer-language" required @change=${(event: Event) => choose({ ...choice, language: chosen(event) })}>
        ${languages.map((code) => html`<option value=${code} .selected=${code === choice.language}>${languageName(code, t.locale)}</option>`)}
      </select>
    </label>
    ${isStaffed(colleagues, self, choice) ? nothing : html`<p class="notice transfer__empty" data-testid="transfer-empty" role="status">${icon(alertIcon)}<span>${t("transfer.nobody.pool")}</span></p>`}
  </div>`;
}
