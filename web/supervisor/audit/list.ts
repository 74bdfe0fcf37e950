/** The lines of the audit log, by day. */

import gapIcon from "icon:alert-triangle";
import alertIcon from "icon:bell";
import bookIcon from "icon:book";
import requestIcon from "icon:calendar";
import boothIcon from "icon:device-desktop";
import eraseIcon from "icon:eraser";
import exportIcon from "icon:file-export";
import headsetIcon from "icon:headset";
import helpIcon from "icon:help";
import signInIcon from "icon:lock";
import placeIcon from "icon:map-pin";
import personIcon from "icon:user-circle";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { AuditTexts } from "../../shared/i18n/audit.ts";
import { intlLocale } from "../../shared/i18n/format.ts";
import type { AuditLine } from "../../shared/protocol/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { type Part, reasonOf, referencesIn, sentenceOf } from "./sentence.ts";

const ICONS: Readonly<Record<string, readonly string[]>> = {
  callback: requestIcon,
  staff: personIcon,
  location: placeIcon,
  help: helpIcon,
  enrolment: boothIcon,
  booth: boothIcon,
  alert: alertIcon,
  document: bookIcon,
  sign_in: signInIcon,
  password: signInIcon,
  second_step: signInIcon,
  recovery_code: signInIcon,
  account: personIcon,
  export: exportIcon,
  erasure: eraseIcon,
  trail: gapIcon,
};

export interface LineActions {
  /** Look for everything that somebody did, or that was done to something. */
  lookFor(line: AuditLine, of: "by" | "subject", name: string): void;
}

interface Day {
  readonly key: string;
  readonly at: number;
  readonly lines: readonly AuditLine[];
}

/** Return the lines by day of this browser's clock, in their order. */
export function byDay(lines: readonly AuditLine[]): readonly Day[] {
  const days: { key: string; at: number; lines: AuditLine[] }[] = [];
  for (const line of lines) {
    const key = new Date(line.at).toDateString();
    const last = days.at(-1);
    if (last?.key === key) last.lines.push(line);
    else days.push({ key, at: line.at, lines: [line] });
  }
  return days;
}

/** What a day is called, and the date too where that is a word. */
export function dayName(t: AuditTexts, at: number, now: number): { readonly name: string; date: string } {
  const day = new Date(at).toDateString();
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  const date = new Intl.DateTimeFormat(intlLocale(t.locale), {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(at);
  if (day === new Date(now).toDateString()) return { name: t("audit.today"), date };
  if (day === yesterday.toDateString()) return { name: t("audit.yesterday"), date };
  return { name: date, date: "" };
}

export function linesView(
  t: AuditTexts,
  lines: readonly AuditLine[],
  now: number,
  actions: LineActions,
): TemplateResult {
  const time = new Intl.DateTimeFormat(intlLocale(t.locale), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const references = referencesIn(lines);
  const row = (line: AuditLine) => {
    const kind = line.action.split(".", 1)[0] ?? "";
    const why = reasonOf(t, line);
    const isWarning = line.action === "sign_in.refused" || kind === "trail";
    return html`<li class="audit-line ${isWarning ? "audit-line--warning" : ""}" data-testid="audit-line" data-number=${line.number} data-action=${line.action}>
      <time class="audit-line__time" datetime=${new Date(line.at).toISOString()}>${time.format(line.at)}</time>
      <span class="audit-line__icon">${icon(ICONS[kind] ?? headsetIcon)}</span>
      <p class="audit-line__what">${sentenceOf(t, line, references).map((part) => partView(t, line, part, actions))}${why === "" ? nothing : html`<q class="audit-line__why">${why}</q>`}</p>
      <span class="audit-line__number">${line.number}</span>
    </li>`;
  };
  return html`${repeat(
    byDay(lines),
    ({ key }) => key,
    (day) => {
      const { name, date } = dayName(t, day.at, now);
      return html`<section class="audit-day">
        <div class="audit-day__head"><h2>${name}</h2><span>${date}</span></div>
        <ol class="audit-lines">${repeat(day.lines, ({ number }) => number, row)}</ol>
      </section>`;
    },
  )}`;
}

function partView(
  t: AuditTexts,
  line: AuditLine,
  { text, of }: Part,
  actions: LineActions,
): TemplateResult | string {
  const target = of === "by" ? line.by : line.subject;
  if (of === undefined || target === null) return text;
  const title = t(of === "by" ? "audit.by_this" : "audit.of_this", { name: text });
  return html`<button type="button" class="audit-name audit-name--${of}" title=${title} @click=${() => actions.lookFor(line, of, text)}>${text}</button>`;
}
