import { describe, expect, it } from "vitest";
import { type Tap, TapGuard } from "./tap-guard.ts";

const finger = (at: number, x = 100, y = 100): Tap => ({ at, x, y, fine: false });
const mouse = (at: number, x = 100, y = 100): Tap => ({ at, x, y, fine: true });

describe("tap guard", () => {
  it("lets the first tap through, and the second of a double tap only on the same screen", () => {
    const guard = new TapGuard();
    expect(guard.isStray(finger(0), "check")).toBe(false);
    expect(guard.isStray(finger(150), "check")).toBe(false);
    expect(guard.isStray(finger(300), "waiting")).toBe(true);
  });

  it("stops drumming however long it lasts and however many screens it meets", () => {
    const guard = new TapGuard();
    guard.isStray(finger(0), "attract");
    const drummed = Array.from({ length: 20 }, (_, beat) =>
      guard.isStray(finger(150 * (beat + 1), 100 + 5 * (beat % 3)), "language"),
    );
    expect(drummed.every(Boolean)).toBe(true);
  });

  it("takes a tap after a pause, or at another place, as meant", () => {
    const guard = new TapGuard();
    guard.isStray(finger(0), "attract");
    expect(guard.isStray(finger(100, 300), "language")).toBe(false);
    expect(guard.isStray(finger(501, 300), "subject")).toBe(false);
  });

  it("lets a mouse be quick when it has moved a little", () => {
    const guard = new TapGuard();
    guard.isStray(mouse(0), "attract");
    expect(guard.isStray(mouse(60, 100, 140), "language")).toBe(false);
    expect(guard.isStray(mouse(120, 104, 142), "subject")).toBe(true);
  });
});
