import { describe, expect, it } from "vitest";
import { canChoose, EMPTY_INVENTORY, hasReturned, inventoryOf, selectedOf } from "./inventory.ts";

const device = (kind: MediaDeviceKind, deviceId: string, label = deviceId) => ({ kind, deviceId, label });
const BUILT_IN = { id: "built-in", label: "Built-in" };
const HEADSET = { id: "headset", label: "Headset" };

describe("the devices there are", () => {
  it("come by what they do, without the system's aliases for one of them", () => {
    const listed = inventoryOf([
      device("audioinput", "default"),
      device("audioinput", "built-in"),
      device("audiooutput", "communications"),
      device("videoinput", "webcam"),
      device("audioinput", "headset"),
    ]);
    expect(listed.microphone.map((each) => each.id)).toEqual(["built-in", "headset"]);
    expect(listed.camera.map((each) => each.id)).toEqual(["webcam"]);
    expect(listed.speaker).toEqual([]);
  });

  it("are as many as a menu can hold", () => {
    const many = Array.from({ length: 100 }, (_, index) => device("videoinput", `camera-${index}`));
    expect(inventoryOf(many).camera).toHaveLength(20);
  });

  it("have come back when they are there and weren't", () => {
    expect(hasReturned([BUILT_IN], [BUILT_IN, HEADSET], "headset")).toBe(true);
    expect(hasReturned([BUILT_IN, HEADSET], [BUILT_IN, HEADSET], "headset")).toBe(false);
    expect(hasReturned([BUILT_IN, HEADSET], [BUILT_IN], "headset")).toBe(false);
    expect(hasReturned([BUILT_IN], [BUILT_IN, HEADSET], null)).toBe(false);
  });

  it("are shown as chosen by what is in use", () => {
    expect(selectedOf([BUILT_IN, HEADSET], "headset")).toBe("headset");
    expect(selectedOf([BUILT_IN], "headset")).toBe("");
    expect(selectedOf([BUILT_IN], "default")).toBe("");
    expect(selectedOf([BUILT_IN], null)).toBe("");
  });

  it("can be chosen from when there are several and their names are known", () => {
    expect(canChoose(EMPTY_INVENTORY)).toBe(false);
    expect(canChoose({ ...EMPTY_INVENTORY, microphone: [BUILT_IN] })).toBe(false);
    expect(canChoose({ ...EMPTY_INVENTORY, microphone: [BUILT_IN, HEADSET] })).toBe(true);
    expect(canChoose({ ...EMPTY_INVENTORY, microphone: [BUILT_IN, { ...HEADSET, label: "" }] })).toBe(false);
  });
});
