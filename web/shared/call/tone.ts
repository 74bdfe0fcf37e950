/** A short tone from the loudspeaker, so that a visitor knows that they will hear somebody. */

const NOTES_HZ = [523.25, 659.25, 783.99];
const NOTE_S = 0.35;
const VOLUME = 0.25;

export class TestTone {
  private context: AudioContext | null = null;
  private readonly onChange: () => void;

  /** `onChange` is called when it begins and ends. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get sounding(): boolean {
    return this.context !== null;
  }

  /** Sound once; harmless while it sounds. */
  play(): void {
    if (this.context) return;
    const context = new AudioContext();
    this.context = context;
    NOTES_HZ.forEach((frequency, index) => {
      const start = context.currentTime + 0.05 + index * NOTE_S;
      const tone = new OscillatorNode(context, { type: "sine", frequency });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(VOLUME, start + 0.04);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 2 * NOTE_S);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + 2 * NOTE_S);
      if (index === NOTES_HZ.length - 1) tone.onended = () => this.stop();
    });
    this.onChange();
  }

  stop(): void {
    if (!this.context) return;
    void this.context.close();
    this.context = null;
    this.onChange();
  }
}
