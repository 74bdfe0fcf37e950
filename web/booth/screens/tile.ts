/** What a tile leads to: a site in a guarded frame, or its address to take along. */
import homeIcon from "icon:home";
import { html, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import type { TileView } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import { qrView } from "../../shared/ui/qr.ts";
import type { BoothProps } from "../props.ts";
import { tileOf } from "../screen.ts";
import { TILE_ICONS, tileName } from "./home.ts";

export function tileView(props: BoothProps): TemplateResult {
  const tile = tileOf(props.state);
  if (!tile) return html``;
  return tile.show === "frame" ? frameView(props, tile) : takeView(props, tile);
}

/** Return an address as people write it down: without what every address begins and ends with. */
export function shortAddress(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
}

function homeButton({ t, actions }: BoothProps): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="go-home" @click=${actions.back}>
    ${icon(homeIcon)}<span>${t("tile.home")}</span>
  </button>`;
}

function stepsView(t: BoothTexts): TemplateResult {
  return html`<ol class="take__steps">
    <li>${t("take.step.1")}</li>
    <li>${t("take.step.2")}</li>
    <li>${t("take.step.3")}</li>
  </ol>`;
}

function takeView(props: BoothProps, tile: TileView): TemplateResult {
  const { t } = props;
  const name = tileName(t, tile);
  return html`<section class="take" data-testid="take">
    <div class="take__words">
      <p class="take__picture">${icon(TILE_ICONS[tile.kind])}</p>
      <h1 tabindex="-1">${name}</h1>
      <p class="lead">${t("take.lead")}</p>
      ${stepsView(t)}
    </div>
    <div class="take__code">
      ${qrView(tile.url, t("take.code", { name }))}
      <p class="take__address" dir="ltr">${shortAddress(tile.url)}</p>
    </div>
    <div class="step__foot">${homeButton(props)}</div>
  </section>`;
}

/**
 * The site can neither leave its frame nor open another page, and gets no camera, no address of ours and, where the
 * browser knows `credentialless`, no storage that outlives this page: it is loaded anew after such a visit.
 */
function frameView(props: BoothProps, tile: TileView): TemplateResult {
  const name = tileName(props.t, tile);
  return html`<section class="frame">
    <div class="frame__bar"><h1 tabindex="-1">${name}</h1>${homeButton(props)}</div>
    <iframe class="frame__site" data-testid="frame" title=${name} sandbox="allow-forms allow-same-origin allow-scripts" referrerpolicy="no-referrer" credentialless src=${tile.url}></iframe>
  </section>`;
}
