/** What the device check says of camera and microphone: one text for each combination. Pure. */
import type { DeviceState } from "../shared/call/devices.ts";

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

function isLacking(state: DeviceState): state is "missing" | "denied" {
  return state === "missing" || state === "denied";
}

/** Return what is to be looked at now: nobody tries what they won't use; null: nothing. */
export function checkLead(anonymous: boolean, silent: boolean) {
  if (anonymous) return silent ? null : ("check.lead.anonymous" as const);
  return silent ? ("check.lead.silent" as const) : ("check.lead" as const);
}

/** What is switched off by choice, an anonymous visitor's camera or the microphone of one who types, lacks nothing. */
export function checkTexts(camera: DeviceState, microphone: DeviceState, anonymous: boolean): CheckTexts {
  const noCamera = !anonymous && isLacking(camera);
  const noMicrophone = isLacking(microphone);
  return {
    camera: anonymous
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
      ? noCamera || anonymous
        ? "check.without.both"
        : "check.without.microphone"
      : noCamera
        ? "check.without.camera"
        : null,
  };
}
