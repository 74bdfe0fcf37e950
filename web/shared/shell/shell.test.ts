import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Shell } from "./shell.ts";

describe("a booth between visits", () => {
  const registration = { active: null as object | null, waiting: null, installing: null, update: vi.fn() };
  const register = vi.fn();
  const workers = Object.assign(new EventTarget(), { controller: null as object | null, register });
  const reload = vi.fn();
  const takesOver = () => {
    workers.controller = {};
    workers.dispatchEvent(new Event("controllerchange"));
  };
  let shell: Shell;

  beforeEach(() => {
    vi.useFakeTimers();
    reload.mockClear();
    registration.active = null;
    registration.update.mockReset().mockResolvedValue(undefined);
    register.mockReset().mockResolvedValue(registration);
    vi.stubGlobal("navigator", { serviceWorker: workers });
    vi.stubGlobal("location", { reload });
    shell = new Shell("/booth/worker.js");
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

  it("gets a worker later, when the first one could not be installed or not even be had", async () => {
    register.mockRejectedValueOnce(new TypeError("no network"));
    shell.start();
    shell.look();
    expect(register).not.toHaveBeenCalled(); // The booth's first picture comes first.
    await vi.advanceTimersByTimeAsync(5000);
    shell.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(register).toHaveBeenCalledTimes(2);
    shell.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(register).toHaveBeenCalledTimes(3);
    registration.active = {};
    shell.look();
    expect(register).toHaveBeenCalledTimes(3);
    expect(registration.update).toHaveBeenCalledOnce();
  });
});
