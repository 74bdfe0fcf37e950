import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lookIn } from "./display.ts";

const STYLES = new URL("./styles/", import.meta.url);
const read = (name: string) =>
  readFileSync(new URL(name, STYLES), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
const DISPLAY = read("display.css");
const USUAL = readdirSync(STYLES)
  .filter((name) => name !== "display.css")
  .map(read)
  .join("\n");

/** The classes of the switch's steps, as selectors begin with them. */
const STEPS = [[], [".text-large", ":is(.text-large, .text-larger)"], [".text-larger"]] as const;

/** The rules of a style sheet, whatever display they are for. */
function rules(sheet: string): readonly (readonly [selector: string, body: string])[] {
  return [...sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = "", body = ""]) => [
    selector.trim(),
    body,
  ]);
}

/** The sizes, rem, that `sheet` gives to what `selector` means. */
function sizes(sheet: string, selector: string): number[] {
  return rules(sheet)
    .filter(([each]) => each === selector)
    .flatMap(([, body]) => [...body.matchAll(/font-size: ([\d.]+)rem/g)].map(([, size]) => Number(size)));
}

function usualSizes(selector: string): number[] {
  const found = sizes(USUAL, selector);
  const [, ...rest] = selector.split(" ");
  if (found.length > 0 || rest.length === 0) return found.length > 0 ? found : [1];
  return usualSizes(rest.join(" "));
}

function scale(name: string): number {
  return Number(DISPLAY.match(new RegExp(`html\\.${name} \\{\\s*--text-scale: ([\\d.]+)`))?.[1]);
}

const SCALES = [1, scale("text-large"), scale("text-larger")] as const;
const RESIZED = new Set(
  rules(DISPLAY)
    .filter(([selector, body]) => selector.includes("text-large") && body.includes("font-size"))
    .map(([selector]) => selector.replace(/^(:is\(.*?\)|\S+) /, ""))
    // A picture gives way to what is to be read.
    .filter((selector) => !selector.endsWith("picture")),
);

describe("larger letters", () => {
  it("have sizes of their own in places", () => {
    expect(RESIZED).toContain(".home__name");
    expect(SCALES[2]).toBeGreaterThan(SCALES[1]);
  });

  it.each([...RESIZED])("make nothing smaller with a step: %s", (selector) => {
    let before = usualSizes(selector);
    let largest = Math.max(...before);
    for (const step of [1, 2] as const) {
      const own = STEPS[step].flatMap((name) => sizes(DISPLAY, `${name} ${selector}`));
      before = own.length > 0 ? own : before;
      // In a call the two steps are of one scale.
      const scaled = SCALES[selector.includes("--call") ? 1 : step];
      expect(scaled * Math.min(...before)).toBeGreaterThanOrEqual(largest);
      largest = scaled * Math.max(...before);
    }
  });

  it("hide nothing", () => {
    expect(DISPLAY).not.toMatch(/display: none|visibility: hidden/);
  });
});

describe("how a call's screen read before a reload", () => {
  it("is as it was", () => {
    expect(lookIn('{"textSize":2,"contrast":true}')).toEqual({ textSize: 2, contrast: true });
  });

  it.each([null, "", "{", "[]", '{"textSize":7,"contrast":"yes"}'])("is as usual after %s", (text) => {
    expect(lookIn(text)).toEqual({ textSize: 0, contrast: false });
  });
});
