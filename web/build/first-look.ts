/** A page shows nothing before its script has run, not even the ground: its color depends on what somebody chose. */
import type { Plugin } from "vite";

export function firstLook(): Plugin {
  return {
    name: "first-look",
    transformIndexHtml: {
      order: "post",
      handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}
