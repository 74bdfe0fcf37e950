import { describe, expect, it } from "vitest";
import { room } from "../tests/citizen.ts";
import { browserKind, canTalk } from "./browser.ts";
import { calendarFile } from "./calendar.ts";
import { Link, tokenOf } from "./link.ts";
import { largestOf, networkWord } from "./network.ts";
import { leftUntil, momentOf, timeOf } from "./when.ts";

describe("link", () => {
  const answers = (status: number, body: unknown) => async (_path: string, _init: RequestInit) =>
    new Response(JSON.stringify(body), { status, headers: { Date: "Mon, 02 Mar 2026 10:00:00 GMT" } });

  it("is asked with its secret in the body", async () => {
    const seen: [string, RequestInit][] = [];
    const link = new Link("secret", (path, init) => {
      seen.push([path, init]);
      return answers(200, { state: "open", citizen: "0123abcd", room: room() })(path, init);
    });
    const told = await link.open();
    expect(told).toMatchObject({
      kind: "told",
      state: "open",
      citizen: "0123abcd",
      serverNow: Date.UTC(2026, 2, 2, 10),
    });
    await link.otherMoment([2], ["evening"]);
    expect(seen.map(([path, { body }]) => [path, body])).toEqual([
      ["/api/v1/join", '{"token":"secret"}'],
      ["/api/v1/join/moment", '{"token":"secret","days":[2],"parts":["evening"]}'],
    ]);
  });

  it.each([
    [404, "wrong"],
    [400, "wrong"],
    [409, "refused"],
    [429, "away"],
    [503, "away"],
  ] as const)("answered with %i is %s", async (status, kind) => {
    expect(await new Link("secret", answers(status, { code: "x" })).open()).toEqual({ kind });
  });

  it("nobody answers is away", async () => {
    const link = new Link("secret", () => Promise.reject(new TypeError("no network")));
    expect(await link.cancel()).toEqual({ kind: "away" });
  });

  it("is read from the address", () => {
    expect(tokenOf("/join/abc-DEF_1")).toBe("abc-DEF_1");
    expect(tokenOf("/join")).toBe("");
  });
});

describe("network", () => {
  const figures = (answerMs: number, transferMs: number) => ({
    answersMs: [answerMs, answerMs, answerMs, 5000],
    bytes: 100_000,
    transferMs,
  });
  it.each([
    [30, 200, "good"],
    [400, 600, "fair"],
    [30, 1030, "fair"],
    [900, 1000, "poor"],
    [30, 4030, "poor"],
  ] as const)("with answers in %i ms and 100 kB in %i ms is %s", (answerMs, transferMs, word) => {
    expect(networkWord(figures(answerMs, transferMs))).toBe(word);
  });

  it("without an answer is away, and without a file isn't called poor", () => {
    expect(networkWord({ answersMs: [], bytes: 0, transferMs: 0 })).toBe("offline");
    expect(networkWord({ answersMs: [20], bytes: 0, transferMs: 1 })).toBe("good");
  });

  it("measures with the largest of the page's own files", () => {
    const loaded = [
      { name: "http://here/assets/a.js", encodedBodySize: 10 },
      { name: "http://here/assets/b.js", encodedBodySize: 30 },
      { name: "http://else/assets/c.js", encodedBodySize: 90 },
    ];
    expect(largestOf(loaded, "http://here")?.name).toBe("http://here/assets/b.js");
    expect(largestOf([], "http://here")).toBeNull();
  });
});

describe("browser", () => {
  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari", 0, "computer"],
    ["Mozilla/5.0 (Linux; Android 15) Chrome", 5, "android"],
    ["Mozilla/5.0 (Windows NT 10.0) Firefox", 10, "computer"],
  ] as const)("%s with %i touch points", (agent, points, kind) => {
    expect(browserKind(agent, points)).toBe(kind);
  });

  it("holds conversations with WebRTC and WebSockets", () => {
    expect(canTalk({ RTCPeerConnection: 1, WebSocket: 1 })).toBe(true);
    expect(canTalk({ WebSocket: 1 })).toBe(false);
  });
});

describe("moments", () => {
  const at = Date.UTC(2026, 10, 24, 8);
  it("are read in the time of the Netherlands", () => {
    expect(timeOf(at, "nl")).toBe("09:00");
    expect(momentOf(at, "nl", at - 3_600_000)).toBe("09:00");
    expect(momentOf(at, "nl", at - 86_400_000)).toBe("dinsdag 24 november, 09:00");
  });

  it("are counted down in the largest unit that says enough", () => {
    expect(leftUntil(at, at - 3 * 86_400_000)).toEqual({ unit: "days", count: 3 });
    expect(leftUntil(at, at - 43 * 3_600_000)).toEqual({ unit: "hours", count: 43 });
    expect(leftUntil(at, at - 90 * 60_000)).toEqual({ unit: "minutes", count: 90 });
    expect(leftUntil(at, at - 61_000)).toEqual({ unit: "minutes", count: 2 });
    expect(leftUntil(at, at + 5000)).toEqual({ unit: "minutes", count: 0 });
  });

  it("become an entry of a calendar, in lines of 75 octets", () => {
    const entry = {
      uid: "a@b",
      at,
      startsAt: at,
      title: "Gesprek, met; de\nwijkagent",
      text: "محادثة ".repeat(20),
    };
    const file = calendarFile(entry);
    expect(file).toContain("DTSTART:20261124T080000Z\r\nDTEND:20261124T083000Z");
    expect(file).toContain("SUMMARY:Gesprek\\, met\\; de\\nwijkagent");
    for (const line of file.split("\r\n"))
      expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  });
});
