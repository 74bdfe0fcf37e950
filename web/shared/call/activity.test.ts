import { describe, expect, it } from "vitest";
import { type Activity, isDead, isMoving, isSounding, observe, silenceMs } from "./activity.ts";
import { NO_SAMPLE, type Sample } from "./stats.ts";

/** Observe one sample each second, each adding to the one before. */
function observing(...steps: Partial<Sample>[]): Activity {
  let sample = NO_SAMPLE;
  let activity = observe(null, sample, 0);
  steps.forEach((step, index) => {
    sample = { ...sample, ...step };
    activity = observe(activity, sample, 1000 * (index + 1));
  });
  return activity;
}

const speaking = (n: number): Partial<Sample> => ({
  received: 50 * n,
  energy: { "2": 0.01 * n },
  frames: { "3": 10 * n },
});

describe("activity", () => {
  it("hears and sees who sends", () => {
    const activity = observing(speaking(1), speaking(2));
    expect(isSounding(activity, "2", 2000)).toBe(true);
    expect(isMoving(activity, "3", 2000)).toBe(true);
  });

  it("does not know at once, but after a while, that nobody sends", () => {
    const activity = observing({}, {});
    expect(isSounding(activity, "2", 2000)).toBeNull();
    expect(isMoving(activity, "3", 2000)).toBeNull();
    expect(isSounding(activity, "2", 3001)).toBe(false);
    expect(isMoving(activity, "3", 2001)).toBe(false);
  });

  it("takes packets of pure silence for a microphone that is off", () => {
    const muted = (n: number) => ({ received: 50 * n, energy: { "2": 0.01 } });
    const activity = observing(muted(1), muted(2), muted(3), muted(4), muted(5));
    expect(isSounding(activity, "2", 5000)).toBe(false);
    expect(silenceMs(activity, 5000)).toBe(0);
  });

  it("takes a quiet room for a microphone that is on", () => {
    const quiet = (n: number) => ({ received: 50 * n, energy: { "2": 1e-7 * n } });
    const activity = observing(quiet(1), quiet(2), quiet(3), quiet(4), quiet(5));
    expect(isSounding(activity, "2", 5000)).toBe(true);
  });

  it("notes since when no media comes, which alone is not the end", () => {
    const activity = observing(speaking(1), { checks: 1 }, { checks: 2 }, { checks: 3 }, { checks: 4 });
    expect(silenceMs(activity, 5000)).toBe(4000);
    expect(isDead(activity, 5000)).toBe(false);
  });

  it("calls a connection dead on which checks go unanswered too", () => {
    const activity = observing(speaking(1), {}, {}, {}, {}, {}, {});
    expect(isDead(activity, 7000)).toBe(true);
  });

  it("waits for checks where no media ever came", () => {
    const activity = observing({ checks: 1 }, { checks: 1 }, { checks: 1 });
    expect(silenceMs(activity, 3500)).toBe(0);
    expect(silenceMs(activity, 9000)).toBe(2500);
  });
});
