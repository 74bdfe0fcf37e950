/** The first two steps: language and subject. */
import anonymousIcon from "icon:eye-off";
import complaintIcon from "icon:file-text";
import languageIcon from "icon:language";
import questionIcon from "icon:message-circle";
import reportIcon from "icon:speakerphone";
import { html, nothing, type TemplateResult } from "lit";
import { VISITOR_LANGUAGES } from "../../shared/i18n/languages.ts";
import type { Subject } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { isServed } from "../screen.ts";
import { backView, problemView, stepView } from "./parts.ts";

const GREETINGS: Readonly<Record<string, string>> = {
  nl: "Hallo",
  en: "Hello",
  de: "Hallo",
  fr: "Bonjour",
  es: "Hola",
  pl: "Cześć",
  tr: "Merhaba",
  uk: "Вітаємо",
  ar: "مرحبا",
};

export function languageView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  return html`<section class="step">
    ${stepView(t, 1)}
    <h1 tabindex="-1">${t("language.heading")}${t.locale === "en" ? nothing : html`<span class="step__second" lang="en" dir="ltr">Choose your language</span>`}</h1>
    <p class="lead">${t("language.lead")}</p>
    ${problemView(props)}
    <ul class="tiles tiles--languages">
      ${VISITOR_LANGUAGES.map(
        ({ code, name, dir, unserved }) => html`<li>
          <button type="button" class="choice choice--language" data-testid="language-${code}" lang=${code} dir=${dir} @click=${() => actions.chooseLanguage(code)}>
            <span class="choice__name">${name}</span><span class="choice__text">${isServed(state, code) ? GREETINGS[code] : unserved}</span>
          </button>
        </li>`,
      )}
      <li>
        <button type="button" class="choice choice--language choice--more" data-testid="more-languages" @click=${actions.moreLanguages}>
          <span class="choice__name">${icon(languageIcon)}${t("language.more")}</span><span class="choice__text">${t("language.more.text")}</span>
        </button>
      </li>
    </ul>
    <div class="step__foot">${backView(props)}</div>
  </section>`;
}

const SUBJECTS: readonly (readonly [Subject, readonly string[]])[] = [
  ["question", questionIcon],
  ["report", reportIcon],
  ["complaint", complaintIcon],
  ["anonymous", anonymousIcon],
];

export function subjectView(props: BoothProps): TemplateResult {
  const { t, actions } = props;
  return html`<section class="step">
    ${stepView(t, 2)}
    <h1 tabindex="-1">${t("subject.heading")}</h1>
    <p class="lead">${t("subject.lead")}</p>
    <ul class="tiles tiles--subjects">
      ${SUBJECTS.map(
        ([subject, paths]) => html`<li>
          <button type="button" class="choice choice--subject" data-testid="subject-${subject}" @click=${() => actions.chooseSubject(subject)}>
            <span class="choice__picture">${icon(paths)}</span>
            <span class="choice__words">
              <span class="choice__name">${t(`subject.${subject}`)}</span>
              <span class="choice__text">${t(`subject.${subject}.then`)}</span>
            </span>
          </button>
        </li>`,
      )}
    </ul>
    <div class="step__foot">${backView(props)}</div>
  </section>`;
}
