/** Whether camera and microphone could be used, found out without turning them on. */
import type { DeviceState } from "./devices.ts";

export type Readiness = "ok" | "ask" | "denied" | "missing";

export interface DeviceReadiness {
  readonly microphone: Readiness;
  readonly camera: Readiness;
}

const NAMES = { microphone: "audioinput", camera: "videoinput" } as const;
type Name = keyof typeof NAMES;

/** Return what to say of a device; `permission` is null where the browser doesn't tell. Pure. */
export function readinessOf(
  permission: PermissionState | null,
  present: boolean,
  refused = false,
): Readiness {
  if (permission === "denied" || (refused && permission !== "granted")) return "denied";
  if (!present) return "missing";
  return permission === "prompt" ? "ask" : "ok";
}

export class DeviceWatch {
  /** Null until known. */
  view: DeviceReadiness | null = null;
  private readonly onChange: () => void;
  /** What was refused when it was asked for, though the browser might ask again. */
  private readonly refused: Partial<Record<Name, boolean>> = {};
  private readonly permissions: Partial<Record<Name, PermissionStatus | null>> = {};

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** Look now, and again whenever something changes. */
  start(): void {
    navigator.mediaDevices?.addEventListener("devicechange", this.look);
    void this.look();
  }

  stop(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.look);
  }

  /** Learn from what a call found out about its devices. */
  noticed(states: Readonly<Record<Name, DeviceState>>): void {
    for (const name of ["microphone", "camera"] as const) {
      if (states[name] === "denied") this.refused[name] = true;
      else if (states[name] === "on") this.refused[name] = false;
    }
  }

  /** Let the browser ask its user for permission; devices are let go at once. */
  async ask(): Promise<void> {
    for (const constraints of [{ audio: true, video: true }, { audio: true }, { video: true }]) {
      try {
        const stream = await navigator.mediaDevices.getUserMedia(constraints);
        for (const track of stream.getTracks()) {
          this.refused[track.kind === "audio" ? "microphone" : "camera"] = false;
          track.stop();
        }
        break;
      } catch {
        // Refused or missing; looking again says which.
      }
    }
    await this.look();
  }

  readonly look = async (): Promise<void> => {
    if (!navigator.mediaDevices) {
      // Without a secure context browsers give no devices at all.
      this.view = { microphone: "denied", camera: "denied" };
    } else {
      const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
      const [microphone, camera] = await Promise.all([
        this.readiness("microphone", devices),
        this.readiness("camera", devices),
      ]);
      this.view = { microphone, camera };
    }
    this.onChange();
  };

  private async readiness(name: Name, devices: readonly MediaDeviceInfo[]): Promise<Readiness> {
    const status = await this.permission(name);
    return readinessOf(
      status?.state ?? null,
      devices.some((device) => device.kind === NAMES[name]),
      this.refused[name],
    );
  }

  private async permission(name: Name): Promise<PermissionStatus | null> {
    const known = this.permissions[name];
    if (known !== undefined) return known;
    // Some browsers don't know these names.
    const status = await navigator.permissions.query({ name: name as PermissionName }).catch(() => null);
    if (status) status.onchange = () => void this.look();
    this.permissions[name] = status;
    return status;
  }
}
