import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Attention } from "./attention.ts";

class Element {}

describe("a question over the screen", () => {
  const button = new Element();
  const page = { activeElement: button };
  let focused: unknown[] = [];
  let attention: Attention;

  beforeEach(() => {
    focused = [];
    vi.stubGlobal("HTMLElement", Element);
    vi.stubGlobal("document", page);
    attention = new Attention((target) => focused.push(target));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("has the focus once, and gives it back", () => {
    attention.follow(null, "check");
    attention.follow("#idle-heading", "check");
    attention.follow("#idle-heading", "check");
    expect(focused).toEqual(["#idle-heading"]);
    attention.follow(null, "check");
    attention.follow(null, "check");
    expect(focused).toEqual(["#idle-heading", button]);
  });

  it("leaves it to the screen that comes after it", () => {
    attention.follow("#idle-heading", "check");
    attention.follow(null, "home");
    expect(focused).toEqual(["#idle-heading"]);
  });
});
