import { describe, expect, it } from "vitest";
import { type Heard, type Hint, hintOf, listen } from "./speech.ts";

const STEP_MS = 100;
const NOTHING = 0;
const ROOM = 1e-4;
const VOICE = 0.1;

/** Let a level go on for some time. */
function after(before: Heard | null, isOn: boolean, level: number, ms: number): Heard {
  let heard = before ?? listen(null, { level, isOn }, 0);
  for (let passed = 0; passed < ms; passed += STEP_MS)
    heard = listen(heard, { level, isOn }, heard.at + STEP_MS);
  return heard;
}

function hints(...stretches: [isOn: boolean, level: number, ms: number][]): Hint | null {
  return hintOf(stretches.reduce<Heard | null>((heard, each) => after(heard, ...each), null));
}

describe("a microphone that is on", () => {
  it("is silent when nothing comes of it for six seconds", () => {
    expect(hints([true, NOTHING, 5900])).toBeNull();
    expect(hints([true, NOTHING, 6000])).toBe("silent");
  });

  it("is not silent in a quiet room", () => {
    expect(hints([true, ROOM, 60_000])).toBeNull();
  });

  it("is given longer when it worked before, and is heard again at once", () => {
    expect(hints([true, VOICE, 1000], [true, NOTHING, 19_000])).toBeNull();
    expect(hints([true, VOICE, 1000], [true, NOTHING, 20_000])).toBe("silent");
    expect(hints([true, NOTHING, 8000], [true, ROOM, STEP_MS])).toBeNull();
  });
});

describe("a microphone that is off", () => {
  it("says so to somebody who speaks, for a while", () => {
    expect(hints([false, VOICE, 1000])).toBe("muted");
    expect(hints([false, VOICE, 1000], [false, ROOM, 3000])).toBe("muted");
    expect(hints([false, VOICE, 1000], [false, ROOM, 6000])).toBeNull();
  });

  it("takes no knock for speech", () => {
    expect(
      hints([false, ROOM, 1000], [false, VOICE, 200], [false, ROOM, 1000], [false, VOICE, 200]),
    ).toBeNull();
  });

  it("says no more when it is turned on", () => {
    expect(hints([false, VOICE, 1000], [true, VOICE, STEP_MS])).toBeNull();
    expect(hints([false, NOTHING, 60_000])).toBeNull();
  });

  it("counts a page in the background, which is seldom woken, as hardly heard", () => {
    const first = listen(null, { level: VOICE, isOn: false }, 0);
    const next = listen(first, { level: VOICE, isOn: false }, 1000);
    expect(hintOf(next)).toBeNull();
  });
});
