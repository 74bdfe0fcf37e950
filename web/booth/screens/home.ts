/** The first screen: what the station offers. Left alone it greets whoever comes by, in all languages in turn. */
import jobsIcon from "icon:briefcase";
import arrowIcon from "icon:chevron-right";
import anonymousIcon from "icon:eye-off";
import formIcon from "icon:file-pencil";
import fingerIcon from "icon:hand-finger";
import helpIcon from "icon:help";
import languageIcon from "icon:language";
import lockIcon from "icon:lock";
import chatIcon from "icon:message-chatbot";
import searchIcon from "icon:search";
import videoIcon from "icon:video";
import linkIcon from "icon:world";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import { clockTime, longDate } from "../../shared/i18n/format.ts";
import { direction } from "../../shared/i18n/languages.ts";
import type { TileView } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { isAttracting } from "../screen.ts";
import { exceptionToday } from "../today.ts";
import { otherHoursView, problemView } from "./parts.ts";

/** A welcome in each language, so that everybody sees at once that this is for them too. */
const WELCOMES: readonly (readonly [string, string])[] = [
  ["nl", "Welkom"],
  ["en", "Welcome"],
  ["de", "Willkommen"],
  ["fr", "Bienvenue"],
  ["es", "Le damos la bienvenida"],
  ["pl", "Witamy"],
  ["tr", "Hoş geldiniz"],
  ["uk", "Ласкаво просимо"],
  ["ar", "أهلاً وسهلاً"],
];

export const TILE_ICONS: Readonly<Record<TileView["kind"], readonly string[]>> = {
  form: formIcon,
  search: searchIcon,
  chat: chatIcon,
  jobs: jobsIcon,
  link: linkIcon,
};

/** Return what a tile is called; a link says so itself, in the reader's language or else in English. */
export function tileName(t: BoothTexts, { kind, titles }: TileView): string {
  return kind === "link" ? (titles[t.locale] ?? titles["en"] ?? "") : t(`tile.${kind}`);
}

function heroView({ t, state, now }: BoothProps): TemplateResult {
  const zone = state.location?.timezone;
  const at = now + state.clockOffset;
  const today = state.location && exceptionToday(state.location, at);
  return html`<div class="home__hero">
    <ul class="home__welcomes" aria-hidden="true">
      ${WELCOMES.map(([lang, word], index) => html`<li class="home__welcome home__welcome--${index}" lang=${lang} dir=${direction(lang)}>${word}</li>`)}
    </ul>
    <div class="home__greeting">
      <h1 tabindex="-1">${t("home.heading")}</h1>
      ${
        // In its place: the screen has room for one of them. A station that is open though its day is over says nothing.
        today?.opens ? otherHoursView(t, today) : html`<p class="lead">${t("home.lead")}</p>`
      }
    </div>
    <p class="home__clock">
      <span class="home__time">${clockTime(at, t.locale, zone)}</span>
      <span class="home__date">${longDate(at, t.locale, zone)}</span>
    </p>
  </div>`;
}

function callView({ t, actions }: BoothProps): TemplateResult {
  return html`<button type="button" class="home__call" data-testid="start" @click=${actions.start}>
    <span class="home__picture">${icon(videoIcon)}</span>
    <span class="home__words">
      <span class="home__name">${t("attract.heading")}</span>
      <span class="home__text">${t("attract.lead")}</span>
    </span>
    <span class="home__promises">
      <span>${icon(lockIcon)}${t("attract.private")}</span>
      <span>${icon(languageIcon)}${t("attract.languages")}</span>
      <span>${icon(anonymousIcon)}${t("attract.anonymous")}</span>
    </span>
    <span class="home__go">${icon(fingerIcon)}<span>${t("attract.start")}</span>${t.locale === "en" ? nothing : html`<span class="home__go-en" lang="en" dir="ltr">Tap to begin</span>`}</span>
  </button>`;
}

function tileView({ t, actions }: BoothProps, tile: TileView, index: number): TemplateResult {
  return html`<li>
    <button type="button" class="home__tile" data-testid="tile-${tile.kind}" @click=${() => actions.openTile(index)}>
      <span class="home__tile-picture">${icon(TILE_ICONS[tile.kind])}</span>
      <span class="home__tile-words">
        <span class="home__tile-name">${tileName(t, tile)}</span>
        ${tile.kind === "link" ? nothing : html`<span class="home__tile-text">${t(`tile.${tile.kind}.text`)}</span>`}
      </span>
      <span class="home__tile-arrow">${icon(arrowIcon)}</span>
    </button>
  </li>`;
}

export function homeView(props: BoothProps): TemplateResult {
  const { t, state, now, actions } = props;
  const tiles = state.location?.tiles ?? [];
  const attracting = isAttracting(state, now);
  return html`<section class="home ${attracting ? "home--attracting" : ""} ${tiles.length === 0 ? "home--alone" : ""}" data-attracting=${attracting ? "true" : "false"}>
    ${heroView(props)}
    ${problemView(props)}
    ${callView(props)}
    <ul class="home__tiles">
      ${tiles.map((tile, index) => tileView(props, tile, index))}
      <li class=${tiles.length % 2 === 0 ? "home__help" : ""}>
        <button type="button" class="home__tile home__tile--help" data-testid="home-help" @click=${() => actions.help(true)}>
          <span class="home__tile-picture">${icon(helpIcon)}</span>
          <span class="home__tile-words">
            <span class="home__tile-name">${t("help.heading")}</span>
            <span class="home__tile-text">${t("home.help.text")}</span>
          </span>
          <span class="home__tile-arrow">${icon(arrowIcon)}</span>
        </button>
      </li>
    </ul>
  </section>`;
}
