/** One camera or microphone: asked for, chosen, lost when it is unplugged, and found again. */
import type { DeviceOption, InputName } from "./inventory.ts";
import { INSECURE, isForbidden, type Trouble, troubleOf } from "./trouble.ts";

export type DeviceState = "off" | "asking" | "on" | "missing" | "denied";

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

/**
 * Return what to ask for: the device of this id, or null for whatever the system prefers. An `ideal` device is one wish
 * among others, and loses against a camera with the better picture size: so it is asked for exactly, and who asks must
 * be ready to ask again without.
 */
function constraintsOf(name: InputName, id: string | null): MediaTrackConstraints {
  const constraints = name === "microphone" ? audioConstraints() : VIDEO;
  return id === null ? constraints : { ...constraints, deviceId: { exact: id } };
}

async function openStream(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Without a secure context (https or loopback) browsers have no mediaDevices at all.
  if (!navigator.mediaDevices) throw new DOMException(INSECURE, "NotAllowedError");
  return navigator.mediaDevices.getUserMedia(constraints);
}

/** Open the device of this id. */
export async function openTrack(name: InputName, id: string | null): Promise<MediaStreamTrack | null> {
  const constraints = constraintsOf(name, id);
  const stream = await openStream(name === "microphone" ? { audio: constraints } : { video: constraints });
  return stream.getTracks()[0] ?? null;
}

/** Say whether what was asked for isn't there, while something else may be. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof DOMException && (error.name === "OverconstrainedError" || error.name === "NotFoundError")
  );
}

/** Open the device of this id, or another one if it isn't there. */
export async function openRather(name: InputName, id: string | null): Promise<MediaStreamTrack | null> {
  try {
    return await openTrack(name, id);
  } catch (error) {
    if (id === null || !isAbsent(error)) throw error;
    return openTrack(name, null);
  }
}

/** Open both with one question, the devices of these ids if they are there. */
export async function openBoth(microphone: string | null, camera: string | null): Promise<MediaStream> {
  const ask = (ids: [string | null, string | null]) =>
    openStream({ audio: constraintsOf("microphone", ids[0]), video: constraintsOf("camera", ids[1]) });
  try {
    return await ask([microphone, camera]);
  } catch (error) {
    if ((microphone === null && camera === null) || !isAbsent(error)) throw error;
    return ask([null, null]);
  }
}

export async function permissionOf(name: InputName): Promise<PermissionStatus | null> {
  // Some browsers don't know these names.
  return (await navigator.permissions?.query({ name: name as PermissionName }).catch(() => null)) ?? null;
}

/** What is known of one input. */
export class Input {
  readonly name: InputName;
  track: MediaStreamTrack | null = null;
  state: DeviceState = "off";
  trouble: Trouble | null = null;
  /** Its user wants it on. */
  wanted = true;
  /** The device its user chose; null: whatever the system prefers. */
  chosen: string | null = null;
  /** The device that was in use when it was unplugged. */
  lost: DeviceOption | null = null;

  constructor(name: InputName) {
    this.name = name;
  }

  get using(): string | null {
    return this.track?.getSettings().deviceId ?? null;
  }

  /** The device to go back to when it is plugged in. */
  get missed(): string | null {
    const wanted = this.lost?.id ?? this.chosen;
    return wanted !== this.using ? wanted : null;
  }

  /** Use `track` from now on; return the one it takes the place of, which is to be stopped. */
  take(track: MediaStreamTrack, ended: () => void): MediaStreamTrack | null {
    const before = this.track;
    if (before) before.onended = null;
    this.track = track;
    track.onended = () => {
      if (this.track === track) ended();
    };
    if (this.name === "microphone") track.enabled = this.wanted;
    this.state = this.wanted ? "on" : "off";
    this.trouble = null;
    return before;
  }

  async failed(error: unknown): Promise<void> {
    this.trouble = troubleOf(error, (await permissionOf(this.name))?.state ?? null);
    this.state = isForbidden(this.trouble) ? "denied" : "missing";
  }

  /** Let the device go. */
  stop(): void {
    if (this.track) this.track.onended = null;
    this.track?.stop();
    this.track = null;
    this.state = "off";
    this.trouble = null;
  }
}
