import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";

type Listener = (event: { waitUntil(work: Promise<unknown>): void }) => void;

/** Install the worker of the page `own` while the service hands out `served`; returns what is kept. */
async function installed(own: string, served: string): Promise<string[]> {
  const listeners = new Map<string, Listener>();
  const kept: string[] = [];
  const cache = {
    addAll: async (paths: string[]) => void kept.push(...paths),
    put: async (path: string) => void kept.push(path),
  };
  vi.stubGlobal("self", { addEventListener: (kind: string, act: Listener) => listeners.set(kind, act) });
  vi.stubGlobal("caches", { open: async () => cache });
  vi.stubGlobal("Request", class {});
  vi.stubGlobal("fetch", async () => new Response(served));
  vi.stubGlobal("__PAGE__", "/booth/");
  vi.stubGlobal("__SHELL__", ["/assets/booth-1.js"]);
  vi.stubGlobal("__VERSION__", "1");
  vi.stubGlobal("__PAGE_DIGEST__", createHash("sha256").update(own).digest("hex"));
  vi.resetModules();
  // @ts-expect-error: a script, no module.
  await import("./worker.ts");
  let work: Promise<unknown> = Promise.resolve();
  listeners.get("install")?.({ waitUntil: (given) => (work = given) });
  await work;
  return kept;
}

describe("a page's worker", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("keeps the page and its files", async () => {
    expect(await installed("<new>", "<new>")).toEqual(["/assets/booth-1.js", "/booth/"]);
  });

  it("keeps nothing while an upgrade goes on and the page is of another version than the files", async () => {
    await expect(installed("<new>", "<old>")).rejects.toThrow("another version");
  });
});
