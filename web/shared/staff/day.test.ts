import { describe, expect, it } from "vitest";
import type { DayEntry, DayListed, Staff } from "../protocol/server.ts";
import { boundsOf, hasMoved, OwnDay, secondsOf } from "./day.ts";

const NOON = new Date(2026, 2, 29, 12).getTime();

function listed(calls: number): DayListed {
  return { type: "day.listed", request_id: "r", entries: [], noted: [], calls, talk_ms: 0, missed: 0 };
}

function person(fields: Partial<Staff> = {}): Staff {
  return { staff_id: "agent-1", activity: "idle", missed: 0, ...fields } as Staff;
}

/** A day whose questions are answered by hand. */
function day() {
  const questions: { from_at: number; to_at: number; answer(listed: DayListed | null): void }[] = [];
  const clock = { now: NOON };
  const ask = ((question: { from_at: number; to_at: number }) =>
    new Promise((resolve, reject) => {
      questions.push({
        ...question,
        answer: (listed) => (listed ? resolve(listed) : reject(new Error("away"))),
      });
    })) as never;
  const own = new OwnDay({ socket: () => ({ ask }), now: () => clock.now, changed: () => {} });
  const answer = async (index: number, listed: DayListed | null) => {
    questions[index]?.answer(listed);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { own, questions, clock, answer };
}

describe("own day", () => {
  it("goes from midnight to midnight, also when the clock changes", () => {
    const [from, to] = boundsOf(NOON);
    expect(new Date(from).getHours()).toBe(0);
    expect(new Date(to).getDate()).toBe(30);
    expect(boundsOf(NOON, 1)[1]).toBe(from);
  });

  it("is read anew when a person's offer or call is over", () => {
    expect(hasMoved(null, person())).toBe(true);
    expect(hasMoved(person(), person())).toBe(false);
    expect(hasMoved(person({ activity: "reserved" }), person({ missed: 1 }))).toBe(true);
    expect(hasMoved(person({ activity: "on_call" }), person({ activity: "wrap_up" }))).toBe(true);
    expect(hasMoved(person(), null)).toBe(false);
  });

  it("knows how long a stay was, and that an offer was none", () => {
    expect(secondsOf({ joined_at: 1000, at: 62_000 } as DayEntry)).toBe(61);
    expect(secondsOf({ joined_at: null, at: 62_000 } as DayEntry)).toBeNull();
  });

  it("keeps the newest answer, and what it knows when the server is away", async () => {
    const { own, questions, answer } = day();
    own.follow(null, person());
    own.follow(person({ activity: "on_call" }), person());
    await answer(1, listed(2));
    await answer(0, listed(1));
    expect(own.totals?.calls).toBe(2);
    own.show(0);
    await answer(2, null);
    expect(own.shown).toMatchObject({ failed: true, listed: { calls: 2 } });
    expect(questions).toHaveLength(3);
  });

  it("goes back as far as the server remembers, and stays there while today moves", async () => {
    const { own, questions, answer } = day();
    own.show(3);
    await answer(0, listed(5));
    own.follow(null, person());
    await answer(1, listed(1));
    expect(own.shown).toMatchObject({ daysAgo: 3, listed: { calls: 5 } });
    expect(own.totals?.calls).toBe(1);
    own.show(99);
    expect(own.shown.daysAgo).toBe(7);
    expect(questions[2]?.to_at).toBe(boundsOf(NOON, 7)[1]);
  });

  it("begins anew at midnight, and forgets with whoever signs out", async () => {
    const { own, questions, clock, answer } = day();
    own.follow(null, person());
    await answer(0, listed(4));
    own.tick();
    expect(questions).toHaveLength(1);
    clock.now = boundsOf(NOON)[1] + 1;
    own.tick();
    expect(own.totals).toBeNull();
    own.forget();
    await answer(1, listed(1));
    expect(own.totals).toBeNull();
  });
});
