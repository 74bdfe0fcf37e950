import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { compress } from "./build/compress.ts";
import { firstLook } from "./build/first-look.ts";
import { icons } from "./build/icons.ts";
import { licences } from "./build/licences.ts";
import { shell } from "./build/shell.ts";
import { styleOrder } from "./build/style-order.ts";
import { tokens } from "./build/tokens.ts";

const PAGES = ["booth", "callback", "desk", "interpreter", "join", "station", "supervisor", "wijkagent"];

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

export default defineConfig({
  root: path("."),
  base: "/",
  appType: "mpa",
  plugins: [icons(), tokens(), firstLook(), styleOrder(), licences(), shell(), compress()],
  build: {
    outDir: path("../signaling/pages"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        ...Object.fromEntries(PAGES.map((page) => [page, path(`${page}/index.html`)])),
        worker: path("shared/shell/worker.ts"),
      },
      output: {
        // The template of the pages' own workers (build/shell.ts).
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
        chunkFileNames: ({ facadeModuleId }) => {
          const language = facadeModuleId?.match(/\/i18n\/(\w+)\/(?:texts|citizen)\.ts$/)?.[1];
          return language ? `assets/texts-${language}-[hash].js` : "assets/shared-[hash].js";
        },
        assetFileNames: ({ names: [name] }) =>
          // A style sheet that pages share would be named after whatever icon it came with.
          name?.startsWith("_icon_") ? "assets/shared-[hash][extname]" : "assets/[name]-[hash][extname]",
      },
    },
  },
  test: { environment: "node", include: ["**/*.test.ts"], exclude: ["node_modules"] },
});
