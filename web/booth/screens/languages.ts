/** Further languages, to be spoken through an interpreter. */
import searchIcon from "icon:search";
import { html, nothing, type TemplateResult } from "lit";
import { languageName } from "../../shared/i18n/format.ts";
import { type FurtherLanguage, findLanguages } from "../../shared/i18n/more-languages.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { isServed } from "../screen.ts";
import { backView, stepView } from "./parts.ts";

export function languagesView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const found = findLanguages(state.search, t.locale);
  const served = found.filter(({ code }) => isServed(state, code));
  const others = found.filter(({ code }) => !isServed(state, code));
  return html`<section class="step step--languages">
    ${stepView(t, 1)}
    <div class="further__head">
    <h1 tabindex="-1">${t("languages.heading")}</h1>
    <label class="search">
      ${icon(searchIcon)}
      <span class="visually-hidden">${t("languages.search")}</span>
      <input class="utrecht-textbox search__field" type="search" data-testid="language-search" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" maxlength="40" placeholder=${t("languages.search")} .value=${state.search} @input=${(event: InputEvent) => actions.search((event.target as HTMLInputElement).value)}>
    </label>
    </div>
    <p class="visually-hidden" role="status">${t("languages.found", { count: found.length })}</p>
    <div class="further">
      ${served.length > 0 ? html`<h2>${t("languages.served")}</h2>${listView(props, served)}` : nothing}
      ${others.length > 0 ? html`<h2>${t("languages.unserved")}</h2><p class="further__note">${t("languages.unserved.text")}</p>${listView(props, others)}` : nothing}
      ${found.length === 0 ? html`<p class="further__none">${t("languages.none")}</p>` : nothing}
    </div>
    <div class="step__foot">${backView(props)}</div>
  </section>`;
}

function listView({ t, actions }: BoothProps, languages: readonly FurtherLanguage[]): TemplateResult {
  return html`<ul class="further__list">
    ${languages.map(
      ({ code, name }) => html`<li>
        <button type="button" class="further__one" data-testid="language-${code}" @click=${() => actions.chooseLanguage(code)}>
          <span class="further__name" lang=${code} dir="auto">${name}</span>
          <span class="further__title">${languageName(code, t.locale)}</span>
        </button>
      </li>`,
    )}
  </ul>`;
}
