import type { TemplateResult } from "lit";
import { describe, expect, it } from "vitest";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { call } from "../tests/records.ts";
import { type CaseProps, dispositionView } from "./casework-view.ts";
import { wrapUpView } from "./wrap-up.ts";

const t = Object.assign((key: string) => key, { locale: "en" }) as unknown as StaffTexts;

/** What a template says, without what makes it move. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join("");
  const { strings, values } = (value ?? {}) as Partial<TemplateResult>;
  if (strings) return strings.map((text, i) => text + textOf(values?.[i])).join("");
  return typeof value === "string" ? value : "";
}

const FILE = {
  t,
  call: call({ state: "ended", flag: "threat" }),
  text: "",
  status: "empty",
  others: [],
  subject: "question",
  mayClassify: false,
  disposition: null,
  offered: [],
  form: null,
  linked: false,
} as unknown as CaseProps;

describe("a wrap-up", () => {
  it("says what is wrong beside its field, not in the field's name", () => {
    const label = textOf(dispositionView(FILE, "choose first")).match(/<label[\s\S]*?<\/label>/)?.[0];
    expect(label).toContain("case.disposition");
    expect(label).not.toContain("choose first");
    expect(textOf(dispositionView(FILE, "choose first"))).toContain("choose first");
  });

  it("still has the report of how the visitor behaved, to be taken back", () => {
    const props = {
      file: FILE,
      caller: null,
      place: "Utrecht",
      self: "ann",
      endsAt: null,
      latestAt: 0,
      now: 0,
      isUnstated: false,
    };
    const acts = { extend: () => {}, done: () => {}, report: () => {} };
    const text = textOf(wrapUpView({ ...props, ...acts, flag: "threat" }));
    expect(text).toContain('data-testid="report-open"');
    expect(text).toContain("report.flagged.threat");
  });
});
