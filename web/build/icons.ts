/** Turns `icon:name` imports into the paths of that Tabler icon, so that pages carry only the icons they show. */
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const PREFIX = "icon:";
const FOLDER = new URL("../node_modules/@tabler/icons/icons/outline/", import.meta.url);

export function icons(): Plugin {
  return {
    name: "tabler-icons",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const name = id.slice(PREFIX.length + 1);
      const text = readFileSync(new URL(`${name}.svg`, FOLDER), "utf8");
      const paths = [...text.matchAll(/<path\s[^>]*\bd="([^"]+)"/g)]
        .map((match) => match[1])
        .filter((path) => path !== "M0 0h24v24H0z");
      if (paths.length === 0) throw new Error(`icon ${name} has no paths`);
      return `export default ${JSON.stringify(paths)};`;
    },
  };
}
