/** Why a camera or microphone can't be had, so that its user can be told what to do about it. Pure. */

/**
 * - `blocked`: the browser keeps the device from this site, as its user or administrator has set it
 * - `dismissed`: the browser's question was closed without an answer, or refused for this once
 * - `system`: the browser would, but the operating system keeps the device from the browser
 * - `busy`: another program has it, or it fails to start
 * - `none`: there is no such device
 * - `insecure`: the page came over plain HTTP, for which browsers give no devices
 */
export type Trouble = "blocked" | "dismissed" | "system" | "busy" | "none" | "insecure";

export const INSECURE = "no secure context";

/**
 * Return what was the matter, from the error of getUserMedia and the permission after it (null: the browser doesn't
 * tell). Refusals all have one name in the standard; what became of the permission tells them apart.
 */
export function troubleOf(error: unknown, permission: PermissionState | null): Trouble {
  const { name, message } =
    error instanceof Error || error instanceof DOMException ? error : { name: "", message: "" };
  switch (name) {
    case "NotAllowedError":
      if (message === INSECURE) return "insecure";
      if (permission === "granted") return "system";
      return permission === "prompt" ? "dismissed" : "blocked";
    case "SecurityError":
      return "blocked";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "none";
  }
}

/** Say whether it is a matter of permission. */
export function isForbidden(trouble: Trouble): boolean {
  return trouble !== "busy" && trouble !== "none";
}
