/** An interpreter's day as a file for the invoice: comma-separated values (RFC 4180), dates and times as ISO 8601. */
import type { StaffTexts } from "../i18n/catalogs.ts";
import type { DayEntry } from "../protocol/server.ts";
import { secondsOf } from "./day.ts";

/** Spreadsheets take a file for UTF-8 when it begins so. */
const MARK = "\uFEFF";

/** Return the day's calls as a file, oldest first, with their sum; what was missed or declined isn't in it. Pure. */
export function dayFile(t: StaffTexts, entries: readonly DayEntry[]): string {
  const talked = entries.filter(({ outcome }) => outcome === "talked").sort((a, b) => a.at - b.at);
  const columns = [
    "date",
    "from",
    "to",
    "minutes",
    "language",
    "call_language",
    "kind",
    "reference",
  ] as const;
  const rows = talked.map((entry) => [
    localDate(entry.joined_at ?? entry.at),
    localTime(entry.joined_at ?? entry.at),
    localTime(entry.at),
    minutes(secondsOf(entry) ?? 0),
    entry.language,
    entry.call_language,
    entry.kind === null ? "" : t(`day.kind.${entry.kind}`),
    entry.reference,
  ]);
  const sum = talked.reduce((all, entry) => all + (secondsOf(entry) ?? 0), 0);
  const lines = [
    columns.map((column) => t(`day.file.${column}`)),
    ...rows,
    [t("day.file.total"), "", "", minutes(sum)],
  ];
  return `${MARK}${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}

/** Return a name for the file of the day that began at `from_at`. */
export function dayFileName(from_at: number): string {
  return `callrouter-${localDate(from_at)}.csv`;
}

/** Hand a file to the browser's downloads. */
export function download(name: string, text: string, type = "text/csv"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function quoted(text: string): string {
  // What begins like a formula would be one to a spreadsheet.
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function localDate(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function localTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
