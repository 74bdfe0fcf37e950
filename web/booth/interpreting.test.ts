import { describe, expect, it } from "vitest";
import { call, seat } from "../tests/records.ts";
import { INTRODUCTION_MS, mayWantInterpreter } from "./interpreting.ts";

const ANSWERED = 1000;
const TALKING = call({ state: "talking", language: "ar", answered_at: ANSWERED });

describe("a visitor who may wonder where the interpreter is", () => {
  it("is told at the beginning of a call in another language", () => {
    expect(mayWantInterpreter(TALKING, ["ar"], ANSWERED + 1)).toBe(true);
    expect(mayWantInterpreter(TALKING, ["ar"], ANSWERED + INTRODUCTION_MS)).toBe(false);
  });

  it("is not told in Dutch or English, or where there is no interpreter to be had", () => {
    expect(mayWantInterpreter({ ...TALKING, language: "en" }, ["en"], ANSWERED)).toBe(false);
    expect(mayWantInterpreter(TALKING, ["pl"], ANSWERED)).toBe(false);
  });

  it.each(["waiting", "reserved", "taken"] as const)("is not told while one is %s", (state) => {
    const seats = [seat({ role: "interpreter", hosts: false, state })];
    expect(mayWantInterpreter({ ...TALKING, seats }, ["ar"], ANSWERED)).toBe(false);
  });
});
