/** How well the page's connection does: bars and a word; for staff the figures too, folded. */

import signalPoor from "icon:antenna-bars-1";
import signalFair from "icon:antenna-bars-3";
import signalGood from "icon:antenna-bars-5";
import signalOff from "icon:antenna-bars-off";
import unfoldIcon from "icon:chevron-up";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import { areGone, tilesOf } from "./conversation.ts";
import { figuresView, figureText } from "./figures-view.ts";
import { type Link, linkOf, type Quality } from "./quality.ts";
import { wordOf } from "./steadiness.ts";
import type { CallProps } from "./view.ts";

const BARS: Readonly<Record<Quality, readonly string[]>> = {
  good: signalGood,
  fair: signalFair,
  poor: signalPoor,
};

export function barsOf(link: Link | null): readonly string[] {
  if (link === "good" || link === "fair" || link === "poor") return BARS[link];
  return link === null ? signalOff : wifiOffIcon;
}

export function qualityView(props: CallProps): TemplateResult {
  const { t, conversation, media, online, self, isVisitor } = props;
  const othersGone = areGone(tilesOf(conversation, self), media.moving);
  const link = linkOf({ ...media, quality: props.word ?? media.quality, online, othersGone });
  const word = html`<span class="quality quality--${link}" data-testid="network-quality" data-quality=${link}>${icon(barsOf(link))}${t(`quality.${link}`)}</span>`;
  if (isVisitor || !media.figures) return word;
  const { path } = media.figures;
  // The relay's view of one direction is no score for what this page finds worse.
  const measured = conversation.quality[self]?.score ?? null;
  const score = measured !== null && wordOf(measured) === link ? measured : null;
  return html`<details class="devices" name="call-panel" @keydown=${closeOnEscape}>
    <summary class="devices__summary" data-testid="quality-details">${word}${icon(unfoldIcon)}</summary>
    <div class="devices__panel" data-testid="quality-figures">
      ${figuresView(t, media.figures)}
      <p>${path ? t(path.isRelayed ? `path.relayed.${path.transport}` : `path.direct.${path.transport}`) : nothing}</p>
      ${score === null ? nothing : html`<p>${t("figures.score", { score: figureText(t.locale, score, "score") })}</p>`}
    </div>
  </details>`;
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") (event.currentTarget as HTMLDetailsElement).open = false;
}
