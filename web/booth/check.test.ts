import { describe, expect, it } from "vitest";
import { checkLead, checkTexts } from "./check.ts";

describe("device check", () => {
  it("asks to try only what will be used", () => {
    expect([checkLead(false, false), checkLead(false, true)]).toEqual(["check.lead", "check.lead.silent"]);
    expect([checkLead(true, false), checkLead(true, true)]).toEqual(["check.lead.anonymous", null]);
  });

  it.each([
    ["on", "on", false, "check.picture", "check.microphone", null],
    ["missing", "on", false, "check.camera_missing", "check.microphone", "check.without.camera"],
    ["denied", "on", false, "check.camera_denied", "check.microphone", "check.without.camera"],
    ["on", "missing", false, "check.picture", "check.microphone_missing", "check.without.microphone"],
    ["denied", "denied", false, "check.camera_denied", "check.microphone_denied", "check.without.both"],
    ["missing", "denied", false, "check.camera_missing", "check.microphone_denied", "check.without.both"],
    ["asking", "asking", false, "check.camera_asking", "check.microphone_asking", null],
    ["on", "off", false, "check.picture", "check.microphone_off", null],
    ["off", "on", true, "check.camera_off", "check.microphone", null],
    ["off", "denied", true, "check.camera_off", "check.microphone_denied", "check.without.both"],
  ] as const)("with camera %s, microphone %s, anonymous %s", (camera, microphone, anonymous, a, b, c) => {
    expect(checkTexts(camera, microphone, anonymous)).toEqual({ camera: a, microphone: b, without: c });
  });
});
