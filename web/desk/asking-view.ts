/** The dialog in which a callback is asked for somebody on the phone. */
import alertIcon from "icon:alert-triangle";
import checkIcon from "icon:circle-check";
import copyIcon from "icon:copy";
import placeIcon from "icon:map-pin";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { languageName, longDate, weekday } from "../shared/i18n/format.ts";
import { VISITOR_LANGUAGES } from "../shared/i18n/languages.ts";
import { FURTHER_LANGUAGES } from "../shared/i18n/more-languages.ts";
import type { CallbackRequest } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import type { Asking } from "./asking.ts";

/** The officers are Dutch, and so are their days. */
const ZONE = "Europe/Amsterdam";
const TOPICS = ["question", "report", "complaint"] as const;
const PARTS = ["morning", "afternoon", "evening"] as const;
const NEEDS = ["without_hearing", "without_voice", "screen_reader", "companion"] as const;

export interface AskingProps {
  t: StaffTexts;
  asking: Asking;
  fill(fields: FormData, changed: string): void;
  send(): void;
  copy(text: string): void;
  another(): void;
  close(): void;
}

/** The dialog closes itself, so that the focus goes back to where it came from. */
const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();

export function askingView(props: AskingProps): TemplateResult {
  const { t, asking, close } = props;
  return html`<dialog class="transfer asking" data-testid="asking" aria-labelledby="asking-heading" @close=${close}>
    <div class="transfer__form">
      <header class="transfer__head">
        <h2 id="asking-heading">${t("asking.title")}</h2>
        <button type="button" class="transfer__close" data-testid="asking-close" aria-label=${t("asking.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      ${asking.done ? doneView(props, asking.done) : formView(props)}
    </div>
  </dialog>`;
}

function formView(props: AskingProps): TemplateResult {
  const { t, asking, fill, send } = props;
  const { form, faults, place, problem, sending, urgent } = asking;
  const touched = (event: Event) =>
    fill(new FormData(event.currentTarget as HTMLFormElement), (event.target as HTMLInputElement).name);
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    send();
  };
  return html`<form class="asking__form" novalidate autocomplete="off" @input=${touched} @submit=${submitted}>
    ${lineView(props, "name", { autofocus: true })}
    ${lineView(props, "postcode", {})}
    ${lineView(props, "phone", { type: "tel" })}
    ${lineView(props, "email", { type: "email" })}
    <label class="field">
      <span class="utrecht-form-label">${t("asking.topic")}</span>
      <select class="utrecht-select" name="topic" data-testid="asking-topic" aria-describedby="asking-topic-wrong" aria-invalid=${faults["topic"] ? "true" : "false"}>
        <option value="">${t("asking.topic.choose")}</option>
        ${TOPICS.map((topic) => html`<option value=${topic} .selected=${form.topic === topic}>${t(`subject.${topic}`)}</option>`)}
      </select>
      ${wrongView(props, "topic")}
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("asking.language")}</span>
      <select class="utrecht-select" name="language" data-testid="asking-language">
        ${[...VISITOR_LANGUAGES, ...FURTHER_LANGUAGES].map(
          ({ code }) =>
            html`<option value=${code} .selected=${form.language === code}>${languageName(code, t.locale)}</option>`,
        )}
      </select>
    </label>
    <fieldset class="asking__group asking__wide" aria-describedby="asking-place asking-preference-wrong">
      <legend class="utrecht-form-label">${t("asking.preference")}</legend>
      <div class="asking__ticks">
        ${(["video", "phone"] as const).map(
          (channel) => html`<label class="pick">
            <input type="radio" name="preference" value=${channel} data-testid="asking-by-${channel}" ?disabled=${channel === "video" && place?.video === false}
              .checked=${form.preference === channel} />
            <span class="pick__words">${t(channel === "video" ? "asking.video" : "asking.by_phone")}</span>
          </label>`,
        )}
      </div>
      <p class="asking__place" id="asking-place" role="status">
        ${place ? html`${icon(placeIcon)}<span>${t(place.video ? "asking.place.video" : "asking.place.phone", { place: place.neighborhood })}</span>` : nothing}
      </p>
      ${wrongView(props, "preference")}
    </fieldset>
    ${ticksView(props, "days", ["1", "2", "3", "4", "5", "6", "7"], (day) => weekday(Number(day), t.locale))}
    ${ticksView(props, "parts", PARTS, (part) => t(`asking.parts.${part}`))}
    ${ticksView(props, "needs", NEEDS, (need) => t(`need.${need}`))}
    <footer class="transfer__foot asking__wide">
      <label class="asking__tick asking__urgent"><input type="checkbox" name="urgent" data-testid="asking-urgent" .checked=${urgent} /><span>${t("asking.urgent")}</span></label>
      ${problem ? html`<p class="problem" role="alert">${t(`asking.${problem}`)}</p>` : nothing}
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="asking-send" aria-disabled=${sending ? "true" : "false"}>
        ${t(sending ? "asking.sending" : "asking.send")}
      </button>
    </footer>
  </form>`;
}

function lineView(
  props: AskingProps,
  name: "name" | "postcode" | "phone" | "email",
  { type = "text", autofocus = false }: { type?: string; autofocus?: boolean },
): TemplateResult {
  const { t, asking } = props;
  const isWrong = asking.faults[name] !== undefined;
  return html`<label class="field">
    <span class="utrecht-form-label">${t(`asking.${name}`)}</span>
    <input class="utrecht-textbox" name=${name} type=${type} maxlength="200" data-testid="asking-${name}" ?autofocus=${autofocus} .value=${asking.form[name]}
      aria-describedby="asking-${name}-wrong" aria-invalid=${isWrong ? "true" : "false"} />
    ${wrongView(props, name)}
  </label>`;
}

function ticksView<Value extends string>(
  props: AskingProps,
  name: "days" | "parts" | "needs",
  values: readonly Value[],
  label: (value: Value) => string,
): TemplateResult {
  const { t, asking } = props;
  return html`<fieldset class="asking__group asking__wide">
    <legend class="utrecht-form-label">${t(`asking.${name}`)}</legend>
    <div class="asking__ticks">
      ${values.map(
        (value) => html`<label class="asking__tick">
          <input type="checkbox" name=${name} value=${value} .checked=${asking.form[name].includes(value)} /><span>${label(value)}</span>
        </label>`,
      )}
    </div>
    ${name === "days" ? html`<p class="asking__hint">${t("asking.any")}</p>` : nothing}
  </fieldset>`;
}

function wrongView({ t, asking }: AskingProps, name: string): TemplateResult {
  const wrong = asking.faults[name];
  return html`<span class="asking__wrong" id="asking-${name}-wrong" role="alert">${
    wrong ? html`${icon(alertIcon)}<span>${t(`asking.wrong.${wrong}`)}</span>` : nothing
  }</span>`;
}

function doneView({ t, copy, another }: AskingProps, request: CallbackRequest): TemplateResult {
  return html`<div class="asking__done">
    <p class="report__done" role="status">${icon(checkIcon)}${t("asking.done")}</p>
    <div>
      <p class="asking__hint">${t("asking.reference")}</p>
      <p class="asking__reference" data-testid="asking-reference">${request.reference}</p>
    </div>
    <p>${t("asking.say", { when: longDate(request.due_at, t.locale, ZONE) })}</p>
    <footer class="transfer__foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => copy(request.reference)}>${icon(copyIcon)}<span>${t("asking.copy")}</span></button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="asking-another" @click=${another}>${t("asking.another")}</button>
      <button type="button" class="utrecht-button utrecht-button--primary-action" autofocus @click=${dismiss}>${t("asking.close")}</button>
    </footer>
  </div>`;
}
