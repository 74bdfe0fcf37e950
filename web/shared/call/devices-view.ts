/** What a page shows of its user's devices, and what its user wishes of them. */
import type { DeviceState } from "./input.ts";
import type { InputName, Inventory } from "./inventory.ts";
import type { Trouble } from "./trouble.ts";

/** A wish, as the page's user expresses it. */
export interface Wanted {
  microphone: boolean;
  camera: boolean;
}

/** What happened to a device by itself. */
export interface DeviceNotice {
  readonly name: InputName;
  readonly kind: "fell_back" | "came_back" | "unusable";
  readonly from: string;
  readonly to: string;
}

export interface DevicesView {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  /** What the own picture shows; null without a camera. */
  readonly preview: MediaStream | null;
  /** Why a device is `missing` or `denied`. */
  readonly trouble: Readonly<Record<InputName, Trouble | null>>;
  readonly inventory: Inventory;
  /** Ids of the devices in use, or of those that will be. */
  readonly using: Readonly<Record<InputName, string | null>>;
  readonly notice: DeviceNotice | null;
}
