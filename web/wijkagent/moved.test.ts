import { describe, expect, it } from "vitest";
import { Places } from "./moved.ts";

const AT = (id: string, top: number) => ({ id, top, bottom: top + 100 });

describe("a touch", () => {
  const places = new Places();
  places.stand([AT("jo", 0), AT("an", 100)], 0);

  it("right after the list moved was meant for what stood there", () => {
    places.stand([AT("an", 0), AT("jo", 100)], 10_000);
    expect(places.isAnother(50, 10_100)).toBe(true);
    expect(places.isAnother(250, 10_100)).toBe(false);
  });

  it("a moment later is meant for what is seen", () => {
    expect(places.isAnother(50, 10_600)).toBe(false);
  });

  it("on what stays where it was, or came where nothing was, is meant", () => {
    places.stand([AT("an", 0), AT("jo", 100), AT("new", 200)], 20_000);
    expect([50, 150, 250].map((y) => places.isAnother(y, 20_001))).toEqual([false, false, false]);
  });

  it("is judged by what stood there before the first of two moves", () => {
    places.stand([AT("new", 0), AT("an", 100), AT("jo", 200)], 30_000);
    places.stand([AT("jo", 0), AT("an", 100), AT("new", 200)], 30_300);
    expect(places.isAnother(50, 30_600)).toBe(true);
    expect(places.isAnother(50, 30_900)).toBe(false);
  });
});
