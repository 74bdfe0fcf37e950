/** What the browser is, as far as its user must be told where to allow camera and microphone. Pure. */

export type BrowserKind = "ios" | "android" | "computer";

export function browserKind(userAgent: string, touchPoints: number): BrowserKind {
  if (/Android/i.test(userAgent)) return "android";
  // Tablets by Apple say that they are computers, which have no touch screens.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return "ios";
  return "computer";
}

/** Say whether this browser can hold a conversation at all. */
export function canTalk(scope: object): boolean {
  return "RTCPeerConnection" in scope && "WebSocket" in scope;
}
