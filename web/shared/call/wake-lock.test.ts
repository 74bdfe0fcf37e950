import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WakeLock } from "./wake-lock.ts";

class Sentinel {
  released = false;
  release(): Promise<void> {
    this.released = true;
    return Promise.resolve();
  }
}

describe("the screen during a call", () => {
  let given: Sentinel[] = [];
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const request = (): Promise<Sentinel> => {
    const sentinel = new Sentinel();
    given.push(sentinel);
    return Promise.resolve(sentinel);
  };
  const shows = async (visibilityState: "visible" | "hidden") => {
    page.visibilityState = visibilityState;
    if (visibilityState === "hidden") for (const each of given) each.released = true;
    page.dispatchEvent(new Event("visibilitychange"));
    await settle();
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  beforeEach(() => {
    given = [];
    page.visibilityState = "visible";
    vi.stubGlobal("document", page);
    vi.stubGlobal("navigator", { wakeLock: { request } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("stays on, and is let go in the end", async () => {
    const lock = new WakeLock();
    lock.hold(true);
    lock.hold(true);
    await settle();
    expect(given.map((each) => each.released)).toEqual([false]);
    lock.hold(false);
    expect(given.map((each) => each.released)).toEqual([true]);
  });

  it("is asked for again when the page is seen again", async () => {
    const lock = new WakeLock();
    lock.hold(true);
    await settle();
    await shows("hidden");
    expect(given).toHaveLength(1);
    await shows("visible");
    expect(given.map((each) => each.released)).toEqual([true, false]);
    lock.hold(false);
    await shows("visible");
    expect(given).toHaveLength(2);
  });

  it("is let go when the call ended before it was given", async () => {
    const lock = new WakeLock();
    lock.hold(true);
    lock.hold(false);
    await settle();
    expect(given.map((each) => each.released)).toEqual([true]);
  });

  it("goes dark as its owner has set it where the browser can't, or won't", async () => {
    vi.stubGlobal("navigator", {});
    new WakeLock().hold(true);
    vi.stubGlobal("navigator", { wakeLock: { request: () => Promise.reject(new Error("low battery")) } });
    const lock = new WakeLock();
    lock.hold(true);
    await settle();
    lock.hold(false);
    expect(given).toEqual([]);
  });
});
