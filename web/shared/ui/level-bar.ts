/** `<level-bar>`: how loud a microphone is, as a bar. */

/** Below this many decibels the bar is empty, above the other it is full. */
const [QUIET_DB, LOUD_DB] = [-55, -12];
const FRAME_MS = 80;

export class LevelBar extends HTMLElement {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private source: MediaStreamTrack | null = null;

  /** The microphone to listen to. */
  set track(track: MediaStreamTrack | null) {
    if (track === this.source) return;
    this.stop();
    this.source = track;
    if (track && this.isConnected) this.start(track);
  }

  connectedCallback(): void {
    if (this.source) this.start(this.source);
  }

  disconnectedCallback(): void {
    this.stop();
  }

  private start(track: MediaStreamTrack): void {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.context = context;
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const level = (10 * Math.log10(power || 1e-12) - QUIET_DB) / (LOUD_DB - QUIET_DB);
      this.style.setProperty("--level", String(Math.min(1, Math.max(0, level))));
    }, FRAME_MS);
  }

  private stop(): void {
    clearInterval(this.timer);
    void this.context?.close();
    this.context = null;
    this.style.setProperty("--level", "0");
  }
}

customElements.define("level-bar", LevelBar);
