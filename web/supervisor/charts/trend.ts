/** A small line without axes: how a figure went, beside the figure itself. */
import { html, type TemplateResult } from "lit";

const [WIDE, HIGH] = [120, 32];

/** Return the line's points in a box of `wide` by `high`, gaps where nothing is known. Pure. */
export function trendPath(values: readonly (number | null)[], wide = WIDE, high = HIGH): string {
  const known = values.filter((value): value is number => value !== null);
  const [low, top] = [Math.min(0, ...known), Math.max(...known, 1e-9)];
  const step = values.length > 1 ? wide / (values.length - 1) : 0;
  let path = "";
  let drawing = false;
  values.forEach((value, place) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const y = high - ((value - low) / (top - low)) * high;
    path += `${drawing ? "L" : "M"}${(place * step).toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  });
  return path;
}

export function trendView(values: readonly (number | null)[]): TemplateResult {
  return html`<svg class="trend-line" viewBox="-2 -2 ${WIDE + 4} ${HIGH + 4}" aria-hidden="true" focusable="false"><path d=${trendPath(values)}></path></svg>`;
}
