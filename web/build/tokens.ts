/**
 * Serves `virtual:tokens.css`: of the Voorbeeld theme's 2780 design tokens only those that our style sheets reach.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const ID = "virtual:tokens.css";
const WEB = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const THEME = require.resolve("@nl-design-system-unstable/voorbeeld-design-tokens/dist/variables.css");

/** The style sheets of components, which `shared/styles/base.css` imports too. */
const COMPONENTS = ["button", "textbox", "select", "form-label", "table"];

/** Return the names that `css` reads through var(). */
function readNames(css: string): string[] {
  return [...css.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1] ?? "");
}

function ownStyleSheets(): string[] {
  const folders = [
    "shared/styles",
    "shared/staff/styles",
    "booth/styles",
    "callback",
    "station",
    "supervisor",
  ];
  return folders.flatMap((folder) =>
    readdirSync(join(WEB, folder))
      .filter((name) => name.endsWith(".css"))
      .map((name) => join(WEB, folder, name)),
  );
}

/** Return the theme reduced to what `sheets` need, directly or through other tokens. */
export function prune(theme: string, sheets: string[]): string {
  const values = new Map<string, string>();
  for (const [, name, value] of theme.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)) {
    if (name && value) values.set(name, value);
  }
  const wanted = new Set<string>();
  const open = sheets.flatMap(readNames);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const value = values.get(name);
    if (value === undefined || wanted.has(name)) continue;
    wanted.add(name);
    open.push(...readNames(value));
  }
  const lines = [...values]
    .filter(([name]) => wanted.has(name))
    .map(([name, value]) => `  ${name}: ${value};`);
  return `:root {\n${lines.join("\n")}\n}\n`;
}

export function tokens(): Plugin {
  return {
    name: "design-tokens",
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      const components = COMPONENTS.map((name) =>
        join(WEB, `node_modules/@utrecht/${name}-css/dist/index.css`),
      );
      const sheets = [...components, ...ownStyleSheets()];
      return prune(
        readFileSync(THEME, "utf8"),
        sheets.map((path) => readFileSync(path, "utf8")),
      );
    },
  };
}
