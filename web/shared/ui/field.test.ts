import { afterEach, describe, expect, it, vi } from "vitest";
import { fieldIn, goOnIn } from "./field.ts";

class List {
  readonly dataset = { testid: "list" };
  private readonly around: string;
  private readonly isFolded: boolean;
  constructor(around: string, isFolded = false) {
    this.around = around;
    this.isFolded = isFolded;
  }
  matches = (selector: string) => selector.split(", ").includes("select");
  closest = (selector: string) => (selector === this.around ? {} : null);
  focus() {
    if (!this.isFolded) vi.stubGlobal("document", { activeElement: this });
  }
}

/** A page on which `list` is. */
function page(list: List): HTMLElement {
  const root = { contains: () => true, querySelector: () => list };
  return root as unknown as HTMLElement;
}

describe("a field on two screens", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("is gone on with where the page's content changes", () => {
    vi.stubGlobal("HTMLSelectElement", List);
    const [before, after] = [new List("main"), new List("main")];
    before.focus();
    expect(goOnIn(page(after), fieldIn(page(before)))).toBe(true);
    expect(document.activeElement).toBe(after);
  });

  it("keeps no focus from a new screen when it is of the bar, such as the list in which one said to be ready", () => {
    const list = new List(".bar");
    list.focus();
    expect(fieldIn(page(list))).toBeNull();
  });

  it("isn't gone on with when it is folded away", () => {
    vi.stubGlobal("HTMLSelectElement", List);
    const before = new List("main");
    before.focus();
    expect(goOnIn(page(new List("main", true)), fieldIn(page(before)))).toBe(false);
  });
});
