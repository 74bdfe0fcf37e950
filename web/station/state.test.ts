import { describe, expect, it } from "vitest";
import type { HelpRequest, Staff } from "../shared/protocol/server.ts";
import { opened, snapshot, staff } from "../tests/records.ts";
import {
  EMPTY,
  isCutOff,
  isHeard,
  isOnDuty,
  mustResume,
  reduceStation,
  type StationAction,
  type StationState,
  unanswered,
} from "./state.ts";

const NOW = 1_000_000;
const EVENT = { event_id: "9-0", at: 1 } as const;
const own = (fields: Partial<Staff>) => staff({ staff_id: "service-1", role: "service", ...fields });
const wanted = (booth: string, at: number, fields: Partial<HelpRequest> = {}): HelpRequest => ({
  help_id: `${booth}#1`,
  booth_id: booth,
  location: "utrecht",
  by: "visitor",
  call_id: null,
  at,
  acknowledged_at: null,
  acknowledged_by: null,
  lapses_at: at + 900_000,
  ...fields,
});
const message = (told: Extract<StationAction, { kind: "message" }>["message"]): StationAction => ({
  kind: "message",
  message: told,
  now: NOW,
});
const connection = (state: StationState["connection"], now = NOW): StationAction => ({
  kind: "connection",
  state,
  now,
});
const following = (...actions: StationAction[]): StationState => actions.reduce(reduceStation, EMPTY);
const changed = (person: Staff) =>
  message({ ...EVENT, type: "staff.changed", staff: person, was: null, by: null });
const BEGUN = [
  connection("online"),
  message(opened({ role: "service", principal_id: "service-1" })),
  message(snapshot({ staff: own({ status: "away", reason: "signed_in" }) })),
];

describe("help that is wanted", () => {
  it("is unanswered until somebody says that they come, whoever that is", () => {
    const [one, two] = [wanted("booth:a", 20), wanted("booth:b", 10)];
    const asked = following(
      ...BEGUN,
      message({ ...EVENT, type: "help.requested", help: one, by: null }),
      message({ ...EVENT, type: "help.requested", help: two, by: null }),
    );
    expect(unanswered(asked)).toEqual([two, one]);
    const help = { ...two, acknowledged_at: 30, acknowledged_by: "service-2" };
    const coming = reduceStation(
      asked,
      message({ ...EVENT, type: "help.acknowledged", help, by: "service-2" }),
    );
    expect(unanswered(coming)).toEqual([one]);
    expect(coming.help.get("booth:b")).toEqual(help);
    const over = reduceStation(
      coming,
      message({ ...EVENT, type: "help.ended", help, reason: "settled", by: "service-2" }),
    );
    expect([...over.help.keys()]).toEqual(["booth:a"]);
    expect(over.told).toBeNull();
  });

  it("is what the snapshot says, and its withdrawal is told", () => {
    const help = wanted("booth:a", 20);
    const state = following(...BEGUN, message(snapshot({ wanted: [help] })));
    expect(unanswered(state)).toEqual([help]);
    const over = reduceStation(
      state,
      message({ ...EVENT, type: "help.ended", help, reason: "withdrawn", by: "staff" }),
    );
    expect(over.told?.key).toBe("told.help_withdrawn");
    expect(reduceStation(state, message(snapshot())).help.size).toBe(0);
  });
});

describe("duty", () => {
  const ready = changed(own({ status: "ready" }));
  const lost = changed(own({ status: "away", reason: "disconnected" }));

  it("goes on after a lost connection, but not after somebody ended it", () => {
    const onDuty = following(...BEGUN, ready);
    expect(isOnDuty(onDuty)).toBe(true);
    expect(mustResume(onDuty)).toBe(false);
    expect(mustResume(reduceStation(onDuty, lost))).toBe(true);
    expect(mustResume([connection("reconnecting"), lost].reduce(reduceStation, onDuty))).toBe(false);
    const ended = changed(own({ status: "away", reason: "break" }));
    expect(mustResume([ended, lost].reduce(reduceStation, onDuty))).toBe(false);
  });

  it("is its owner's, whoever else changes", () => {
    const other = changed(staff({ staff_id: "service-2", role: "service", status: "ready" }));
    expect(isOnDuty(following(...BEGUN, other))).toBe(false);
  });

  it("is forgotten with the sign-in", () => {
    expect(following(...BEGUN, ready, connection("signed-out"))).toEqual({
      ...EMPTY,
      connection: "signed-out",
    });
  });
});

describe("a lost connection", () => {
  it("is told after a moment, from the first loss on, until it is back", () => {
    const cut = following(...BEGUN, connection("reconnecting", NOW));
    expect(isCutOff(cut, NOW + 5000)).toBe(false);
    expect(isCutOff(cut, NOW + 5001)).toBe(true);
    const tries = reduceStation(cut, connection("connecting", NOW + 9000));
    expect(isCutOff(tries, NOW + 9000)).toBe(true);
    expect(isCutOff(reduceStation(tries, connection("online", NOW + 9500)), NOW + 20_000)).toBe(false);
  });
});

describe("isHeard", () => {
  it.each([
    ["lately", "free", NOW - 90_000, true],
    ["too long ago", "free", NOW - 90_001, false],
    ["never", "free", null, false],
    ["before its connection went", "offline", NOW, false],
  ] as const)("holds for a booth that reported %s: %s %s %s", (_, use, reported_at, holds) => {
    const booth = {
      booth_id: "booth:a",
      location: "utrecht",
      use,
      use_since: null,
      troubles: [],
      report: null,
    };
    expect(isHeard({ ...booth, reported_at }, NOW)).toBe(holds);
  });
});
