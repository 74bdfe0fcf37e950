/**
 * A page shows nothing before its script has run, not even the ground: its color depends on what somebody chose.
 * The callback form is whole without its script.
 */
import type { Plugin } from "vite";

export function firstLook(): Plugin {
  return {
    name: "first-look",
    transformIndexHtml: {
      order: "post",
      handler: (html, { path }) =>
        path.startsWith("/callback/")
          ? html
          : html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}
