import { afterEach, describe, expect, it, vi } from "vitest";
import { Ear } from "./ear.ts";

class Track {
  enabled = true;
  stopped = false;
  readonly copies: Track[] = [];

  clone(): Track {
    const copy = new Track();
    this.copies.push(copy);
    return copy;
  }

  stop(): void {
    this.stopped = true;
  }
}

/** What Firefox does with a headset whose sample rate isn't the loudspeaker's. */
class OtherRate {
  static closed = 0;
  createMediaStreamSource(): never {
    throw new DOMException("different sample-rate", "NotSupportedError");
  }
  async close(): Promise<void> {
    OtherRate.closed += 1;
  }
}

/** What a browser does in which too many are open. */
class TooMany {
  constructor() {
    throw new DOMException("too many", "NotSupportedError");
  }
}

describe("a microphone that can't be listened to", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    OtherRate.closed = 0;
  });

  it.each([OtherRate, TooMany])(
    "gives no hint, disturbs nothing and leaves nothing behind",
    (AudioContext) => {
      vi.stubGlobal("AudioContext", AudioContext);
      vi.stubGlobal("AnalyserNode", class {});
      vi.stubGlobal("MediaStream", class {});
      const track = new Track();
      const ear = new Ear(() => undefined);
      ear.listenTo(track as unknown as MediaStreamTrack);
      expect(ear.hint).toBeNull();
      expect(track.copies.map((copy) => copy.stopped)).toEqual([true]);
      expect(track.stopped).toBe(false);
      expect(OtherRate.closed).toBe(AudioContext === OtherRate ? 1 : 0);
      ear.listenTo(null);
    },
  );
});
