/** Listens to the page's own microphone, also while it is off, to give its user a hint. Nothing of it leaves the page. */
import { type Heard, type Hint, hintOf, listen } from "./speech.ts";

const PERIOD_MS = 100;
/** 170 ms at 48 kHz: more than a period, so that nothing is missed between two readings. */
const WINDOW = 8192;

export class Ear {
  private readonly onChange: () => void;
  private track: MediaStreamTrack | null = null;
  /** A copy that is always on: the others get silence while the track is off, and this is not for them. */
  private copy: MediaStreamTrack | null = null;
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private heard: Heard | null = null;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get hint(): Hint | null {
    return hintOf(this.heard);
  }

  /** Listen to `track` from now on; null = to nothing. Harmless to repeat. */
  listenTo(track: MediaStreamTrack | null): void {
    if (track === this.track) return;
    this.stop();
    this.track = track;
    if (!track) return;
    try {
      this.start(track);
    } catch {
      // No hint then. Firefox can't read a microphone whose sample rate isn't the loudspeaker's, as with a headset.
      this.stop();
    }
  }

  private start(track: MediaStreamTrack): void {
    const copy = track.clone();
    copy.enabled = true;
    this.copy = copy;
    const context = new AudioContext();
    this.context = context;
    const analyser = new AnalyserNode(context, { fftSize: WINDOW });
    context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      // Before the first touch of a page some browsers hold it: nothing is heard, which says nothing of the microphone.
      if (context.state !== "running") {
        if (context.state !== "closed") void context.resume();
        return;
      }
      analyser.getFloatTimeDomainData(samples);
      let power = 0;
      for (const sample of samples) power += sample * sample;
      power /= samples.length;
      const before = this.hint;
      this.heard = listen(this.heard, { level: Math.sqrt(power), isOn: track.enabled }, Date.now());
      if (this.hint !== before) this.onChange();
    }, PERIOD_MS);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.copy?.stop();
    void this.context?.close();
    this.context = this.copy = this.heard = null;
  }
}
