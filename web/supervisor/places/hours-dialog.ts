/** The dialog with the hours of a location's coming days, and the form for one of them. */
import "./hours.css";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import type { PlannedDay } from "../../shared/protocol/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { editedDay, type Hours, type HoursState } from "./hours.ts";

type HoursActions = Pick<Hours, "edit" | "save" | "remove" | "close">;

function dateText(t: StaffTexts, day: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(t.locale, options).format(Date.parse(`${day}T00:00Z`));
}

export function hoursDialog(t: StaffTexts, state: HoursState, actions: HoursActions): TemplateResult {
  const { location, plan, problem, editing } = state;
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  const edited = editedDay(state);
  const isAmong = plan?.days.some(({ day }) => day === edited?.day) ?? false;
  return html`<dialog class="transfer hours-dialog" data-testid="hours-dialog" aria-labelledby="hours-dialog-heading" @close=${() => actions.close()}>
    <div class="transfer__form">
      <header class="transfer__head">
        <h2 id="hours-dialog-heading">${t("hours.heading", { location: location.name })}</h2>
        <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("dialog.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      ${
        plan
          ? html`<ul class="hours-days">${repeat(
              plan.days,
              ({ day }) => day,
              (each) =>
                html`<li>${dayView(t, each, each.day === editing?.day, actions)}${each === edited ? formView(t, state, each, actions) : nothing}</li>`,
            )}</ul>
            ${edited && !isAmong ? html`<p class="hours-day">${dateText(t, edited.day)}</p>${formView(t, state, edited, actions)}` : furtherView(t, plan.days[0]?.day ?? "", actions)}`
          : html`<p role="status">${problem ? t("hours.failed") : t("ui.loading")}</p>`
      }
    </div>
  </dialog>`;
}

function dayView(t: StaffTexts, day: PlannedDay, isEdited: boolean, actions: HoursActions): TemplateResult {
  const text = dateText(t, day.day);
  return html`<div class="hours-day" data-testid="hours-day" data-day=${day.day} data-why=${day.why}>
    <strong>${text}</strong>
    <span class="hours-day__times">${day.opens && day.closes ? html`<bdi dir="ltr">${day.opens} – ${day.closes}</bdi>` : t("location.closed")}</span>
    <span>${day.why === "weekday" ? nothing : html`<span class="badge badge--${day.why === "holiday" ? "idle" : "ringing"}">${t(`hours.why.${day.why}`)}</span>`}${day.line ? html` <q dir="auto">${day.line}</q>` : nothing}</span>
    ${isEdited ? nothing : html`<button type="button" class="utrecht-button utrecht-button--subtle button--small" data-testid="hours-change" aria-label="${t("hours.change")}: ${text}" @click=${() => actions.edit(day.day)}>${t("hours.change")}</button>`}
  </div>`;
}

function formView(
  t: StaffTexts,
  { problem, isBusy }: HoursState,
  day: PlannedDay,
  actions: HoursActions,
): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    actions.save(new FormData(event.currentTarget as HTMLFormElement));
  };
  const isClosed = day.opens === null;
  const time = (name: "opens" | "closes", value: string) => html`<label class="field">
    <span class="utrecht-form-label">${t(`hours.${name}`)}</span>
    <input class="utrecht-textbox" type="time" name=${name} data-testid="hours-${name}" .defaultValue=${value} aria-describedby="hours-problem" aria-invalid=${problem === "order" ? "true" : "false"} />
  </label>`;
  const kind = (value: "open" | "closed", isChosen: boolean) => html`<label class="hours-form__kind">
    <input type="radio" name="kind" value=${value} data-testid="hours-${value}" ?checked=${isChosen} />${t(`hours.kind.${value}`)}
  </label>`;
  return html`<form class="notice-form hours-form" data-testid="hours-form" novalidate @submit=${submitted}>
    <div class="hours-form__kinds">${kind("open", !isClosed)}${kind("closed", isClosed)}</div>
    <div class="hours-form__times">${time("opens", day.opens ?? "09:00")}${time("closes", day.closes ?? "17:00")}</div>
    <p class="dialog__problem" id="hours-problem" role="alert" data-testid="hours-problem">${problem ? t(`hours.${problem}`) : ""}</p>
    <label class="field">
      <span class="utrecht-form-label">${t("hours.line")}</span>
      <input class="utrecht-textbox" name="line" type="text" maxlength="200" dir="auto" autocomplete="off" data-testid="hours-line" .defaultValue=${day.line} />
      <small class="field__hint">${t("places.line.hint")}</small>
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("deed.why.optional")}</span>
      <input class="utrecht-textbox" name="why" type="text" maxlength="200" autocomplete="off" data-testid="hours-why" />
    </label>
    <footer class="notice-form__foot">
      <button type="submit" class="utrecht-button utrecht-button--primary-action button--small" data-testid="hours-save" ?disabled=${isBusy}>${t("hours.save")}</button>
      ${day.own ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="hours-remove" ?disabled=${isBusy} @click=${() => actions.remove()}>${t("hours.remove")}</button>` : nothing}
      <button type="button" class="utrecht-button utrecht-button--subtle button--small" @click=${() => actions.edit(null)}>${t("deed.cancel")}</button>
    </footer>
  </form>`;
}

/** Any other date, up to a year ahead. */
function furtherView(t: StaffTexts, first: string, actions: HoursActions): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const day = String(new FormData(event.currentTarget as HTMLFormElement).get("day"));
    if (day) actions.edit(day);
  };
  return html`<form class="hours-further" @submit=${submitted}>
    <label class="field">
      <span class="utrecht-form-label">${t("hours.further")}</span>
      <input class="utrecht-textbox" type="date" name="day" min=${first} required data-testid="hours-date" />
    </label>
    <button type="submit" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="hours-add">${t("hours.change")}</button>
  </form>`;
}
