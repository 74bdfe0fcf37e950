/**
 * The service worker of a page that must start without a network, or before the service: it keeps the page's files, so
 * that a booth, or a service employee's phone, shows its own screen and goes on trying. It keeps nothing of anybody, and
 * answers nothing but the page itself and its files.
 *
 * The build makes one for each such page and puts in what to keep; a new version of any of it is a new worker, which
 * waits until the page lets it take over.
 */

/** The address of the page, like `/booth/`. */
declare const __PAGE__: string;
/** Every file of the page, and a digest over them all. */
declare const __SHELL__: readonly string[];
declare const __VERSION__: string;
/** SHA-256 of the page these files belong to, in hexadecimal. */
declare const __PAGE_DIGEST__: string;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Clicked extends Lasting {
  readonly notification: Notification;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
/** What is used of a service worker's global scope; the compiler knows pages only. */
interface Scope {
  readonly clients: {
    claim(): Promise<void>;
    matchAll(of: { type: "window"; includeUncontrolled: boolean }): Promise<{ focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(kind: "notificationclick", listener: (event: Clicked) => void): void;
  addEventListener(kind: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(kind: "message", listener: (event: MessageEvent) => void): void;
}

const PAGE = __PAGE__;
const PREFIX = `${PAGE.replaceAll("/", "")}-`;
const KEPT = PREFIX + __VERSION__;
/** Somebody who stands before a white screen has waited long enough. */
const PATIENCE_MS = 4000;
const scope = self as unknown as Scope;

/** Keep the page and its files; throws while the service hands out another version of the page than theirs. */
async function keep(): Promise<void> {
  const answer = await fetch(new Request(PAGE, { cache: "reload" }));
  const digest = await digestOf(await answer.clone().arrayBuffer());
  // In the middle of an upgrade, nodes of both versions answer: the page registers this again.
  if (!answer.ok || digest !== __PAGE_DIGEST__) throw new Error("another version of the page");
  const cache = await caches.open(KEPT);
  await cache.addAll([...__SHELL__]);
  await cache.put(PAGE, answer);
}

async function digestOf(content: ArrayBuffer): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The page as the service has it now; what was kept when it doesn't say, says no, or takes too long. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match(PAGE, { cacheName: KEPT });
  if (!kept) return fetch(request);
  const fresh = fetch(request).then((answer) => (answer.status < 500 ? answer : kept));
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fresh, late]).catch(() => kept);
}

/** A file's name has a hash of what is in it: what was kept is what it is. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

/** Bring the page to the front: somebody saw its notification. */
async function show(): Promise<void> {
  const [open] = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  await (open ? open.focus() : scope.clients.openWindow(PAGE));
}

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
scope.addEventListener("message", ({ data }) => {
  if (data === "take over") void scope.skipWaiting();
});
scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (__SHELL__.includes(pathname)) event.respondWith(file(request));
});
