import { describe, expect, it } from "vitest";
import { arrived, failed, isUnsaved, merged, NO_NOTE, sent, statusOf, told, typed } from "./note.ts";

const KEPT = { text: "a", kept: { text: "a", revision: 1 }, sending: null };

describe("note", () => {
  it("is saved when the server has what stands in the field", () => {
    expect(statusOf(NO_NOTE, true)).toBe("empty");
    const first = typed(NO_NOTE, "a");
    expect(statusOf(first, true)).toBe("saving");
    expect(statusOf(first, false)).toBe("unsaved");
    const second = typed(sent(first), "ab");
    const after = arrived(second);
    expect(after.kept).toEqual({ text: "a", revision: 1 });
    expect(isUnsaved(after)).toBe(true);
    expect(statusOf(arrived(sent(after)), true)).toBe("saved");
  });

  it("takes its own echo as its arrival, whichever comes first", () => {
    const sending = sent(typed(NO_NOTE, "a"));
    expect(arrived(told(sending, { text: "a", revision: 1 }))).toEqual(KEPT);
    expect(told(arrived(sending), { text: "a", revision: 1 })).toEqual(KEPT);
  });

  it("keeps a correction and a deletion when the server tells what was known already", () => {
    const known = { text: "Stolen on 3 May", revision: 1 };
    for (const text of ["Stolen on 4 May", "Stolen"]) {
      const edited = { text, kept: known, sending: null };
      expect(told(edited, known, true)).toEqual(edited);
    }
  });

  it("shows what another page wrote, and loses nothing typed here meanwhile", () => {
    expect(told(KEPT, { text: "b", revision: 2 }).text).toBe("b");
    const both = told(typed(KEPT, "a here"), { text: "a there", revision: 2 });
    expect(both.text).toBe("a there\nhere");
    expect(both.kept).toEqual({ text: "a there", revision: 2 });
    expect(isUnsaved(both)).toBe(true);
  });

  it("goes on from what the server has for certain, even if that is less", () => {
    const state = typed({ ...KEPT, kept: { text: "a", revision: 7 } }, "ab");
    expect(told(state, { text: "", revision: 0 })).toBe(state);
    expect(told(state, { text: "", revision: 0 }, true)).toEqual({
      text: "ab",
      kept: { text: "", revision: 0 },
      sending: null,
    });
  });

  it("is tried again after a refusal", () => {
    expect(failed(sent(typed(NO_NOTE, "a")))).toEqual(typed(NO_NOTE, "a"));
  });

  it.each([
    ["", "x y", "y", "x y"],
    ["", "x", "x y", "x y"],
    ["a", "a b", "a c", "a b\nc"],
    ["a", "b", "c", "b\nc"],
  ])("puts together %s: %s and %s", (before, theirs, own, expected) => {
    expect(merged(before, theirs, own)).toBe(expected);
  });
});
