/**
 * Makes the service workers of pages that start without a network, and tells each of which files its page consists:
 * scripts, styles and texts, and the one font that every language's signs stand in. Fonts of other scripts are large, and fetched when they are read.
 */
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

const PAGES = ["booth", "station"];
/** One is built, of which each page gets its own. */
const TEMPLATE = "worker.js";

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

/** Return the worker of a page: `template` with what that page consists of. */
function workerOf(name: string, template: string, bundle: Bundle): string {
  const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
  const entry = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${name}/index.html`));
  const page = bundle[`${name}/index.html`];
  if (!entry || page?.type !== "asset") throw new Error(`${name} isn't built`);
  const files = filesOf(bundle, entry)
    .filter((each) => !each.endsWith(".woff2") || each.includes("-latin-wght-"))
    .map((each) => `/${each}`);
  const version = createHash("sha256").update(files.join()).update(page.source).digest("hex").slice(0, 16);
  return template
    .replaceAll("__PAGE__", JSON.stringify(`/${name}/`))
    .replaceAll("__SHELL__", JSON.stringify(files))
    .replaceAll("__VERSION__", JSON.stringify(version))
    .replaceAll("__PAGE_DIGEST__", JSON.stringify(digestOf(page.source)));
}

export function shell(): Plugin {
  return {
    name: "page-shell",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const template = bundle[TEMPLATE];
      if (template?.type !== "chunk") throw new Error(`${TEMPLATE} isn't built`);
      delete bundle[TEMPLATE];
      for (const name of PAGES) {
        const source = workerOf(name, template.code, bundle);
        this.emitFile({ type: "asset", fileName: `${name}/worker.js`, source });
      }
    },
  };
}
