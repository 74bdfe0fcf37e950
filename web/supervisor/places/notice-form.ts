/** What visitors of a closed location read, as a supervisor writes it; beneath the location's row. */
import { html, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { clockTime } from "../../shared/i18n/format.ts";
import type { LocationView } from "../../shared/protocol/server.ts";
import { type DoorActions, REASONS } from "./doors.ts";

/** Characters; and so many before that it is said how many are left. */
const LONGEST = 200;
const SOON = 60;

export function noticeForm(t: StaffTexts, location: LocationView, doors: DoorActions): TemplateResult {
  const { closing, timezone } = location;
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    void doors.tell(location, new FormData(event.currentTarget as HTMLFormElement));
  };
  // Nothing is cut off what they write: what is too long is said to be, and not sent.
  const written = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const left = LONGEST - field.value.length;
    const said = left < 0 ? t("places.line.over", { count: -left }) : t("places.line.left", { count: left });
    const room = field.parentElement?.querySelector("output");
    if (room) room.textContent = left > SOON ? "" : said;
    field.setCustomValidity(left < 0 ? said : "");
    field.setAttribute("aria-invalid", left < 0 ? "true" : "false");
  };
  const reopens = closing?.reopens_at ?? null;
  return html`<form class="notice-form" data-testid="notice-form" @submit=${submitted}>
    <label class="field">
      <span class="utrecht-form-label">${t("places.reason")}</span>
      <select class="utrecht-select" name="reason" data-testid="notice-reason">
        <option value="" ?selected=${!closing?.reason}>${t("places.reason.none")}</option>
        ${REASONS.map((each) => html`<option value=${each} ?selected=${closing?.reason === each}>${t(`places.reason.${each}`)}</option>`)}
      </select>
      <small class="field__hint">${t("places.reason.hint")}</small>
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("places.line")}</span>
      <input class="utrecht-textbox" name="line" type="text" dir="auto" autocomplete="off" data-testid="notice-line" aria-describedby="notice-line-room" .defaultValue=${closing?.line ?? ""} @input=${written} />
      <small class="field__hint">${t("places.line.hint")}</small>
      <output class="notice-form__room" id="notice-line-room"></output>
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("places.reopens_at")}</span>
      <input class="utrecht-textbox" name="reopens" type="time" data-testid="notice-reopens" .defaultValue=${reopens === null ? "" : clockTime(reopens, "nl", timezone)} />
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("deed.why.optional")}</span>
      <input class="utrecht-textbox" name="why" type="text" maxlength="200" autocomplete="off" data-testid="notice-why" />
      <small class="field__hint">${t("deed.why.hint")}</small>
    </label>
    <footer class="notice-form__foot">
      <button type="submit" class="utrecht-button utrecht-button--primary-action button--small" data-testid="notice-tell">${t("places.tell")}</button>
      <button type="button" class="utrecht-button utrecht-button--subtle button--small" data-testid="notice-leave" @click=${() => doors.leave()}>${t("places.leave")}</button>
    </footer>
  </form>`;
}
