/** A soft ring tone, made with Web Audio: two notes, again and again until stopped. */

const NOTES_HZ = [659.25, 523.25];
/** As a telephone rings. */
const PERIOD_MS = 2400;

export class Ring {
  /** How loud, 0 to 1. */
  volume = 0.12;
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly periodMs: number;

  constructor({ periodMs = PERIOD_MS } = {}) {
    this.periodMs = periodMs;
  }

  /** Whether the browser would let it be heard; before the first touch of a page it may not. */
  get audible(): boolean {
    return this.context?.state === "running";
  }

  /** Make ready to be heard; call it at a touch of the page, and harmlessly at any time. Resolves when tried. */
  async unlock(): Promise<void> {
    this.context ??= new AudioContext();
    // Where the browser refuses, it stays pending until a touch.
    await Promise.race([this.context.resume(), new Promise((resolve) => setTimeout(resolve, 300))]);
  }

  /** Ring while `on`; harmless to repeat. */
  set(on: boolean): void {
    if (on === (this.timer !== undefined)) return;
    if (on) {
      void this.unlock().then(() => {
        if (this.timer !== undefined) this.chime();
      });
      this.timer = setInterval(() => this.chime(), this.periodMs);
    } else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  /** Ring once, so that somebody hears how loud it is. */
  async test(): Promise<void> {
    await this.unlock();
    this.chime();
  }

  private chime(): void {
    const context = this.context;
    // Where the browser plays nothing, the title flashes all the same.
    if (context?.state !== "running" || this.volume === 0) return;
    NOTES_HZ.forEach((frequency, index) => {
      const start = context.currentTime + index * 0.28;
      const tone = new OscillatorNode(context, { type: "sine", frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(this.volume, start + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.75);
    });
  }
}
