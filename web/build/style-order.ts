/**
 * Puts the styles of every page before a page's own. Where they are a file by themselves, Vite links that last.
 */
import type { Plugin } from "vite";

const LINK = /\s*<link rel="stylesheet"[^>]*>/g;

/** Return `html` with the style sheet of all pages linked first. */
export function baseFirst(html: string): string {
  const links = html.match(LINK) ?? [];
  const base = links.find((link) => link.includes("/assets/base-"));
  const own = links.find((link) => link !== base);
  if (base === undefined || own === undefined) return html;
  return html.replace(base, "").replace(own, base + own);
}

export function styleOrder(): Plugin {
  return {
    name: "style-order",
    apply: "build",
    transformIndexHtml: { order: "post", handler: baseFirst },
  };
}
