/** What the device check says of camera and microphone: one text for each combination. Pure. */
import type { DeviceState } from "./devices.ts";

export interface CheckTexts {
  readonly camera:
    | "check.picture"
    | "check.camera_off"
    | "check.camera_asking"
    | "check.camera_missing"
    | "check.camera_denied";
  readonly microphone:
    | "check.microphone"
    | "check.microphone_off"
    | "check.microphone_asking"
    | "check.microphone_missing"
    | "check.microphone_denied";
  /** What follows for the conversation; null when all is well. */
  readonly without: "check.without.camera" | "check.without.microphone" | "check.without.both" | null;
}

/** Say whether a device that was wanted can't be used. */
export function isLacking(state: DeviceState): state is "missing" | "denied" {
  return state === "missing" || state === "denied";
}

/** What is switched off by choice, such as the microphone of one who types, lacks nothing; `cameraOff`: by choice. */
export function checkTexts(camera: DeviceState, microphone: DeviceState, cameraOff: boolean): CheckTexts {
  const noCamera = !cameraOff && isLacking(camera);
  const noMicrophone = isLacking(microphone);
  return {
    camera: cameraOff
      ? "check.camera_off"
      : isLacking(camera)
        ? `check.camera_${camera}`
        : camera === "on"
          ? "check.picture"
          : "check.camera_asking",
    microphone: isLacking(microphone)
      ? `check.microphone_${microphone}`
      : microphone === "on"
        ? "check.microphone"
        : microphone === "off"
          ? "check.microphone_off"
          : "check.microphone_asking",
    without: noMicrophone
      ? noCamera || cameraOff
        ? "check.without.both"
        : "check.without.microphone"
      : noCamera
        ? "check.without.camera"
        : null,
  };
}
