/** Writes THIRD_PARTY.txt beside the pages: every package the pages ship, with its licence text. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const WEB = fileURLToPath(new URL("..", import.meta.url));

interface Manifest {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as Manifest;
}

/** Return the folders of all packages that come with `dependencies`, in order of name. */
function shipped(): string[] {
  const folders = new Set<string>();
  const open = Object.keys(manifest(WEB).dependencies ?? {});
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const folder = `${WEB}node_modules/${name}`;
    if (folders.has(folder) || !existsSync(folder)) continue;
    folders.add(folder);
    open.push(...Object.keys(manifest(folder).dependencies ?? {}));
  }
  return [...folders].sort();
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(`${folder}/${file}`, "utf8").trim() : "";
}

/** Return the text: packages first, then each licence text once. */
export function thirdParty(): string {
  const texts = new Map<string, string[]>();
  const lines: string[] = [];
  for (const folder of shipped()) {
    const { name, version, license } = manifest(folder);
    lines.push(`${name} ${version}: ${license ?? "see below"}`);
    const text = licenceText(folder);
    if (text) texts.set(text, [...(texts.get(text) ?? []), name]);
  }
  const bodies = [...texts].map(([text, names]) => `${"=".repeat(78)}\n${names.join(", ")}\n\n${text}\n`);
  return `Software by others in these pages\n\n${lines.join("\n")}\n\n${bodies.join("\n")}`;
}

export function licences(): Plugin {
  return {
    name: "third-party-licences",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "THIRD_PARTY.txt", source: thirdParty() });
    },
  };
}
