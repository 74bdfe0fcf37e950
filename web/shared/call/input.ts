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

/** Return what to ask for: `exact` names the one device wanted, `ideal` one to take if it is there. */
export function constraintsOf(
  name: InputName,
  device: { ideal: string } | { exact: string } | null,
): MediaTrackConstraints {
  const constraints = name === "microphone" ? audioConstraints() : VIDEO;
  return device ? { ...constraints, deviceId: device } : constraints;
}

export async function openStream(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // Without a secure context (https or loopback) browsers have no mediaDevices at all.
  if (!navigator.mediaDevices) throw new DOMException(INSECURE, "NotAllowedError");
  return navigator.mediaDevices.getUserMedia(constraints);
}

export async function openTrack(
  name: InputName,
  device: { ideal: string } | { exact: string } | null,
): Promise<MediaStreamTrack | null> {
  const constraints = constraintsOf(name, device);
  const stream = await openStream(name === "microphone" ? { audio: constraints } : { video: constraints });
  return stream.getTracks()[0] ?? null;
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
