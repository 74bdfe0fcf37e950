/** The screen nobody has touched yet. */
import anonymousIcon from "icon:eye-off";
import fingerIcon from "icon:hand-finger";
import languageIcon from "icon:language";
import lockIcon from "icon:lock";
import { html, type TemplateResult } from "lit";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { problemView } from "./parts.ts";

/** The greeting of each language, so that everybody sees at once that this is for them too. */
export const GREETINGS: readonly (readonly [string, string])[] = [
  ["nl", "Hallo"],
  ["en", "Hello"],
  ["de", "Hallo"],
  ["fr", "Bonjour"],
  ["es", "Hola"],
  ["pl", "Cześć"],
  ["tr", "Merhaba"],
  ["uk", "Вітаємо"],
  ["ar", "مرحبا"],
];

export function attractView(props: BoothProps): TemplateResult {
  const { t, actions } = props;
  return html`<section class="attract">
    <ul class="attract__greetings" aria-hidden="true">
      ${GREETINGS.map(([lang, word], index) => html`<li class="attract__greeting attract__greeting--${index}" lang=${lang} dir="auto">${word}</li>`)}
    </ul>
    <div class="attract__text">
      <h1 tabindex="-1">${t("attract.heading")}</h1>
      <p class="lead">${t("attract.lead")}</p>
      ${problemView(props)}
    </div>
    <ul class="attract__promises">
      <li>${icon(lockIcon)}${t("attract.private")}</li>
      <li>${icon(languageIcon)}${t("attract.languages")}</li>
      <li>${icon(anonymousIcon)}${t("attract.anonymous")}</li>
    </ul>
    <button type="button" class="attract__start" data-testid="start" @click=${actions.start}>
      ${icon(fingerIcon)}<span>${t("attract.start")}</span><span class="attract__start-en" lang="en">Tap to begin</span>
    </button>
  </section>`;
}
