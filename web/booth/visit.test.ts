import { describe, expect, it } from "vitest";
import { CHECKING, following, NOW, ONLINE, PLACE, says, TALKING, WAITING } from "../tests/booth.ts";
import { opened, place, snapshot, talking } from "../tests/records.ts";
import {
  ASK_MS,
  ATTRACT_MS,
  FRAME_IDLE_MS,
  IDLE_MS,
  idleLeft,
  isAttracting,
  screenOf,
  surfaceOf,
  tileOf,
} from "./screen.ts";
import { shortAddress } from "./screens/tile.ts";
import { type BoothAction, FRESH } from "./state.ts";

const TILES = [
  { kind: "form", url: "https://www.politie.nl/aangifte/", show: "qr", titles: {} },
  { kind: "chat", url: "https://chat.example/", show: "frame", titles: {} },
] as const;
const OFFERING = following(ONLINE, says(snapshot({ locations: [place({ tiles: [...TILES] })] })), {
  kind: "touched",
  now: NOW,
});

describe("the first screen", () => {
  it("greets whoever comes by when nobody touches it for a minute", () => {
    expect(isAttracting(OFFERING, NOW + ATTRACT_MS - 1)).toBe(false);
    expect(isAttracting(OFFERING, NOW + ATTRACT_MS)).toBe(true);
    expect(isAttracting(CHECKING, NOW + ATTRACT_MS)).toBe(false);
  });

  it("forgets by then how the last visitor read it, and only then", () => {
    const changed = following(
      OFFERING,
      { kind: "reading", language: "ar" },
      { kind: "text_size" },
      { kind: "contrast" },
    );
    expect(following(changed, { kind: "ticked", now: NOW + ATTRACT_MS - 1 })).toBe(changed);
    const later = following(changed, { kind: "ticked", now: NOW + ATTRACT_MS });
    expect([later.reading, later.textSize, later.contrast]).toEqual(["nl", 0, false]);
    expect(following(later, { kind: "ticked", now: NOW + 2 * ATTRACT_MS })).toBe(later);
  });

  it("opens what the location offers, and comes back", () => {
    const open = following(OFFERING, { kind: "reading", language: "pl" }, { kind: "tile", tile: 0 });
    expect(screenOf(open)).toBe("tile");
    expect(tileOf(open)?.kind).toBe("form");
    const home = following(open, { kind: "back" });
    expect(screenOf(home)).toBe("home");
    expect(home.reading).toBe("pl");
  });

  it("is shown when the location offers that no more", () => {
    const open = following(OFFERING, { kind: "tile", tile: 1 });
    expect(screenOf(following(open, says({ type: "location.changed", location: PLACE })))).toBe("home");
  });

  it("waits longer for somebody at a site in a frame, who may be reading", () => {
    const taking = following(OFFERING, { kind: "tile", tile: 0 });
    expect(idleLeft(taking, NOW + IDLE_MS)).toBe(ASK_MS);
    const reading = following(OFFERING, { kind: "tile", tile: 1 });
    expect(idleLeft(reading, NOW + FRAME_IDLE_MS - 1)).toBeNull();
    const gone = following(reading, { kind: "ticked", now: NOW + FRAME_IDLE_MS + ASK_MS });
    expect(screenOf(gone)).toBe("home");
  });

  it("writes addresses as people do", () => {
    expect(shortAddress("https://www.politie.nl/aangifte/")).toBe("politie.nl/aangifte");
    expect(shortAddress("http://127.0.0.1:9/a?b=c")).toBe("127.0.0.1:9/a?b=c");
  });
});

describe("the language of the screen", () => {
  const chooses = (language: string): BoothAction => ({ kind: "language", language });

  it("follows that of the call, where there are texts in it", () => {
    expect(following(ONLINE, { kind: "started" }, chooses("tr")).reading).toBe("tr");
    const somali = following(
      ONLINE,
      { kind: "reading", language: "en" },
      { kind: "languages" },
      chooses("so"),
    );
    expect([somali.language, somali.reading]).toEqual(["so", "en"]);
    expect(screenOf(somali)).toBe("subject");
  });

  it("changes at any moment without changing the call's", () => {
    const waiting = following(WAITING, { kind: "readings", open: true }, { kind: "reading", language: "fr" });
    expect([waiting.language, waiting.reading, waiting.readingOpen]).toEqual(["ar", "fr", false]);
    const done = following(waiting, { kind: "left", now: NOW });
    expect(screenOf(done)).toBe("home");
  });

  it("stays with the visitor through the thanks, as do size and contrast", () => {
    const done = following(TALKING, { kind: "text_size" }, { kind: "contrast" }, { kind: "left", now: NOW });
    expect([done.reading, done.textSize, done.contrast]).toEqual(["ar", 1, true]);
    const next = following(done, { kind: "wiped" });
    expect([next.reading, next.textSize, next.contrast]).toEqual(["nl", 0, false]);
  });

  it("is the call's again after a reload, if it can be", () => {
    const reloaded = (language: string) =>
      following(
        FRESH,
        { kind: "connection", state: "online", now: NOW },
        says(opened({ role: "visitor" })),
        says(snapshot({ locations: [PLACE], call: { ...talking(), language, needs: ["without_voice"] } })),
      );
    expect(reloaded("uk").reading).toBe("uk");
    expect(reloaded("ti").reading).toBe("nl");
    expect(reloaded("uk").needs).toEqual(["without_voice"]);
  });
});

describe("before the call", () => {
  it("takes back what was said of talking, and forgets it with the visitor", () => {
    const types = following(CHECKING, { kind: "need", need: "without_voice" });
    const both = following(types, { kind: "need", need: "without_hearing" });
    expect(both.needs).toEqual(["without_voice", "without_hearing"]);
    expect(following(both, { kind: "need", need: "without_voice" }).needs).toEqual(["without_hearing"]);
    expect(following(both, { kind: "wiped" }).needs).toEqual([]);
  });

  it("goes back from the further languages to the nine, and forgets what was looked for", () => {
    const searching = following(
      ONLINE,
      { kind: "started" },
      { kind: "languages" },
      { kind: "search", text: "som" },
    );
    expect(screenOf(following(searching, { kind: "back" }))).toBe("language");
    expect(following(searching, { kind: "back" }, { kind: "languages" }).search).toBe("");
  });

  it("comes back to the usual size after the largest", () => {
    const sizes = [1, 2, 3].map((times) =>
      following(ONLINE, ...Array<BoothAction>(times).fill({ kind: "text_size" })),
    );
    expect(sizes.map(({ textSize }) => textSize)).toEqual([1, 2, 0]);
  });

  it("is another surface with the languages to read in over it", () => {
    const open = following(CHECKING, { kind: "readings", open: true });
    expect(surfaceOf(open, NOW)).not.toBe(surfaceOf(CHECKING, NOW));
    expect(following(open, { kind: "ticked", now: NOW + IDLE_MS }).readingOpen).toBe(false);
  });
});
