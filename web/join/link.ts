/** What a citizen's link is good for, asked of the server. The secret goes in the body: addresses end up in logs. */
import type { DayPart, RoomView } from "../shared/protocol/server.ts";

export type LinkState = "open" | "early" | "late" | "revoked" | "elsewhere" | "closed";

/** What the server says of the link; `wrong`: nobody here made it, `refused`: not now, `away`: no answer. */
export type LinkAnswer =
  | {
      readonly kind: "told";
      readonly state: LinkState;
      /** By what this browser's connections are told apart, when more links than one were opened in it. */
      readonly citizen: string;
      readonly room: RoomView;
      readonly serverNow: number | null;
    }
  | { readonly kind: "wrong" | "refused" | "away" };

type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export class Link {
  private readonly token: string;
  private readonly fetch: Fetch;

  constructor(token: string, fetch: Fetch = (path, init) => globalThis.fetch(path, init)) {
    this.token = token;
    this.fetch = fetch;
  }

  /** Ask what it is good for now; where it is open, this browser is let in. */
  open(): Promise<LinkAnswer> {
    return this.post("");
  }

  /** Say that the conversation is needed no more. */
  cancel(): Promise<LinkAnswer> {
    return this.post("/cancel");
  }

  /** Ask for another moment: on these days (1 = Monday) and parts of the day; none = any. */
  otherMoment(days: readonly number[], parts: readonly DayPart[]): Promise<LinkAnswer> {
    return this.post("/moment", { days, parts });
  }

  /** Say how the conversation was, 1 to 5. */
  rate(callId: string, rating: number): Promise<LinkAnswer> {
    return this.post("/rating", { call_id: callId, rating });
  }

  private async post(path: string, wishes: object = {}): Promise<LinkAnswer> {
    try {
      const response = await this.fetch(`/api/v1/join${path}`, {
        method: "POST",
        body: JSON.stringify({ token: this.token, ...wishes }),
        headers: { "Content-Type": "application/json" },
        cache: "no-store",
      });
      if (response.ok) {
        const told = (await response.json()) as { state: LinkState; citizen: string; room: RoomView };
        const date = Date.parse(response.headers.get("Date") ?? "");
        return { kind: "told", ...told, serverNow: Number.isNaN(date) ? null : date };
      }
      if (response.status === 404 || response.status === 400) return { kind: "wrong" };
      return { kind: response.status === 409 ? "refused" : "away" };
    } catch {
      return { kind: "away" };
    }
  }
}

/** Return the secret in the address of this page, `/join/SECRET`. */
export function tokenOf(path: string): string {
  return path.split("/")[2] ?? "";
}
