import { describe, expect, it } from "vitest";
import { AUDIT } from "../../shared/i18n/audit.ts";
import { translator } from "../../shared/i18n/translate.ts";
import type { AuditLine, AuditPage } from "../../shared/protocol/api.ts";
import { byDay } from "./list.ts";
import { reasonOf, referencesIn, sentenceOf } from "./sentence.ts";
import {
  type AuditState,
  isFiltered,
  isWrongOrder,
  NO_FILTER,
  queryOf,
  reduceAudit,
  START,
  seenOf,
} from "./state.ts";

const t = translator(AUDIT, "nl", ["nl"]);

function line(number: number, change: Partial<AuditLine> = {}): AuditLine {
  return {
    number,
    at: number * 1000,
    by: "sue",
    by_name: "Şule",
    action: "location.switched",
    subject: "utrecht",
    subject_name: "Stationsplein",
    reference: null,
    outcome: "closed",
    why: null,
    event_id: `${number}-0`,
    form: 1,
    ...change,
  };
}

function page(numbers: readonly number[], next: number | null = null, newest = 9): AuditPage {
  return { entries: numbers.map((number) => line(number)), next, newest, back_to: 1 };
}

function after(...actions: Parameters<typeof reduceAudit>[1][]): AuditState {
  return actions.reduce(reduceAudit, START);
}

const numbers = (state: AuditState) => state.lines.map((each) => each.number);
const said = (change: Partial<AuditLine>) =>
  sentenceOf(t, line(1, change))
    .map(({ text }) => text)
    .join("");

describe("the lines", () => {
  const first = after({ kind: "newest", page: page([9, 8, 7], 7) });

  it("go on with older ones", () => {
    const more = reduceAudit(first, { kind: "older", page: page([6, 5]) });
    expect(numbers(more)).toEqual([9, 8, 7, 6, 5]);
    expect(more.next).toBeNull();
  });

  it("get new ones before them, and still know where they go on", () => {
    const renewed = reduceAudit(first, { kind: "newest", page: page([11, 10], null, 12) });
    expect(numbers(renewed)).toEqual([11, 10, 9, 8, 7]);
    expect([renewed.next, seenOf(renewed)]).toEqual([7, 12]);
  });

  it("stay the same when nothing is new", () => {
    const renewed = reduceAudit(first, { kind: "newest", page: page([]) });
    expect(renewed.lines).toBe(first.lines);
  });

  it("begin anew when more is new than one page holds: nothing is left out between", () => {
    const renewed = reduceAudit(first, { kind: "newest", page: page([31, 30, 29], 29) });
    expect(numbers(renewed)).toEqual([31, 30, 29]);
    expect(renewed.next).toBe(29);
  });

  it("of another filter stay until the first of this one have come", () => {
    const chosen = reduceAudit(first, { kind: "filter", change: { by: "ann" } });
    expect([seenOf(first), seenOf(chosen)]).toEqual([9, 0]);
    expect(numbers(chosen)).toEqual([9, 8, 7]);
    expect(chosen.isStale).toBe(true);
    expect(numbers(reduceAudit(chosen, { kind: "newest", page: page([4]) }))).toEqual([4]);
  });

  it("stay when the service can't be reached, which they come back from", () => {
    const lost = reduceAudit(first, { kind: "problem", problem: "unreachable" });
    expect(numbers(lost)).toEqual([9, 8, 7]);
    expect(reduceAudit(lost, { kind: "newest", page: page([]) }).problem).toBeNull();
  });

  it("tell who can be chosen", () => {
    expect([...first.people]).toEqual([["sue", "Şule"]]);
  });
});

describe("what is asked for", () => {
  it("is everything at first", () => {
    const { limit, ...conditions } = queryOf(NO_FILTER) ?? {};
    expect(limit).toBe(50);
    expect(Object.values(conditions).every((each) => each === null)).toBe(true);
    expect(isFiltered(NO_FILTER)).toBe(false);
  });

  it("is whole days of this browser's clock", () => {
    const query = queryOf({ ...NO_FILTER, from: "2026-03-29", to: "2026-03-29" });
    expect(query?.["from_at"]).toBe(new Date(2026, 2, 29).getTime());
    expect(query?.["to_at"]).toBe(new Date(2026, 2, 30).getTime());
  });

  it("is nothing while the days are in the wrong order", () => {
    const filter = { ...NO_FILTER, from: "2026-03-30", to: "2026-03-29" };
    expect(isWrongOrder(filter)).toBe(true);
    expect(queryOf(filter)).toBeNull();
  });

  it("is all actions of a kind", () => {
    expect(queryOf({ ...NO_FILTER, kind: "data" })?.["action"]).toBe("export,erasure,callback.erase");
  });
});

describe("a sentence", () => {
  it("says who did what to what, by names", () => {
    expect(said({})).toBe("Şule sloot Stationsplein");
    expect(said({ outcome: "open" })).toBe("Şule opende Stationsplein");
    expect(said({ outcome: "technical" })).toBe("Şule sloot Stationsplein: technische storing");
    expect(said({ outcome: "told" })).toBe("Şule veranderde wat bezoekers lezen aan Stationsplein");
    const hours = { action: "opening_hours.changed", outcome: "2026-12-25 closed" };
    expect(said(hours)).toMatch(/25 december 2026, gesloten$/);
    expect(said({ ...hours, outcome: "2026-12-25 10:00-12:00" })).toMatch(/2026, 10:00-12:00$/);
  });

  it("names an alert by what it was about, also in entries that know its rule alone", () => {
    const seen = { action: "alert.acknowledged", subject: "booth-offline-2", subject_name: null };
    const words = "Şule zag de waarschuwing Cabine zonder verbinding";
    expect(said({ ...seen, outcome: null })).toBe(words);
    expect(said({ ...seen, subject: "x", outcome: "booth_offline" })).toBe(words);
  });

  it("names a call by its reference, where there is one", () => {
    const held = { action: "call.held", outcome: "held", subject: "c1", subject_name: null };
    expect(said({ ...held, reference: "K7-42" })).toBe("Şule zette gesprek K7-42 in de wacht");
    expect(said(held)).toBe("Şule zette een gesprek in de wacht");
    const references = referencesIn([line(2, { subject: "c1", reference: "K7-42" })]);
    expect(sentenceOf(t, line(1, held), references)[2]?.text).toBe("gesprek K7-42");
  });

  it("has words for the service, the operator and a name that nobody has", () => {
    expect(said({ action: "erasure.run", by: "clock", by_name: null, outcome: "3" })).toBe(
      "De dienst wiste volgens de bewaartermijn: 3 verzoeken",
    );
    const refused = { action: "sign_in.refused", by: "unknown", by_name: null };
    expect(said({ ...refused, subject: null, subject_name: null })).toBe(
      "Inloggen als een onbekende naam mislukte",
    );
    expect(said({ ...refused, subject: "agent-1", subject_name: "Sanne" })).toBe(
      "Inloggen als Sanne mislukte",
    );
  });

  it("tells an action of another version by its name", () => {
    expect(said({ action: "moon.landed", outcome: "soft" })).toBe("Şule: moon.landed soft");
  });

  it("ends with the reason, in the words of who gave it or of the choice", () => {
    expect(reasonOf(t, line(1, { why: "verbouwing" }))).toBe("verbouwing");
    expect(reasonOf(t, line(1, { why: "coaching" }))).toBe("Begeleiding van de medewerker");
    expect(reasonOf(t, line(1))).toBe("");
  });
});

it("puts lines under the day on which they happened", () => {
  const noon = new Date(2026, 10, 22, 12).getTime();
  const lines = [
    line(3, { at: noon }),
    line(2, { at: noon - 3_600_000 }),
    line(1, { at: noon - 86_400_000 }),
  ];
  expect(byDay(lines).map((day) => day.lines.map((each) => each.number))).toEqual([[3, 2], [1]]);
});
