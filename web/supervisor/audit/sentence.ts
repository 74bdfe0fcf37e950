/** An entry of the audit log as a sentence, in which its person and its subject are parts of their own. */
import { AUDIT, type AuditKey, type AuditTexts } from "../../shared/i18n/audit.ts";
import { dateOf, placeName } from "../../shared/i18n/format.ts";
import type { AuditLine } from "../../shared/protocol/api.ts";

export interface Part {
  readonly text: string;
  /** What can be looked for by it. */
  readonly of?: "by" | "subject";
}

/** What calls and requests are called, by id: some entries know only which one it was. */
export type References = ReadonlyMap<string, string>;

const NONE: References = new Map();

export function referencesIn(lines: readonly AuditLine[]): References {
  return new Map(
    lines.flatMap(({ subject, reference }) => (subject && reference ? [[subject, reference]] : [])),
  );
}

function has(key: string): key is AuditKey {
  return key in AUDIT.nl;
}

/** Return what an entry says. One of an action that this version has no words for is told by its name. */
export function sentenceOf(t: AuditTexts, line: AuditLine, references: References = NONE): readonly Part[] {
  const exact = `did.${line.action}.${line.outcome}`;
  const plain = `did.${line.action}`;
  const template = t(has(exact) ? exact : has(plain) ? plain : "did.other");
  return template
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) =>
      piece.startsWith("{") ? filled(t, line, piece.slice(1, -1), references) : { text: piece },
    )
    .filter(({ text }) => text !== "");
}

/** Return a person as they are called here: by name, or as what they are. */
export function personName(t: AuditTexts, id: string, name: string | null): string {
  const key = `by.${id}`;
  return name ?? (has(key) ? t(key) : id);
}

function filled(t: AuditTexts, line: AuditLine, slot: string, references: References): Part {
  const { subject, outcome } = line;
  switch (slot) {
    case "by":
      return { text: personName(t, line.by, line.by_name), of: "by" };
    case "call":
    case "request": {
      const name = line.reference ?? references.get(subject ?? "");
      return { text: name ? t(`of.${slot}`, { name }) : t(`of.${slot}.some`), of: "subject" };
    }
    case "person":
      if (subject === null) return { text: personName(t, line.by, line.by_name), of: "by" };
      return { text: line.subject_name ?? subject, of: "subject" };
    case "place":
      return { text: line.subject_name ?? placeName(subject ?? ""), of: "subject" };
    case "name":
      return { text: named(t, kindKey(line), subject), of: "subject" };
    case "change":
      return { text: changeOf(t, outcome ?? "") };
    case "document":
      return { text: named(t, `of.document.${subject}`, subject), of: "subject" };
    case "export":
      return { text: named(t, `of.export.${subject}`, subject), of: "subject" };
    case "status": {
      const status = named(t, `status.${outcome}`, null) || named(t, `reason.${outcome}`, outcome);
      return { text: status.toLowerCase() };
    }
    case "door":
      return { text: named(t, `places.reason.${outcome}`, outcome).toLowerCase() };
    case "about":
      return { text: named(t, `subject.${outcome}`, outcome).toLowerCase() };
    case "disposition":
      return { text: named(t, `disposition.${outcome}`, outcome).toLowerCase() };
    case "form":
      return { text: (outcome ?? "").toUpperCase() };
    case "action":
      return { text: line.action };
    default:
      return { text: outcome ?? "" };
  }
}

/** Return the words for what an alert was about; older entries know its rule alone, which is named after that. */
function kindKey({ subject, outcome }: AuditLine): string {
  return `alert.kind.${outcome ?? subject?.replace(/-\d+$/, "").replaceAll("-", "_")}`;
}

/** Return a day's other hours, kept as `2026-12-25 closed`, as people write them. */
function changeOf(t: AuditTexts, change: string): string {
  const [, day, what] = /^(\d{4}-\d{2}-\d{2}) (.*)$/.exec(change) ?? [];
  if (day === undefined || what === undefined) return change;
  const date = dateOf(Date.parse(day), t.locale, "UTC");
  return `${date}, ${named(t, `hours.change.${what}`, what)}`;
}

function named(t: AuditTexts, key: string, otherwise: string | null): string {
  return has(key) ? t(key) : (otherwise ?? "");
}

/** Return why somebody did it, in their words or those of what they chose; empty when they said nothing. */
export function reasonOf(t: AuditTexts, { why }: AuditLine): string {
  return why === null ? "" : named(t, `join.why.${why}`, why);
}
