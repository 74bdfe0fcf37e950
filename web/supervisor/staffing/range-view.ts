/** A figure with the band it lies in: words, and a bar on which bands can be compared. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Figure } from "../../shared/protocol/api.ts";
import { bounds, type Kind, valueText } from "./figures.ts";
import type { StaffingTexts } from "./texts.ts";

export interface Scale {
  readonly kind: Kind;
  /** What the end of the bar stands for. */
  readonly most: number;
  /** Marked on the bar, if there is one. */
  readonly goal?: number;
}

const WIDTH = 100;
const LEAST_WIDTH = 1.2;

/** Show a figure; `before` is marked on the bar, to be compared with. */
export function rangeView(
  t: StaffingTexts,
  figure: Figure,
  scale: Scale,
  before: number | null = null,
): TemplateResult {
  const { kind } = scale;
  const band = bounds(figure, kind);
  const text = (value: number) => valueText(value, kind, t.locale);
  const isBand = band !== null && text(band[0]) !== text(band[1]);
  return html`<div class="range">
    <span class="range__value">${valueText(figure.mean, kind, t.locale)}</span>
    <span class="range__band">${isBand ? t("staffing.range", { low: text(band[0]), high: text(band[1]) }) : nothing}</span>
    ${figure.mean === null ? nothing : barView(figure.mean, band, scale, before)}
  </div>`;
}

/** Say what stands on the bars. */
export function legendView(t: StaffingTexts): TemplateResult {
  const sample = (paths: TemplateResult) =>
    html`<svg viewBox="0 0 24 12" aria-hidden="true" focusable="false">${paths}</svg>`;
  const mark = (name: string) => svg`<rect class=${name} x="11" y="0" width="2" height="12"></rect>`;
  return html`<ul class="staffing__legend">
    <li>${sample(svg`<rect class="range__span" x="0" y="2" width="24" height="8"></rect><rect class="range__mean" x="11" y="2" width="2" height="8"></rect>`)}${t("staffing.legend.band")}</li>
    <li>${sample(mark("range__before"))}${t("staffing.legend.before")}</li>
    <li>${sample(mark("range__goal"))}${t("staffing.legend.goal")}</li>
  </ul>`;
}

function barView(
  mean: number,
  band: readonly [number, number] | null,
  { goal, most }: Scale,
  before: number | null,
): TemplateResult {
  const at = (value: number) => Math.min(WIDTH, (WIDTH * Math.max(0, value)) / most);
  const mark = (value: number, name: string, y: number, height: number) =>
    svg`<rect class=${name} x=${Math.min(WIDTH - LEAST_WIDTH, Math.max(0, at(value) - LEAST_WIDTH / 2))} y=${y} width=${LEAST_WIDTH} height=${height}></rect>`;
  const low = at(band?.[0] ?? mean);
  const width = Math.max(LEAST_WIDTH, at(band?.[1] ?? mean) - low);
  return html`<svg class="range__bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="range__track" x="0" y="5" width="100" height="2"></rect>
    <rect class="range__span" x=${Math.min(low, WIDTH - width)} y="2" width=${width} height="8"></rect>
    ${mark(mean, "range__mean", 2, 8)}
    ${before === null ? nothing : mark(before, "range__before", 0, 12)}
    ${goal === undefined ? nothing : mark(goal, "range__goal", 0, 12)}
  </svg>`;
}
