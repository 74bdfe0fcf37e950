/** The figures behind the word for a connection, for those who want to know. */
import { html, type TemplateResult } from "lit";
import type { CallTexts } from "../i18n/catalogs.ts";
import type { LegQuality } from "../protocol/server.ts";
import type { DirectionFigures, Figures } from "./quality.ts";

export type Measured = Pick<Figures, "up" | "down" | "roundTripMs">;

/** Return what the relay measured in the form of what a page measures. */
export function measuredByRelay({ up, down, round_trip_ms }: LegQuality): Measured {
  const direction = (each: LegQuality["up"]): DirectionFigures => ({
    loss: each.loss,
    jitterMs: each.jitter_ms,
    bitrate: each.bitrate,
    framesPerS: each.frames_per_s,
  });
  return { up: direction(up), down: direction(down), roundTripMs: round_trip_ms };
}

/** Write a figure with its unit; a dash while it isn't known. */
export function figureText(
  locale: string,
  value: number | null,
  unit: "percent" | "ms" | "kbit" | "frames" | "score",
): string {
  if (value === null) return "–";
  switch (unit) {
    case "percent":
      return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value);
    case "ms":
      return `${Math.round(value)} ms`;
    case "kbit":
      return `${new Intl.NumberFormat(locale).format(Math.round(value / 1000))} kbit/s`;
    case "frames":
      return `${Math.round(value)}/s`;
    case "score":
      return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  }
}

export function figuresView(
  t: CallTexts,
  { up, down, roundTripMs }: Measured,
  heads = { up: t("figures.up"), down: t("figures.down") },
): TemplateResult {
  const row = (label: string, of: (direction: DirectionFigures) => string) =>
    html`<tr><th scope="row">${label}</th><td>${of(up)}</td><td>${of(down)}</td></tr>`;
  const text = (value: number | null, unit: Parameters<typeof figureText>[2]) =>
    figureText(t.locale, value, unit);
  return html`<table class="figures-table">
    <thead><tr><td></td><th scope="col">${heads.up}</th><th scope="col">${heads.down}</th></tr></thead>
    <tbody>
      ${row(t("figures.loss"), ({ loss }) => text(loss, "percent"))}
      ${row(t("figures.jitter"), ({ jitterMs }) => text(jitterMs, "ms"))}
      ${row(t("figures.bitrate"), ({ bitrate }) => text(bitrate, "kbit"))}
      ${row(t("figures.frames"), ({ framesPerS }) => text(framesPerS, "frames"))}
    </tbody>
    <tfoot><tr><th scope="row">${t("figures.round_trip")}</th><td colspan="2">${text(roundTripMs, "ms")}</td></tr></tfoot>
  </table>`;
}
