import { expect, it } from "vitest";
import type { Alert } from "../../shared/protocol/server.ts";
import { alertRows } from "./alerts.ts";

function alert(kind: Alert["kind"], raised_at: number, acknowledged_at: number | null = null): Alert {
  return {
    alert_id: `${kind}-${raised_at}`,
    key: `${kind}-${raised_at}`,
    notify: [],
    rule_id: kind,
    kind,
    value: null,
    threshold: 1,
    location: null,
    centre: null,
    language: null,
    booth_id: null,
    since: null,
    raised_at,
    acknowledged_at,
    acknowledged_by: null,
    loud: true,
    undelivered: [],
  };
}

it("makes one row of three of a kind, where its first one stands", () => {
  const rows = alertRows([
    alert("longest_wait", 1),
    alert("booth_offline", 2),
    alert("queue_length", 3),
    alert("booth_offline", 4),
    alert("booth_offline", 5),
    alert("longest_wait", 6),
  ]);
  expect(rows.map((row) => row.map((each) => each.raised_at))).toEqual([[1], [2, 4, 5], [3], [6]]);
});

it("keeps what was seen apart, and last", () => {
  const rows = alertRows([
    alert("booth_offline", 1, 9),
    alert("booth_offline", 2),
    alert("booth_offline", 3, 9),
    alert("booth_offline", 4, 9),
  ]);
  expect(rows.map((row) => row.map((each) => each.raised_at))).toEqual([[2], [1, 3, 4]]);
});
