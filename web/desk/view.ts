/** Beside the call: its facts, and what can be done with it. */
import { html, type TemplateResult } from "lit";
import { languageName, placeName } from "../shared/i18n/format.ts";
import { type InterpreterProps, interpreterView } from "./interpreter-panel.ts";

/** Facts of the call, the interpreter, and what else can be done with the call. */
export function asideView(props: InterpreterProps, more: TemplateResult): TemplateResult {
  const { t, call } = props;
  const fact = (label: string, value: string) =>
    html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<section class="details">
    <h1 class="details__title" tabindex="-1">${t("call.details")}</h1>
    <dl class="facts facts--row">
      ${fact(t("call.language"), languageName(call.language, t.locale))}
      ${fact(t("call.subject"), t(`subject.${call.subject}`))}
      ${fact(t("call.location"), placeName(call.location))}
    </dl>
    ${interpreterView(props)}
    ${more}
  </section>`;
}
