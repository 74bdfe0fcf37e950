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

/** Return the file's text: the entry, or that it is called off; null where nothing is, or was, planned. */
export function calendarOf({ request, title, url, now }: Entry): string | null {
  const { withdrawn, request_id, revision } = request;
  const appointment = request.appointment ?? withdrawn?.appointment;
  if (!appointment) return null;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//callrouter//officer//NL",
    ...(withdrawn ? ["METHOD:CANCEL"] : []),
    "BEGIN:VEVENT",
    `UID:${request_id}@callrouter`,
    `SEQUENCE:${revision}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(appointment.starts_at)}`,
    `DTEND:${utc(appointment.starts_at + LASTS_MS)}`,
    `SUMMARY:${escaped(title)}`,
    `URL:${url}`,
    ...(withdrawn ? ["STATUS:CANCELLED"] : alarm(title)),
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

function alarm(title: string): readonly string[] {
  const shown = `DESCRIPTION:${escaped(title)}`;
  return ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT10M", shown, "END:VALARM"];
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
