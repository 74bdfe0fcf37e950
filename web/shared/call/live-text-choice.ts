/** Remembers for one call, over a reload, whether the others see what is typed. */

const KEY = "live-text";

/** Return the choice made in this call; in a new one it is what `otherwise` says, from then on. */
export function sharingIn(callId: string, otherwise: boolean): boolean {
  try {
    const [call, choice] = (sessionStorage.getItem(KEY) ?? "").split(" ");
    if (call === callId) return choice === "on";
  } catch {
    // A browser may forbid storage: then a reload forgets the choice.
  }
  rememberSharing(callId, otherwise);
  return otherwise;
}

export function rememberSharing(callId: string, shared: boolean): void {
  try {
    sessionStorage.setItem(KEY, `${callId} ${shared ? "on" : "off"}`);
  } catch {
    // As above.
  }
}
