import { expect, it } from "vitest";
import { call } from "../../tests/records.ts";
import { NO_CONVERSATION } from "./conversation.ts";
import type { MediaView } from "./media.ts";
import { QualityWatch } from "./quality-watch.ts";

const MEDIA = { quality: "poor", figures: null, hint: "silent", trouble: { camera: null } } as MediaView;

it("says to the next visitor what the one before took away", () => {
  const watch = new QualityWatch();
  const observe = (call_id: string, now: number) =>
    watch.observe(
      { media: MEDIA, conversation: { ...NO_CONVERSATION, call: call({ call_id }) }, self: "booth" },
      { fixedDevices: true, now },
    );
  observe("call-1", 0);
  watch.dismissed.add("advice").add("hint");
  observe("call-1", 10_000);
  expect([...watch.dismissed]).toEqual(["advice", "hint"]);
  observe("call-2", 20_000);
  expect([...watch.dismissed]).toEqual([]);
});
