/** What stands above every screen: where this is, how it reads, and help. */
import contrastIcon from "icon:contrast";
import helpIcon from "icon:help";
import languageIcon from "icon:language";
import shieldIcon from "icon:shield-half";
import textSizeIcon from "icon:text-size";
import { html, type TemplateResult } from "lit";
import { VISITOR_LANGUAGES } from "../shared/i18n/languages.ts";
import { icon } from "../shared/ui/icon.ts";
import { type HelpStage, stageOf } from "./help.ts";
import type { BoothProps } from "./props.ts";

const HELP_LABELS = {
  none: "help.open",
  asking: "help.open",
  asked: "help.asked",
  coming: "help.coming",
} as const satisfies Record<HelpStage, string>;

export function headerView({ t, state, actions }: BoothProps, covered: boolean): TemplateResult {
  const { reading, readingOpen, helpOpen, textSize, contrast } = state;
  const stage = stageOf(state.help);
  const language = VISITOR_LANGUAGES.find(({ code }) => code === reading);
  return html`<header class="booth__bar" ?inert=${covered}>
    <p class="booth__brand">${icon(shieldIcon)}<span>${state.location?.name ?? ""}</span></p>
    <div class="booth__tools">
      <button type="button" class="tool" data-testid="text-size" data-size=${textSize} aria-label=${t("tools.text_size", { size: t(`tools.text_size.${textSize}`) })} @click=${actions.textSize}>
        ${icon(textSizeIcon)}
        <span class="tool__dots" aria-hidden="true">${[0, 1, 2].map((step) => html`<span class="tool__dot ${step <= textSize ? "tool__dot--on" : ""}"></span>`)}</span>
      </button>
      <button type="button" class="tool" data-testid="contrast" aria-pressed=${contrast ? "true" : "false"} aria-label=${t("tools.contrast")} @click=${actions.contrast}>
        ${icon(contrastIcon)}
      </button>
      <button type="button" class="tool tool--worded" data-testid="reading" aria-haspopup="dialog" aria-expanded=${readingOpen ? "true" : "false"} aria-label=${t("tools.reading", { language: language?.name ?? reading })} @click=${() => actions.readings(true)}>
        ${icon(languageIcon)}<span lang=${reading}>${language?.name ?? reading}</span>
      </button>
      <button type="button" class="tool tool--worded booth__help booth__help--${stage}" data-testid="help" aria-haspopup="dialog" aria-expanded=${helpOpen ? "true" : "false"} @click=${() => actions.help(true)}>
        ${icon(helpIcon)}<span>${t(HELP_LABELS[stage])}</span>
      </button>
    </div>
  </header>`;
}

/** The languages to read in, over whatever screen they were asked for. */
export function readingView({ t, state, actions }: BoothProps): TemplateResult {
  const close = () => actions.readings(false);
  return html`<div class="overlay" @click=${(event: Event) => event.target === event.currentTarget && close()}>
    <section class="dialog dialog--wide" role="dialog" aria-modal="true" aria-labelledby="reading-heading">
      <h2 id="reading-heading" tabindex="-1">${t("reading.heading")}</h2>
      <ul class="readings">
        ${VISITOR_LANGUAGES.map(
          ({ code, name, dir }) => html`<li>
            <button type="button" class="readings__one" data-testid="reading-${code}" lang=${code} dir=${dir} aria-pressed=${code === state.reading ? "true" : "false"} @click=${() => actions.read(code)}>${name}</button>
          </li>`,
        )}
      </ul>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="reading-close" @click=${close}>${t("reading.close")}</button>
    </section>
  </div>`;
}
