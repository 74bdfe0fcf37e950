/** What makes a service employee notice: sound, vibration, a notification of the system. */
import { Bell } from "../shared/staff/bell.ts";
import type { NoticePermission } from "../shared/staff/desktop-notice.ts";
import type { Volume } from "../shared/staff/preferences.ts";

/** Two short ones and a long one, ms; again and again. */
const ASKED = [250, 120, 250, 120, 600];
const AGAIN_MS = 2400;
/** One long one: nothing more comes. */
const CUT_OFF = [1000];

export class Alarm {
  private readonly bell: Bell;
  private timer: ReturnType<typeof setInterval> | undefined;
  private isTold = false;

  constructor(volume: Volume, onChange: () => void) {
    this.bell = new Bell(volume, onChange);
  }

  get isMuted(): boolean {
    return this.bell.isMuted;
  }

  get notices(): NoticePermission {
    return this.bell.notices;
  }

  askNotices(): void {
    void this.bell.askNotices();
  }

  start(): void {
    this.bell.start();
  }

  stop(): void {
    this.still();
    this.bell.stop();
  }

  /** Somebody is wanted: until it is said to be `still`. Harmless to repeat. */
  sound(title: string, text: string): void {
    this.bell.sound(title, text);
    if (this.timer !== undefined) return;
    vibrate(ASKED);
    this.timer = setInterval(() => vibrate(ASKED), AGAIN_MS);
  }

  still(): void {
    this.bell.still();
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    vibrate([]);
  }

  /** Say once that nothing arrives here while `cutOff`, with the sound of `volume`. */
  cutOff(cutOff: boolean, volume: Volume): void {
    if (cutOff && !this.isTold) {
      vibrate(CUT_OFF);
      void this.bell.tune(volume);
    }
    this.isTold = cutOff;
  }

  /** Sound so loud from now on, and once now. */
  tune(volume: Volume): void {
    void this.bell.tune(volume);
  }
}

/** Browsers without a motor, or before the first touch of the page, don't. */
function vibrate(pattern: number[]): void {
  if ("vibrate" in navigator) navigator.vibrate(pattern);
}
