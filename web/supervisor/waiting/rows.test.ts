import { describe, expect, it } from "vitest";
import { call } from "../../tests/records.ts";
import { HELD_MS, rowsOf, SteadyRows } from "./rows.ts";

const [A, B, C] = ["a", "b", "c"].map((call_id) => call({ call_id })) as [
  ReturnType<typeof call>,
  ReturnType<typeof call>,
  ReturnType<typeof call>,
];

function told(rows: ReturnType<typeof rowsOf>): string {
  return rows.map((row) => `${row.call.call_id}${row.place ?? "-"}`).join(" ");
}

describe("the waiting list", () => {
  it("shows calls in the order they are served", () => {
    expect(told(rowsOf([B, A], null))).toBe("b1 a2");
  });

  it("stays where it is while somebody aims, and says the true places", () => {
    const rows = new SteadyRows();
    rows.rows([A, B], 0);
    rows.touched(0);
    expect(told(rows.rows([C, B, A], 1))).toBe("a3 b2 c1");
    expect(told(rows.rows([C, B], 2))).toBe("a- b2 c1");
  });

  it("moves once nobody has aimed for a while, or the pointer is gone", () => {
    const rows = new SteadyRows();
    rows.rows([A, B], 0);
    rows.touched(0);
    expect(told(rows.rows([B, A], HELD_MS))).toBe("b1 a2");
    rows.touched(HELD_MS);
    rows.left();
    expect(told(rows.rows([A], HELD_MS))).toBe("a1");
  });

  it("waits for whoever has further deeds unfolded", () => {
    const rows = new SteadyRows();
    rows.rows([A, B], 0);
    rows.unfolded(true, 0);
    rows.touched(1);
    rows.left();
    expect(told(rows.rows([B, A], 100 * HELD_MS))).toBe("a2 b1");
    rows.unfolded(false, 0);
    expect(told(rows.rows([B, A], HELD_MS))).toBe("b1 a2");
  });
});
