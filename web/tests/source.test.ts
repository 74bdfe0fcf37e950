/** Rules that a type checker can't hold. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { thirdParty } from "../build/licences.ts";
import { prune } from "../build/tokens.ts";

const WEB = fileURLToPath(new URL("..", import.meta.url));

function files(folder: string): string[] {
  return readdirSync(`${WEB}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules") return [];
    return entry.isDirectory() ? files(`${folder}${entry.name}/`) : [`${folder}${entry.name}`];
  });
}

function text(path: string): string {
  return readFileSync(`${WEB}${path}`, "utf8");
}

describe("sources", () => {
  it.each(files("").filter((path) => /(?<!test)\.(ts|html)$/.test(path)))("%s has nothing inline", (path) => {
    expect(text(path)).not.toMatch(/\sstyle=["'$]|innerHTML|unsafeHTML|styleMap|\son(click|load)=/);
  });

  it.each(files("").filter((path) => path.endsWith(".css")))("%s mirrors by itself", (path) => {
    expect(text(path)).not.toMatch(/(?<![\w-])((margin|padding|border|inset)-)?(left|right)(-\w+)*\s*:/);
    expect(text(path)).not.toMatch(/(text-align|float|clear)\s*:\s*(left|right)/);
  });

  it("names no registry in the lock", () => {
    expect(text("package-lock.json")).not.toContain('"resolved"');
  });

  it("pins every package exactly, and ships no proprietary tokens", () => {
    const { dependencies, devDependencies } = JSON.parse(text("package.json")) as Record<
      string,
      Record<string, string>
    >;
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(text("package-lock.json")).not.toMatch(/@utrecht\/design-tokens|@rijkshuisstijl-community/);
  });

  it.each(["client", "server"])("has the types of the present %s schema", (direction) => {
    const hash = createHash("sha256")
      .update(text(`shared/protocol/${direction}.schema.json`))
      .digest("hex");
    expect(text(`shared/protocol/${direction}.ts`)).toContain(hash);
  });

  it("lists every shipped package with its licence", () => {
    const listed = thirdParty();
    const { dependencies } = JSON.parse(text("package.json")) as { dependencies: Record<string, string> };
    for (const name of Object.keys(dependencies)) expect(listed).toContain(name);
    expect(listed).toContain("lit-html");
    expect(listed).toMatch(/SIL OPEN FONT LICENSE/i);
  });

  it("keeps of a theme what is reached, through other tokens too", () => {
    const theme = ":root {\n  --a: var(--b);\n  --b: 1px;\n  --c: 2px;\n}";
    expect(prune(theme, ["p { margin: var(--a) }"])).toBe(":root {\n  --a: var(--b);\n  --b: 1px;\n}\n");
  });
});
