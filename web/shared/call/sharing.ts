/** Showing the others a screen, a window or a tab: one participant of a call at a time. */

export type ShareState = "off" | "asking" | "on";
/** Somebody else shares; or the browser or the server couldn't. */
export type ShareProblem = "taken" | "failed";

export interface SharingView {
  readonly state: ShareState;
  readonly problem: ShareProblem | null;
}

/** Let the user choose what to share; null if they don't. */
export type Capture = () => Promise<MediaStreamTrack | null>;

export interface SharingOptions {
  /** Tell the server that the others are to be shown it, or no more; return false if somebody else shares. */
  tell(on: boolean): Promise<boolean>;
  onChange(): void;
}

export class Sharing {
  private readonly options: SharingOptions;
  private state: ShareState = "off";
  private problem: ShareProblem | null = null;
  private shared: MediaStreamTrack | null = null;
  /** Rises with each call, so that what is chosen too late isn't shown in the next. */
  private generation = 0;

  constructor(options: SharingOptions) {
    this.options = options;
  }

  get view(): SharingView {
    return { state: this.state, problem: this.problem };
  }

  /** What to send; null while nothing is shared. */
  get track(): MediaStreamTrack | null {
    return this.state === "on" ? this.shared : null;
  }

  /** Ask the user what to share, then the server whether it may be. A track that isn't shared, or no more, is stopped. */
  async start(capture: Capture): Promise<void> {
    if (this.state !== "off") return;
    const { generation } = this;
    this.become("asking");
    try {
      const track = await capture();
      if (generation !== this.generation) {
        track?.stop();
        return;
      }
      if (!track) {
        this.become("off");
        return;
      }
      this.shared = track;
      track.onended = () => this.stop();
      await this.claim(track);
    } catch {
      if (generation === this.generation) this.drop("failed");
    }
  }

  stop(): void {
    if (!this.shared) return;
    const wasOn = this.state === "on";
    this.drop(null);
    if (wasOn) this.options.tell(false).catch(() => undefined);
  }

  /** A new connection carries what is shared, maybe to a relay that wasn't told. */
  async renew(): Promise<void> {
    if (this.state !== "on" || !this.shared) return;
    try {
      await this.claim(this.shared);
    } catch {
      // Told again with the next connection; the relay of this one may know already.
    }
  }

  /** The server takes this page for the one that shares; after a reload it isn't. */
  believed(): void {
    if (this.state === "off") this.options.tell(false).catch(() => undefined);
  }

  /** The call is over, or goes on at another page. */
  release(): void {
    this.generation += 1;
    if (this.state !== "off" || this.problem) this.drop(null);
  }

  private async claim(track: MediaStreamTrack): Promise<void> {
    const isFree = await this.options.tell(true);
    if (this.shared !== track) {
      // Ended while the server was asked.
      if (isFree && this.state === "off") await this.options.tell(false);
    } else if (isFree) this.become("on");
    else this.drop("taken");
  }

  private drop(problem: ShareProblem | null): void {
    if (this.shared) {
      this.shared.onended = null;
      this.shared.stop();
    }
    this.shared = null;
    this.become("off", problem);
  }

  private become(state: ShareState, problem: ShareProblem | null = null): void {
    this.state = state;
    this.problem = problem;
    this.options.onChange();
  }
}

const SCREEN: DisplayMediaStreamOptions = {
  // Text and forms: few pictures, sharp ones.
  video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 10, max: 15 } },
  audio: false,
};

/** Say whether this browser can show a screen; those of phones can't. */
export function canShare(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** Let the user choose a screen, window or tab; null if they don't. */
export async function captureScreen(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(SCREEN);
    const track = stream.getVideoTracks()[0] ?? null;
    if (track) track.contentHint = "detail";
    return track;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}
