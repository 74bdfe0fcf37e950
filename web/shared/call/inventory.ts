/** Which cameras, microphones and loudspeakers there are, and which of them is wanted. Pure but for the memory. */

export type InputName = "microphone" | "camera";
export type DeviceName = InputName | "speaker";

export interface DeviceOption {
  readonly id: string;
  /** Empty until the browser may tell. */
  readonly label: string;
}

export type Inventory = Readonly<Record<DeviceName, readonly DeviceOption[]>>;

export const EMPTY_INVENTORY: Inventory = { microphone: [], camera: [], speaker: [] };

const KINDS: Readonly<Record<DeviceName, MediaDeviceKind>> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};
/** Names some browsers give to whatever the system prefers: not devices of their own. */
const ALIASES: readonly string[] = ["", "default", "communications"];
/** More than anybody connects; a menu must end. */
const MOST = 20;

export type ListedDevice = Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">;

export function inventoryOf(devices: readonly ListedDevice[]): Inventory {
  const named = (name: DeviceName): DeviceOption[] =>
    devices
      .filter((each) => each.kind === KINDS[name] && !ALIASES.includes(each.deviceId))
      .slice(0, MOST)
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphone: named("microphone"), camera: named("camera"), speaker: named("speaker") };
}

function has(options: readonly DeviceOption[], id: string): boolean {
  return options.some((option) => option.id === id);
}

/** Say whether `wanted` is there now and was not before: somebody has plugged it in. */
export function hasReturned(
  before: readonly DeviceOption[],
  now: readonly DeviceOption[],
  wanted: string | null,
): boolean {
  return wanted !== null && has(now, wanted) && !has(before, wanted);
}

/** Return what a menu shows as chosen: the device in use, or "" for whatever the system prefers. */
export function selectedOf(options: readonly DeviceOption[], using: string | null): string {
  return using !== null && has(options, using) ? using : "";
}

/** Say whether a menu of these is of any use: names are known, and there is something to choose. */
export function canChoose(inventory: Inventory): boolean {
  return Object.values(inventory).some(
    (options) => options.length > 1 && options.every((option) => option.label !== ""),
  );
}

/** What was chosen, by device; null: whatever the system prefers. */
export interface DeviceMemory {
  recall(name: DeviceName): string | null;
  keep(name: DeviceName, id: string | null): void;
}

/** Forgets at once: for a page that one person after the other uses. */
export const NO_MEMORY: DeviceMemory = { recall: () => null, keep: () => undefined };

/** Remembers in this browser. */
export const BROWSER_MEMORY: DeviceMemory = {
  recall(name) {
    try {
      return localStorage.getItem(`device-${name}`);
    } catch {
      return null; // A browser may forbid storage.
    }
  },
  keep(name, id) {
    try {
      if (id === null) localStorage.removeItem(`device-${name}`);
      else localStorage.setItem(`device-${name}`, id);
    } catch {
      // Chosen for this page only, then.
    }
  },
};
