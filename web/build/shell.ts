/**
 * Tells the booth's service worker which files the booth consists of: scripts, styles and texts, and the one font that
 * every language's signs stand in. Fonts of other scripts are large, and fetched when they are read.
 */
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

const PAGE = "booth/index.html";
const WORKER = "booth/worker.js";

type Bundle = Rolldown.OutputBundle;

/** Return the names of everything the page can load, in order. */
export function filesOf(bundle: Bundle, entry: Rolldown.OutputChunk): string[] {
  const found = new Set<string>();
  const open = [entry.fileName];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const chunk = bundle[name];
    if (found.has(name) || !chunk) continue;
    found.add(name);
    if (chunk.type !== "chunk") continue;
    const { importedCss, importedAssets } = chunk.viteMetadata ?? {};
    open.push(...chunk.imports, ...chunk.dynamicImports, ...(importedCss ?? []), ...(importedAssets ?? []));
  }
  return [...found].sort();
}

/** Return the SHA-256 of a file, in hexadecimal. */
function digestOf(source: string | Uint8Array): string {
  return createHash("sha256").update(source).digest("hex");
}

export function shell(): Plugin {
  return {
    name: "booth-shell",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const entry = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(PAGE));
      const worker = bundle[WORKER];
      const page = bundle[PAGE];
      if (!entry || worker?.type !== "chunk" || page?.type !== "asset")
        throw new Error(`${PAGE} or ${WORKER} isn't built`);
      const files = filesOf(bundle, entry)
        .filter((name) => !name.endsWith(".woff2") || name.includes("-latin-wght-"))
        .map((name) => `/${name}`);
      const version = createHash("sha256")
        .update(files.join())
        .update(page.source)
        .digest("hex")
        .slice(0, 16);
      worker.code = worker.code
        .replaceAll("__SHELL__", JSON.stringify(files))
        .replaceAll("__VERSION__", JSON.stringify(version))
        .replaceAll("__PAGE_DIGEST__", JSON.stringify(digestOf(page.source)));
    },
  };
}
