import { expect, it } from "vitest";
import { baseFirst } from "./style-order.ts";

const link = (name: string) => `\n    <link rel="stylesheet" crossorigin href="/assets/${name}.css">`;

it("puts the styles of all pages before a page's own", () => {
  const page = `<head>${link("told-a1")}${link("supervisor-b2")}${link("base-c3")}\n</head>`;
  expect(baseFirst(page)).toBe(`<head>${link("base-c3")}${link("told-a1")}${link("supervisor-b2")}\n</head>`);
});

it.each(["", link("booth-a1"), link("base-c3"), link("base-c3") + link("booth-a1")])(
  "leaves what is in order as it is",
  (links) => expect(baseFirst(`<head>${links}</head>`)).toBe(`<head>${links}</head>`),
);
