import { describe, expect, it } from "vitest";
import { drawQr } from "./qr.ts";

describe("a QR code", () => {
  it("is a square of modules with a quiet zone of four on each side", () => {
    const { size, path } = drawQr("https://www.politie.nl/aangifte");
    expect((size - 8 - 17) % 4).toBe(0);
    expect(path).toMatch(/^M/);
    const numbers = [...path.matchAll(/\d+/g)].map((match) => Number(match[0]));
    expect(Math.max(...numbers)).toBeLessThanOrEqual(size - 8);
  });

  it("is another for another text, and the same for the same", () => {
    expect(drawQr("7KM4-RX2P")).not.toEqual(drawQr("7KM4-RX2Q"));
    expect(drawQr("7KM4-RX2P")).toEqual(drawQr("7KM4-RX2P"));
  });

  it("holds the characters of every script", () => {
    expect(drawQr("مرحبا — Вітаємо").size).toBeGreaterThan(20);
  });
});
