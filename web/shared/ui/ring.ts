/** A soft ring tone, made with Web Audio: two notes, again and again until stopped. */

const NOTES_HZ = [659.25, 523.25];
const PERIOD_MS = 2400;
const VOLUME = 0.12;

export class Ring {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Ring while `on`; harmless to repeat. */
  set(on: boolean): void {
    if (on === (this.timer !== undefined)) return;
    if (on) {
      this.context ??= new AudioContext();
      void this.context.resume();
      this.chime();
      this.timer = setInterval(() => this.chime(), PERIOD_MS);
    } else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private chime(): void {
    const context = this.context;
    // Before the first click on the page browsers play nothing; the title flashes all the same.
    if (context?.state !== "running") return;
    NOTES_HZ.forEach((frequency, index) => {
      const start = context.currentTime + index * 0.28;
      const tone = new OscillatorNode(context, { type: "sine", frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(VOLUME, start + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.75);
    });
  }
}
