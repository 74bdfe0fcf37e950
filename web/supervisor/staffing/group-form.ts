/** The form for a group that nobody was part of in the week. */
import { html, type TemplateResult } from "lit";
import { languageName } from "../../shared/i18n/format.ts";
import type { StaffingWeek } from "../../shared/protocol/api.ts";
import type { Role } from "./people.ts";
import type { StaffingAction } from "./state.ts";
import type { StaffingTexts } from "./texts.ts";

const ROLES: readonly Role[] = ["agent", "interpreter"];

export function groupFormView(
  t: StaffingTexts,
  week: StaffingWeek,
  dispatch: (action: StaffingAction) => void,
): TemplateResult {
  const added = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const told = new FormData(form);
    const languages = told.getAll("language").map(String);
    const first = form.querySelector<HTMLInputElement>("[name=language]");
    first?.setCustomValidity(languages.length === 0 ? t("staffing.add.none") : "");
    if (!form.reportValidity()) return;
    dispatch({
      kind: "added",
      role: told.get("role") as Role,
      centre: String(told.get("centre")),
      languages,
    });
  };
  // A wrong choice is no longer wrong once it is changed.
  const changed = (event: Event) =>
    (event.currentTarget as HTMLFormElement)
      .querySelector<HTMLInputElement>("[name=language]")
      ?.setCustomValidity("");
  return html`<form class="group-form" data-testid="group-form" @submit=${added} @change=${changed}>
    <label class="field"><span class="utrecht-form-label">${t("staffing.add.role")}</span>
      <select class="utrecht-select" name="role">${ROLES.map((role) => html`<option value=${role}>${t(`staffing.role.${role}`)}</option>`)}</select>
    </label>
    <label class="field"><span class="utrecht-form-label">${t("staffing.add.centre")}</span>
      <select class="utrecht-select" name="centre">${Object.entries(week.centres).map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select>
    </label>
    <fieldset class="group-form__languages">
      <legend class="utrecht-form-label">${t("staffing.add.languages")}</legend>
      ${week.languages.map(
        (code) =>
          html`<label class="group-form__language"><input type="checkbox" name="language" value=${code} />${languageName(code, t.locale)}</label>`,
      )}
    </fieldset>
    <div class="group-form__deeds">
      <button type="submit" class="utrecht-button utrecht-button--primary-action button--small" data-testid="group-submit">${t("staffing.add.submit")}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" @click=${() => dispatch({ kind: "adding", adding: false })}>${t("staffing.add.cancel")}</button>
    </div>
  </form>`;
}
