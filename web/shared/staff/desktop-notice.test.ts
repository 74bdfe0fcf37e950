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

it("goes through the page's worker where a browser leaves it to that, as on phones", async () => {
  const shown: string[] = [];
  const worker = {
    showNotification: async (title: string) => void shown.push(title),
    getNotifications: async () => [{ close: () => void shown.pop() }],
  };
  class Refused {
    static readonly permission = "granted";
    constructor() {
      throw new TypeError("Illegal constructor");
    }
  }
  vi.stubGlobal("Notification", Refused);
  vi.stubGlobal("document", { hasFocus: () => false });
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => worker } });
  const notice = new DesktopNotice();
  notice.show("Help", "");
  notice.show("Help", "");
  await vi.waitFor(() => expect(shown).toEqual(["Help"]));
  notice.close();
  await vi.waitFor(() => expect(shown).toEqual([]));
});
