// Makes the TypeScript types of the protocol from its JSON Schema; run by `npm run types`.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const folder = new URL("../shared/protocol/", import.meta.url);

for (const direction of ["client", "server", "api"]) {
  const text = await readFile(new URL(`${direction}.schema.json`, folder), "utf8");
  const hash = createHash("sha256").update(text).digest("hex");
  const source = await compile(JSON.parse(text), direction, {
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    bannerComment: `// Made by scripts/protocol; don't edit.\n// sha256 of ${direction}.schema.json: ${hash}`,
    format: true,
    style: { printWidth: 110 },
  });
  await writeFile(new URL(`${direction}.ts`, folder), source);
}
