/** What lies over a screen: the language, another moment, the question whether to cancel. */
import { html, nothing, type TemplateResult } from "lit";
import { weekday } from "../../shared/i18n/format.ts";
import { VISITOR_LANGUAGES } from "../../shared/i18n/languages.ts";
import type { DayPart } from "../../shared/protocol/server.ts";
import type { JoinProps } from "../props.ts";
import { failedView } from "./parts.ts";

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const PARTS: readonly DayPart[] = ["morning", "afternoon", "evening"];

export function dialogView(props: JoinProps): TemplateResult | typeof nothing {
  switch (props.state.dialog) {
    case "language":
      return languageView(props);
    case "moment":
      return momentView(props);
    case "cancel":
      return cancelView(props);
    default:
      return nothing;
  }
}

function over(
  { actions }: JoinProps,
  role: "dialog" | "alertdialog",
  content: TemplateResult,
): TemplateResult {
  const close = (event: Event) => event.target === event.currentTarget && actions.open(null);
  return html`<div class="overlay" @click=${close}>
    <section class="dialog" role=${role} aria-modal="true" aria-labelledby="dialog-heading">${content}</section>
  </div>`;
}

function languageView(props: JoinProps): TemplateResult {
  const { t, state, actions } = props;
  return over(
    props,
    "dialog",
    html`<h2 id="dialog-heading" tabindex="-1">${t("reading.heading")}</h2>
      <ul class="readings">
        ${VISITOR_LANGUAGES.map(
          ({ code, name, dir }) => html`<li>
            <button type="button" class="readings__one" data-testid="reading-${code}" lang=${code} dir=${dir} aria-pressed=${code === state.reading ? "true" : "false"} @click=${() => actions.read(code)}>${name}</button>
          </li>`,
        )}
      </ul>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="reading-close" @click=${() => actions.open(null)}>${t("reading.close")}</button>`,
  );
}

function momentView(props: JoinProps): TemplateResult {
  const { t, state, actions } = props;
  const choice = (handle: string, text: string, chosen: boolean, press: () => void) =>
    html`<button type="button" class="pick" data-testid=${handle} aria-pressed=${chosen ? "true" : "false"} @click=${press}>${text}</button>`;
  return over(
    props,
    "dialog",
    html`<h2 id="dialog-heading" tabindex="-1">${t("moment.heading")}</h2>
      <div class="picks" role="group" aria-labelledby="moment-days">
        <p id="moment-days">${t("moment.days")}</p>
        ${DAYS.map((day) => choice(`moment-day-${day}`, weekday(day, t.locale), state.days.includes(day), () => actions.day(day)))}
      </div>
      <div class="picks" role="group" aria-labelledby="moment-parts">
        <p id="moment-parts">${t("moment.parts")}</p>
        ${PARTS.map((part) => choice(`moment-part-${part}`, t(`part.${part}`), state.parts.includes(part), () => actions.part(part)))}
      </div>
      <p>${t("moment.any")}</p>
      ${failedView(props)}
      <div class="dialog__choices">
        <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="moment-send" ?disabled=${state.busy} @click=${actions.askOtherMoment}>${t("moment.send")}</button>
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="dialog-back" @click=${() => actions.open(null)}>${t("dialog.back")}</button>
      </div>`,
  );
}

function cancelView(props: JoinProps): TemplateResult {
  const { t, state, actions } = props;
  return over(
    props,
    "alertdialog",
    html`<h2 id="dialog-heading" tabindex="-1">${t("cancel.heading")}</h2>
      <p class="lead">${t("cancel.lead")}</p>
      ${failedView(props)}
      <div class="dialog__choices">
        <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="dialog-back" @click=${() => actions.open(null)}>${t("dialog.back")}</button>
        <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="cancel-yes" ?disabled=${state.busy} @click=${actions.cancel}>${t("cancel.yes")}</button>
      </div>`,
  );
}
