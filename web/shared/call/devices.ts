/** The visitor's or employee's own camera and microphone. */

export type DeviceState = "off" | "asking" | "on" | "missing" | "denied";

/** A wish, as the page's user expresses it. */
export interface Wanted {
  microphone: boolean;
  camera: boolean;
}

export interface DevicesView {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  /** What the own picture shows; null without a camera. */
  readonly preview: MediaStream | null;
}

/** Sound processing spoils a steady tone, which end-to-end tests send: `?test-audio=raw` turns it off. */
function audioConstraints(): MediaTrackConstraints {
  const processed = new URLSearchParams(location.search).get("test-audio") !== "raw";
  return { echoCancellation: processed, noiseSuppression: processed, autoGainControl: processed };
}

const VIDEO: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
};

/** Why getUserMedia failed: refused by the user or the browser, or no such device. */
function failure(error: unknown): DeviceState {
  return error instanceof DOMException && error.name === "NotAllowedError" ? "denied" : "missing";
}

export class Devices {
  private readonly onChange: () => void;
  private wanted: Wanted = { microphone: true, camera: true };
  private audio: MediaStreamTrack | null = null;
  private video: MediaStreamTrack | null = null;
  private preview: MediaStream | null = null;
  private states: { microphone: DeviceState; camera: DeviceState } = { microphone: "off", camera: "off" };
  /** Rises with each release, so that a late camera is let go at once. */
  private generation = 0;
  private opening: Promise<void> | null = null;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get view(): DevicesView {
    return { ...this.states, preview: this.preview };
  }

  /** The tracks to send now. A muted microphone is sent as silence, so that switching it on is instant. */
  get tracks(): { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } {
    return { audio: this.audio, video: this.video };
  }

  /** Ask for what is wanted; never rejects, and does nothing when already asked. */
  open(wanted: Wanted): Promise<void> {
    if (this.opening) return this.opening;
    this.wanted = { ...wanted };
    this.opening = this.acquireAll();
    return this.opening;
  }

  /** Let camera and microphone go. */
  release(): void {
    this.generation += 1;
    this.opening = null;
    this.audio?.stop();
    this.video?.stop();
    this.audio = this.video = this.preview = null;
    this.states = { microphone: "off", camera: "off" };
    this.onChange();
  }

  setMicrophone(on: boolean): void {
    this.wanted.microphone = on;
    if (this.audio) {
      this.audio.enabled = on;
      this.states.microphone = on ? "on" : "off";
      this.onChange();
    } else if (on) {
      void this.acquire("microphone");
    }
  }

  /** Switch the camera; off means really off: the device is let go. */
  setCamera(on: boolean): void {
    this.wanted.camera = on;
    if (on) {
      if (!this.video) void this.acquire("camera");
      return;
    }
    this.dropCamera();
    this.states.camera = "off";
    this.onChange();
  }

  private dropCamera(): void {
    this.video?.stop();
    this.video = this.preview = null;
  }

  private async acquireAll(): Promise<void> {
    const both = this.wanted.camera && this.wanted.microphone;
    if (both && (await this.acquireBoth())) return;
    await Promise.all([
      this.wanted.microphone ? this.acquire("microphone") : undefined,
      this.wanted.camera ? this.acquire("camera") : undefined,
    ]);
  }

  /** One question for both, as browsers ask the user once; false when one of them can't be had. */
  private async acquireBoth(): Promise<boolean> {
    const generation = this.generation;
    this.states = { microphone: "asking", camera: "asking" };
    this.onChange();
    try {
      const stream = await media({ audio: audioConstraints(), video: VIDEO });
      this.take(stream, generation);
      return true;
    } catch {
      return false;
    }
  }

  private async acquire(device: "microphone" | "camera"): Promise<void> {
    const generation = this.generation;
    this.states[device] = "asking";
    this.onChange();
    try {
      this.take(
        await media(device === "microphone" ? { audio: audioConstraints() } : { video: VIDEO }),
        generation,
      );
    } catch (error) {
      if (generation !== this.generation) return;
      this.states[device] = failure(error);
      this.onChange();
    }
  }

  private take(stream: MediaStream, generation: number): void {
    const [audio] = stream.getAudioTracks();
    const [video] = stream.getVideoTracks();
    const late = generation !== this.generation;
    if (audio) {
      if (late || this.audio) audio.stop();
      else this.audio = audio;
      audio.enabled = this.wanted.microphone;
      audio.onended = () => this.microphoneEnded(audio);
      if (!late) this.states.microphone = this.wanted.microphone ? "on" : "off";
    }
    if (video) {
      if (late || this.video || !this.wanted.camera) {
        video.stop();
      } else {
        this.video = video;
        this.preview = new MediaStream([video]);
        video.onended = () => this.cameraEnded(video);
      }
      if (!late) this.states.camera = this.video ? "on" : "off";
    }
    if (!late) this.onChange();
  }

  /** The microphone was unplugged. */
  private microphoneEnded(audio: MediaStreamTrack): void {
    if (this.audio !== audio) return;
    this.audio = null;
    this.states.microphone = "missing";
    this.onChange();
  }

  /** The camera was unplugged. */
  private cameraEnded(video: MediaStreamTrack): void {
    if (this.video !== video) return;
    this.dropCamera();
    this.states.camera = "missing";
    this.onChange();
  }
}

async function media(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Without a secure context (https or loopback) browsers have no mediaDevices at all.
  if (!navigator.mediaDevices) throw new DOMException("no secure context", "NotAllowedError");
  return navigator.mediaDevices.getUserMedia(constraints);
}
