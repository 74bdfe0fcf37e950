import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Shell } from "./shell.ts";

describe("a booth between visits", () => {
  const workers = Object.assign(new EventTarget(), { controller: null as object | null });
  const reload = vi.fn();
  const takesOver = () => {
    workers.controller = {};
    workers.dispatchEvent(new Event("controllerchange"));
  };
  let shell: Shell;

  beforeEach(() => {
    vi.useFakeTimers();
    reload.mockClear();
    vi.stubGlobal("navigator", { serviceWorker: workers });
    vi.stubGlobal("location", { reload });
    shell = new Shell();
  });
  afterEach(() => {
    shell.stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("goes over to a new version, also when its page was loaded before there was any worker", () => {
    workers.controller = null;
    shell.start();
    takesOver();
    shell.unattended();
    expect(reload).not.toHaveBeenCalled();
    takesOver();
    shell.unattended();
    expect(reload).toHaveBeenCalledOnce();
  });

  it("goes over to a new version that took over from an old one", () => {
    workers.controller = {};
    shell.start();
    shell.unattended();
    expect(reload).not.toHaveBeenCalled();
    takesOver();
    shell.unattended();
    expect(reload).toHaveBeenCalledOnce();
  });
});
