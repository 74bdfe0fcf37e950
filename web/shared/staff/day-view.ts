/** The own day: its totals, and its list, newest first. */
import backIcon from "icon:arrow-left";
import beforeIcon from "icon:chevron-left";
import afterIcon from "icon:chevron-right";
import copyIcon from "icon:copy";
import noteIcon from "icon:note";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { clockTime, duration, intlLocale, languageName } from "../i18n/format.ts";
import type { DayEntry, DayListed } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { boundsOf, type Day, type DayTotals, MOST_DAYS_AGO, secondsOf } from "./day.ts";
import { pairText } from "./offer.ts";

export interface DayProps {
  t: StaffTexts;
  day: Day;
  /** Server time, epoch ms. */
  now: number;
  forInterpreter: boolean;
  /** The notes that were asked for, by call; null = not kept any longer. */
  notes: Readonly<Record<string, string | null>>;
  /** Show or hide the own note on a call. */
  toggleNote(callId: string): void;
  copy(text: string): void;
  show(daysAgo: number): void;
  back(): void;
  /** What else can be done with the list. */
  more?: TemplateResult | typeof nothing;
}

/** Calls, talk time and missed offers of a day. */
export function totalsView(t: StaffTexts, totals: DayTotals | null): TemplateResult {
  const total = (value: string, label: string, handle: string) =>
    html`<div class="total"><dd data-testid=${handle}>${value}</dd><dt>${label}</dt></div>`;
  const number = (count: number | undefined) =>
    count === undefined ? "–" : new Intl.NumberFormat(intlLocale(t.locale)).format(count);
  return html`<dl class="totals">
    ${total(number(totals?.calls), t("day.calls", { count: totals?.calls ?? 0 }), "day-calls")}
    ${total(totals ? duration(totals.talk_ms / 1000) : "–", t("day.talk"), "day-talk")}
    ${total(number(totals?.missed), t("day.missed"), "day-missed")}
  </dl>`;
}

/** The whole day, as a page of its own. */
export function dayView(props: DayProps): TemplateResult {
  const { t, day, forInterpreter } = props;
  const { listed } = day;
  return html`<section class="day" data-testid="day" data-days-ago=${day.daysAgo} aria-labelledby="day-title">
    <header class="day__head">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="day-back" @click=${props.back}>${icon(backIcon)}<span>${t("day.back")}</span></button>
      <h1 class="day__title" id="day-title" tabindex="-1">${t("day.title")}</h1>
      ${stepsView(props)}
      ${props.more ?? nothing}
    </header>
    ${totalsView(t, listed)}
    <div class="day__body card">
      ${
        listed === null
          ? html`<p class="day__none" role="status">${t(day.failed ? "day.failed" : "day.loading")}
            ${day.failed ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" @click=${() => props.show(day.daysAgo)}>${t("day.retry")}</button>` : nothing}</p>`
          : listed.entries.length === 0
            ? html`<p class="day__none">${t("day.empty")}</p>`
            : tableView(props, listed)
      }
    </div>
    <p class="day__kept">${t(forInterpreter ? "day.kept.interpreter" : "day.kept")}</p>
  </section>`;
}

/** Which day is shown, and the way to the one before and after it. */
function stepsView({ t, day, now, show }: DayProps): TemplateResult {
  const { daysAgo } = day;
  const date = new Intl.DateTimeFormat(intlLocale(t.locale), {
    weekday: "long",
    day: "numeric",
    month: "long",
  }).format(boundsOf(now, daysAgo)[0]);
  const name = daysAgo === 0 ? t("day.today") : daysAgo === 1 ? t("day.yesterday") : "";
  const step = (label: string, paths: readonly string[], to: number, handle: string) =>
    html`<button type="button" class="day__step" data-testid=${handle} aria-label=${label} ?disabled=${to < 0 || to > MOST_DAYS_AGO} @click=${() => show(to)}>${icon(paths)}</button>`;
  return html`<div class="day__steps">
    ${step(t("day.before"), beforeIcon, daysAgo + 1, "day-before")}
    <p role="status"><strong>${name || date}</strong>${name ? html` <span>${date}</span>` : nothing}</p>
    ${step(t("day.after"), afterIcon, daysAgo - 1, "day-after")}
  </div>`;
}

function tableView(props: DayProps, listed: DayListed): TemplateResult {
  const { t, forInterpreter } = props;
  const head = forInterpreter
    ? (["time", "language", "subject", "kind", "duration", "reference"] as const)
    : (["time", "language", "subject", "duration", "disposition", "reference", "note"] as const);
  return html`<table class="day__table">
    <thead><tr>${head.map((column) => html`<th scope="col" class="day__${column}">${t(`day.column.${column}`)}</th>`)}</tr></thead>
    <tbody>
      ${repeat(
        listed.entries,
        (entry) => entry.entry_id,
        (entry) => rowView(props, listed, entry, head.length),
      )}
    </tbody>
  </table>`;
}

function rowView(props: DayProps, listed: DayListed, entry: DayEntry, width: number): TemplateResult {
  const { t, forInterpreter, notes } = props;
  const seconds = secondsOf(entry);
  const time = (at: number) => clockTime(at, t.locale);
  const said = entry.disposition === null ? "–" : t(`disposition.${entry.disposition}`);
  const outcome =
    entry.outcome === "talked"
      ? said
      : html`<span class="badge badge--${entry.outcome}">${t(`day.outcome.${entry.outcome}`)}</span>`;
  const hasNote = entry.outcome === "talked" && listed.noted.includes(entry.call_id);
  const opened = hasNote && entry.call_id in notes;
  const length = seconds === null ? (forInterpreter ? outcome : "–") : duration(seconds);
  return html`<tr class="day__row day__row--${entry.outcome}" data-testid="day-entry" data-call-id=${entry.call_id} data-outcome=${entry.outcome}>
      <th scope="row" class="day__time">${entry.joined_at === null ? time(entry.at) : html`${time(entry.joined_at)}<span> – ${time(entry.at)}</span>`}</th>
      <td>${forInterpreter ? pairText(t, [entry.call_language === entry.language ? "nl" : entry.call_language, entry.language]) : html`<span class="day__language">${languageName(entry.call_language, t.locale)}</span>`}</td>
      <td>${t(`subject.${entry.subject}`)}</td>
      ${
        forInterpreter
          ? html`<td>${entry.outcome === "talked" && entry.kind ? t(`day.kind.${entry.kind}`) : "–"}</td><td class="day__duration">${length}</td>`
          : html`<td class="day__duration">${length}</td><td>${outcome}</td>`
      }
      <td class="day__reference">${entry.reference ? copyView(props, entry.reference) : "–"}</td>
      ${
        forInterpreter
          ? nothing
          : html`<td class="day__note">${
              hasNote
                ? html`<button type="button" class="day__toggle" data-testid="day-note" aria-expanded=${opened ? "true" : "false"} aria-label=${t(opened ? "day.note.hide" : "day.note.show")} @click=${() => props.toggleNote(entry.call_id)}>${icon(noteIcon)}</button>`
                : nothing
            }</td>`
      }
    </tr>
    ${opened ? noteRow(props, entry, width) : nothing}`;
}

function noteRow({ t, notes, copy }: DayProps, { call_id }: DayEntry, width: number): TemplateResult {
  const text = notes[call_id];
  return html`<tr class="day__noted"><td colspan=${width}>
    <div>
      <p data-testid="day-note-text">${text ?? t("day.note.gone")}</p>
      ${text ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" @click=${() => copy(text)}>${icon(copyIcon)}<span>${t("copy.note")}</span></button>` : nothing}
    </div>
  </td></tr>`;
}

function copyView({ t, copy }: DayProps, reference: string): TemplateResult {
  return html`<button type="button" class="reference" aria-label=${t("copy.reference", { reference })} @click=${() => copy(reference)}><span>${reference}</span>${icon(copyIcon)}</button>`;
}
