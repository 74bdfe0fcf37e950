/** What one page says of its connection, and advises, in the call it is in. */
import type { Conversation } from "./conversation.ts";
import type { MediaView } from "./media.ts";
import { type Advice, adviceOf, measuredWord, type Steady, steady, UNSAID } from "./steadiness.ts";

export class QualityWatch {
  advice: Advice | null = null;
  /** Warnings taken away until their reason comes anew. */
  readonly dismissed = new Set<string>();
  private said: Steady = UNSAID;
  private callId: string | null = null;

  get word() {
    return this.said.word;
  }

  /** Call once a second. */
  observe(
    { media, conversation, self }: { media: MediaView; conversation: Conversation; self: string },
    { fixedDevices, now }: { fixedDevices: boolean; now: number },
  ): void {
    const callId = conversation.call?.call_id ?? null;
    // What one visitor took away is news to the next.
    if (callId !== this.callId) this.dismissed.clear();
    this.callId = callId;
    const relay = conversation.quality[self] ?? null;
    const narrow = conversation.paused.length > 0 || media.figures?.isNarrow === true;
    this.said = steady(this.said, measuredWord(media.quality, relay, narrow), now);
    this.advice = adviceOf(this.said, media.figures, { fixedDevices, now });
    if (this.word === null || this.word === "good") this.dismissed.delete("advice");
    if (!media.hint) this.dismissed.delete("hint");
    if (!media.trouble.camera) this.dismissed.delete("not-seen");
  }
}
