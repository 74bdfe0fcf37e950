import { afterEach, expect, it, vi } from "vitest";
import { DesktopNotice } from "./desktop-notice.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("comes when its person looks away while it rings already, once", () => {
  const shown: string[] = [];
  let isLookedAt = true;
  class Shown {
    static readonly permission = "granted";
    constructor(title: string) {
      shown.push(title);
    }
    close(): void {}
  }
  vi.stubGlobal("Notification", Shown);
  vi.stubGlobal("document", { hasFocus: () => isLookedAt });
  const notice = new DesktopNotice();
  notice.show("Call", "");
  expect(shown).toEqual([]);
  isLookedAt = false;
  notice.show("Call", "");
  notice.show("Call", "");
  expect(shown).toEqual(["Call"]);
  notice.close();
  notice.show("Next", "");
  expect(shown).toEqual(["Call", "Next"]);
});
