/** Tells the others whether this page's microphone and camera are on, and goes on telling until the server has it. */
import type { Device } from "../protocol/server.ts";
import { Refused } from "../protocol/socket.ts";
import type { DeviceState, Wanted } from "./devices.ts";

export interface DevicesShown {
  readonly microphone: Device;
  readonly camera: Device;
}

/** Return what to tell of a device; null while the browser asks its user. Pure. */
export function shownAs(state: DeviceState): Device | null {
  if (state === "asking") return null;
  return state === "missing" || state === "denied" ? "missing" : state;
}

/** Return what to use of `wanted`: what `own`, the record of this call, says was switched off stays off. Pure. */
export function keptOff(own: Recorded | undefined, wanted: Wanted): Wanted {
  return {
    microphone: wanted.microphone && own?.microphone !== "off",
    camera: wanted.camera && own?.camera !== "off",
  };
}

/** What a call's record says of somebody's devices; null until they said it. */
interface Recorded {
  readonly microphone: Device | null;
  readonly camera: Device | null;
}

interface Telling extends DevicesShown {
  readonly callId: string;
}

export class Showing {
  private readonly tell: (callId: string, shown: DevicesShown) => Promise<unknown>;
  private wanted: Telling | null = null;
  private told: Telling | null = null;
  private isTelling = false;

  constructor(tell: (callId: string, shown: DevicesShown) => Promise<unknown>) {
    this.tell = tell;
  }

  /**
   * Tell how things are in the call `callId` (null: in none), if that isn't what was told. What couldn't be told is
   * told with the next repetition.
   */
  follow(callId: string | null, shown: DevicesShown | null): void {
    this.wanted = callId === null || shown === null ? null : { callId, ...shown };
    if (this.isTelling || this.wanted === null || isSame(this.wanted, this.told)) return;
    const telling = this.wanted;
    this.isTelling = true;
    const settle = (told: Telling | null) => {
      this.isTelling = false;
      this.told = told;
    };
    this.tell(telling.callId, telling).then(
      () => {
        settle(telling);
        if (this.wanted) this.follow(this.wanted.callId, this.wanted);
      },
      // A call that is over needn't be told anything.
      (error: unknown) => settle(error instanceof Refused && error.code !== "unavailable" ? telling : null),
    );
  }

  /** The server says this of the call's record, or is a new one that may know nothing (null). */
  recorded(record: Recorded | null): void {
    const { told } = this;
    if (!record || record.microphone !== told?.microphone || record.camera !== told.camera) this.told = null;
  }
}

function isSame(a: Telling, b: Telling | null): boolean {
  return b !== null && a.callId === b.callId && a.microphone === b.microphone && a.camera === b.camera;
}
