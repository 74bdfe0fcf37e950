import { describe, expect, it } from "vitest";
import { blank, filled, isBegun, placed } from "./asking.ts";

function fields(given: readonly (readonly [string, string])[]): FormData {
  const data = new FormData();
  for (const [name, value] of given) data.append(name, value);
  return data;
}

describe("a callback request that is filled in", () => {
  it("has every field, and lists of what is ticked", () => {
    const data = fields([
      ["name", "Jo"],
      ["days", "1"],
      ["days", "5"],
      ["urgent", "on"],
      ["other", "x"],
    ]);
    const { form, urgent } = filled(blank("a"), data, "name");
    expect(form).toMatchObject({ name: "Jo", phone: "", days: ["1", "5"], parts: [] });
    expect(form).not.toHaveProperty("other");
    expect(urgent).toBe(true);
  });

  it("loses the fault of the field that was changed, and no other", () => {
    const faulty = { ...blank("a"), faults: { name: "missing", phone: "malformed" } as const };
    expect(filled(faulty, fields([["name", "J"]]), "name").faults).toEqual({ phone: "malformed" });
  });

  it("is by phone where there is no video", () => {
    const place = { neighborhood: "Assen", team: "Assen", video: false };
    expect(placed(blank("a"), place).form.preference).toBe("phone");
    expect(placed(blank("a"), { ...place, video: true }).form.preference).toBe("");
    expect(placed(blank("a"), null).form.preference).toBe("");
  });

  it("is begun once there is something to lose", () => {
    expect(isBegun(blank("a"))).toBe(false);
    expect(isBegun(filled(blank("a"), fields([["phone", "06"]]), "phone"))).toBe(true);
  });
});
