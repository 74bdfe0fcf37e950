import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Release } from "./release.ts";

describe("a page of an older release", () => {
  const window = new EventTarget();
  let release: Release;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
    vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
    release = new Release();
    release.start();
  });
  afterEach(() => {
    release.stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("is loaded anew once nobody has touched it for a minute", () => {
    release.heard("a");
    release.heard("b");
    vi.advanceTimersByTime(59_000);
    expect(release.isDue(Date.now())).toBe(false);
    window.dispatchEvent(new Event("keydown"));
    vi.advanceTimersByTime(59_000);
    expect(release.isDue(Date.now())).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(release.isDue(Date.now())).toBe(true);
  });

  it("stays as it is among nodes that have the same, and back at one that has", () => {
    release.heard("a");
    vi.advanceTimersByTime(600_000);
    release.heard("a");
    expect(release.isDue(Date.now())).toBe(false);
    release.heard("b");
    release.heard("a");
    expect(release.isDue(Date.now())).toBe(false);
  });
});
