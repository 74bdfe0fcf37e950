/** A QR code (ISO/IEC 18004) as an SVG: dark on white whatever the theme, with the quiet zone that scanners need. */
import { correction, generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";
import { html, svg, type TemplateResult } from "lit";

/** Modules of white that the standard asks for on every side. */
const QUIET = 4;

export interface QrDrawing {
  /** Width and height in modules, the quiet zone included. */
  readonly size: number;
  /** The dark modules as an SVG path. */
  readonly path: string;
}

let last: { text: string; drawing: QrDrawing } | null = null;

/** Return the drawing of `text`. A quarter of it may be covered (level Q): screens mirror the lamps above them. */
export function drawQr(text: string): QrDrawing {
  if (last?.text === text) return last.drawing;
  const code = generate(text, { minCorrectionLevel: correction.Q });
  const drawing = { size: code.size + 2 * QUIET, path: toSvgPath(code) };
  last = { text, drawing };
  return drawing;
}

/** Show `text` as a QR code as wide as its container; `label` says what it leads to. */
export function qrView(text: string, label: string): TemplateResult {
  const { size, path } = drawQr(text);
  return html`<div class="qr" role="img" aria-label=${label} data-text=${text}>
    ${svg`<svg viewBox="${-QUIET} ${-QUIET} ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true" focusable="false"><path d=${path}></path></svg>`}
  </div>`;
}
