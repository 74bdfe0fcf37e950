/** A planned conversation as a file for the officer's own calendar (RFC 5545). It says nothing of the citizen. Pure. */
import type { CallbackRequest } from "../shared/protocol/server.ts";

/** How long a conversation is reckoned to last. */
const LASTS_MS = 30 * 60_000;

export interface Entry {
  request: CallbackRequest;
  title: string;
  /** The officer's page. */
  url: string;
  /** UTC epoch ms. */
  now: number;
}

/** Return the file's text; null where nothing is planned. */
export function calendarOf({ request, title, url, now }: Entry): string | null {
  const { appointment, request_id, revision } = request;
  if (!appointment) return null;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//callrouter//officer//NL",
    "BEGIN:VEVENT",
    `UID:${request_id}@callrouter`,
    `SEQUENCE:${revision}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(appointment.starts_at)}`,
    `DTEND:${utc(appointment.starts_at + LASTS_MS)}`,
    `SUMMARY:${escaped(title)}`,
    `URL:${url}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "TRIGGER:-PT10M",
    `DESCRIPTION:${escaped(title)}`,
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

function utc(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
}

function escaped(text: string): string {
  return text.replace(/[\\,;]/g, (special) => `\\${special}`).replace(/\r?\n/g, "\\n");
}

/** Lines are no longer than 75 octets; what is longer goes on after a space. */
function folded(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  for (const letter of line) {
    if (new TextEncoder().encode(piece + letter).length > 73) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece].join("\r\n ");
}
