import { describe, expect, it } from "vitest";
import type { Colleague } from "../protocol/server.ts";
import {
  type Colleagues,
  firstChoice,
  isStaffed,
  matching,
  type TransferChoice,
  targetOf,
  withCentre,
} from "./transfer.ts";

function colleague(staff_id: string, fields: Partial<Colleague> = {}): Colleague {
  return { staff_id, display_name: staff_id, centre: "midden", languages: ["nl"], free: true, ...fields };
}

const COLLEAGUES: Colleagues = {
  centres: [
    { centre: "midden", name: "RSC Midden", languages: ["de", "nl"] },
    { centre: "noord", name: "RSC Noord", languages: ["fr", "nl"] },
    { centre: "leeg", name: "RSC Leeg", languages: [] },
  ],
  people: [
    colleague("me", { display_name: "Me Myself" }),
    colleague("busy", { display_name: "Anna Busy", free: false }),
    colleague("far", { display_name: "Zoë Far", centre: "noord", languages: ["nl", "fr"] }),
    colleague("near", { display_name: "Bram Near" }),
  ],
};

const SPOKEN = ["nl", "en"];

function first(centre: string, language: string): TransferChoice {
  return firstChoice(COLLEAGUES, { centre, languages: SPOKEN }, language);
}

function found(search: string): string[] {
  return matching(COLLEAGUES, "me", search, "en").map((each) => each.staff_id);
}

describe("transfer", () => {
  it("offers everybody else, the free ones first", () => {
    expect(found("")).toEqual(["near", "far", "busy"]);
  });

  it.each([
    ["zoë", ["far"]],
    ["noord", ["far"]],
    ["french", ["far"]],
    ["midden anna", ["busy"]],
    ["myself", []],
  ])("finds by name, centre or language: %s", (search, expected) => {
    expect(found(search)).toEqual(expected);
  });

  it("begins at the own centre, in the language of the call or one that is shared", () => {
    expect(first("noord", "fr")).toMatchObject({ centre: "noord", language: "fr" });
    expect(first("midden", "fr")).toMatchObject({ centre: "midden", language: "nl" });
    expect(first("unknown", "nl")).toMatchObject({ centre: "midden", language: "nl" });
  });

  it("has a target once the choice is complete", () => {
    const choice = first("midden", "nl");
    expect(targetOf(choice)).toBeNull();
    expect(targetOf({ ...choice, staffId: "near" })).toEqual({ kind: "person", staff_id: "near" });
    const pool = { ...choice, kind: "pool" } as const;
    expect(targetOf(pool)).toEqual({ kind: "pool", centre: "midden", language: "nl" });
    const empty = targetOf(withCentre(pool, COLLEAGUES.centres[2], SPOKEN));
    expect(empty).toEqual({ kind: "pool", centre: "leeg", language: "nl" });
  });
});

describe("whether anybody is there to take it", () => {
  const to = (kind: "person" | "pool", centre = "", language = ""): TransferChoice => ({
    kind,
    search: "",
    staffId: "",
    centre,
    language,
  });
  const alone: Colleagues = { ...COLLEAGUES, people: [colleague("me")] };

  it("is said of people and of the queue chosen, without oneself", () => {
    expect(isStaffed(COLLEAGUES, "me", to("person"))).toBe(true);
    expect(isStaffed(alone, "me", to("person"))).toBe(false);
    expect(isStaffed(COLLEAGUES, "me", to("pool", "noord", "fr"))).toBe(true);
    expect(isStaffed(COLLEAGUES, "me", to("pool", "midden", "de"))).toBe(false);
    expect(isStaffed(alone, "me", to("pool", "midden", "nl"))).toBe(false);
  });
});
