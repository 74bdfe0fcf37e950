import { describe, expect, it } from "vitest";
import type { CallbackRequest, CallbackView } from "../shared/protocol/server.ts";
import { invitation, view } from "../tests/callbacks.ts";
import { groupsOf } from "./order.ts";

const SELF = "wijkagent-noord";
const HOUR = 3_600_000;

function ids(views: readonly CallbackView[]): string[] {
  return views.map((each) => each.request.request_id);
}

function grouped(requests: Record<string, Partial<CallbackRequest>>, now = 0) {
  const views = new Map(
    Object.entries(requests).map(([id, fields]) => [id, view({ request_id: id, ...fields })]),
  );
  return groupsOf({ views }, SELF, now);
}

function planned(starts_at: number): Partial<CallbackRequest> {
  return { state: "planned", staff_id: SELF, appointment: { starts_at, channel: "video" } };
}

describe("requests in order", () => {
  it("begins with those whose citizen waits, the longest first", () => {
    const waits = { state: "invited", staff_id: SELF, call_id: "c" } as const;
    const { now, mine } = grouped({
      late: { ...waits, invitation: invitation(20) },
      early: { ...waits, invitation: invitation(10) },
    });
    expect([ids(now), ids(mine)]).toEqual([["early", "late"], []]);
  });

  it("puts one's own by what calls for attention soonest", () => {
    const { mine } = grouped({
      tomorrow: planned(24 * HOUR),
      claimed: { state: "claimed", staff_id: SELF },
      moved: { ...planned(30 * HOUR), wants_other_moment: true },
      soon: planned(HOUR / 2),
      invited: { state: "invited", staff_id: SELF, invitation: invitation(null) },
    });
    expect(ids(mine)).toEqual(["invited", "soon", "moved", "claimed", "tomorrow"]);
  });

  it("puts apart what citizens called off, the first first", () => {
    const withdrawn = { staff_id: SELF, appointment: null };
    const { news, team, mine } = grouped({
      last: { state: "closed", closed_at: 2, withdrawn },
      first: { state: "closed", closed_at: 1, withdrawn },
    });
    expect([ids(news), ids(team), ids(mine)]).toEqual([["first", "last"], [], []]);
  });

  it("puts the team's by urgency and due time, and apart what is to be tried again later", () => {
    const { team, later, others } = grouped(
      {
        due_later: { due_at: 9 },
        due: { due_at: 5 },
        urgent: { due_at: 7, urgent: true },
        tried: { not_before: 100 },
        tried_long_ago: { not_before: 10, due_at: 8 },
        colleague: { state: "claimed", staff_id: "somebody" },
      },
      50,
    );
    expect(ids(team)).toEqual(["urgent", "due", "tried_long_ago", "due_later"]);
    expect([ids(later), ids(others)]).toEqual([["tried"], ["colleague"]]);
  });
});
