import { describe, expect, it } from "vitest";
import { reservation } from "../../tests/records.ts";
import { freeText, handedOverKey, type OfferProps, partnerKey } from "./offer.ts";

function offered(
  fields: Partial<Pick<OfferProps, "partner" | "forInterpreter">>,
  together: string | null,
): OfferProps {
  const plain = reservation();
  return {
    reservation: { ...plain, match: { ...plain.match, together_with: together } },
    partner: null,
    forInterpreter: false,
    ...fields,
  } as OfferProps;
}

describe("an offer", () => {
  it("says how the interpreter stands, as soon as it is known and until the place is closed", () => {
    expect(partnerKey(offered({}, null))).toBeNull();
    expect(partnerKey(offered({}, "staff"))).toBe("offer.interpreter.reserved");
    expect(partnerKey(offered({ partner: "taken" }, null))).toBe("offer.interpreter.taken");
    expect(partnerKey(offered({ partner: "closed" }, null))).toBeNull();
  });

  it("says to an interpreter how the employee stands", () => {
    expect(partnerKey(offered({ forInterpreter: true, partner: "taken" }, "staff"))).toBe(
      "offer.employee.taken",
    );
  });

  it("says whether an interpreter is free, as far as is known", () => {
    const t = ((key: string) => key) as unknown as OfferProps["t"];
    const somali = { ...reservation(), call_language: "so" };
    const text = (free: number, present: number) =>
      freeText({ t, reservation: somali, counts: [{ language: "so", free, present }] });
    expect([text(2, 3), text(0, 1), text(0, 0)]).toEqual([
      "offer.interpreters.free",
      "offer.interpreters.busy",
      "offer.interpreters.none",
    ]);
    expect(freeText({ t, reservation: somali, counts: [] })).toBe("");
  });

  it("says who hands over, and whether they stay to talk; never to an interpreter", () => {
    const given = { ...reservation(), seat_id: "second", asked_by: "Sanne" };
    expect(handedOverKey({ reservation: reservation(), forInterpreter: false })).toBeNull();
    expect(handedOverKey({ reservation: given, forInterpreter: false })).toBe("offer.handed_over.blind");
    const asked = { ...given, consulted: true };
    expect(handedOverKey({ reservation: asked, forInterpreter: false })).toBe("offer.handed_over.consulted");
    expect(handedOverKey({ reservation: asked, forInterpreter: true })).toBeNull();
  });
});
