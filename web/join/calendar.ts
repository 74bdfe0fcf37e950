/** The conversation as an entry for the citizen's own calendar (RFC 5545). Pure. */

const LENGTH_MS = 30 * 60_000;

/** What stands in a calendar; the same `uid` replaces an earlier entry. */
export interface Entry {
  readonly uid: string;
  readonly at: number;
  readonly startsAt: number;
  readonly title: string;
  readonly text: string;
}

export function calendarFile({ uid, at, startsAt, title, text }: Entry): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//callrouter//join//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${moment(at)}`,
    `DTSTART:${moment(startsAt)}`,
    `DTEND:${moment(startsAt + LENGTH_MS)}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(text)}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]
    .flatMap(folded)
    .join("\r\n");
}

function moment(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
}

/** A line has at most 75 octets; what is longer goes on after a space. */
function folded(line: string): string[] {
  const lines: string[] = [];
  let open = "";
  for (const sign of line) {
    if (new TextEncoder().encode(open + sign).length > 74) {
      lines.push(open);
      open = " ";
    }
    open += sign;
  }
  return [...lines, open];
}
