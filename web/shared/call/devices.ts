/**
 * The visitor's or employee's own camera and microphone.
 *
 * A device that is unplugged is replaced by another one, and taken again when it comes back; one that appears where
 * none was is used. A change replaces the track that is sent, without a gap.
 */
import type { DeviceNotice, DevicesView, Wanted } from "./devices-view.ts";
import { Input, openBoth, openRather, openTrack, permissionOf } from "./input.ts";
import {
  type DeviceMemory,
  type DeviceOption,
  EMPTY_INVENTORY,
  hasReturned,
  type InputName,
  type Inventory,
  inventoryOf,
} from "./inventory.ts";

export type { DevicesView, Wanted } from "./devices-view.ts";
export type { DeviceState } from "./input.ts";

const NOTICE_MS = 12_000;
/** Plugging in one device makes several events. */
const SETTLE_MS = 250;
/** So many other devices are tried when one can't be had. */
const MOST_TRIED = 4;

export interface DevicesOptions {
  /** Something changed; resolves when the tracks of now are sent. */
  onChange(): Promise<void> | undefined;
  memory: DeviceMemory;
}

export class Devices {
  private readonly options: DevicesOptions;
  private readonly microphone = new Input("microphone");
  private readonly camera = new Input("camera");
  private readonly inputs: readonly Input[] = [this.microphone, this.camera];
  private preview: MediaStream | null = null;
  private inventory: Inventory = EMPTY_INVENTORY;
  private notice: DeviceNotice | null = null;
  /** Rises with each release, so that a late camera is let go at once. */
  private generation = 0;
  private opening: Promise<void> | null = null;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private noticed: ReturnType<typeof setTimeout> | undefined;
  private isWatching = false;

  constructor(options: DevicesOptions) {
    this.options = options;
    for (const input of this.inputs) input.chosen = options.memory.recall(input.name);
  }

  get view(): DevicesView {
    const { microphone, camera, preview, inventory, notice } = this;
    return {
      microphone: microphone.state,
      camera: camera.state,
      preview,
      trouble: { microphone: microphone.trouble, camera: camera.trouble },
      inventory,
      using: { microphone: microphone.using ?? microphone.chosen, camera: camera.using ?? camera.chosen },
      notice,
    };
  }

  /** The tracks to send now. A muted microphone is sent as silence, so that switching it on is instant. */
  get tracks(): { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } {
    return { audio: this.microphone.track, video: this.camera.track };
  }

  /** Whether devices were asked for and not let go; switched off they may still be held. */
  get asked(): boolean {
    return this.opening !== null;
  }

  /** Ask for what is wanted; never rejects. Asked already, it lets a camera go that isn't wanted any more. */
  open(wanted: Wanted): Promise<void> {
    if (this.opening) {
      if (!wanted.camera && this.camera.wanted) this.setCamera(false);
      return this.opening;
    }
    this.microphone.wanted = wanted.microphone;
    this.camera.wanted = wanted.camera;
    this.watch();
    this.opening = this.acquireAll();
    return this.opening;
  }

  /** Let camera and microphone go. */
  release(): void {
    this.generation += 1;
    this.opening = null;
    this.microphone.stop();
    this.camera.stop();
    this.microphone.lost = this.camera.lost = null;
    this.preview = this.notice = null;
    this.changed();
  }

  setMicrophone(on: boolean): void {
    const { microphone } = this;
    microphone.wanted = on;
    if (microphone.track) {
      microphone.track.enabled = on;
      microphone.state = on ? "on" : "off";
      this.changed();
    } else if (on) {
      void this.acquire(microphone);
    }
  }

  /** Switch the camera; off means really off: the device is let go. */
  setCamera(on: boolean): void {
    this.camera.wanted = on;
    if (on) {
      if (!this.camera.track) void this.acquire(this.camera);
      return;
    }
    this.camera.stop();
    this.preview = null;
    this.changed();
  }

  /** Use this device from now on; null = whatever the system prefers. What can't be had changes nothing. */
  async choose(name: InputName, id: string | null): Promise<void> {
    const input = this[name];
    input.chosen = id;
    input.lost = null;
    this.options.memory.keep(name, id);
    if (input.track) await this.change(input, id, null);
    else if (input.wanted && this.opening) await this.acquire(input);
    else this.changed();
  }

  /** Find out which devices there are. */
  readonly look = async (): Promise<void> => {
    const before = this.inventory;
    const listed = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    this.inventory = inventoryOf(listed);
    for (const input of this.inputs) this.follow(input, before[input.name]);
    this.changed();
  };

  /** Make one input follow what was plugged in. */
  private follow(input: Input, before: readonly DeviceOption[]): void {
    if (!this.opening || !input.wanted || input.state === "asking") return;
    const now = this.inventory[input.name];
    if (!input.track) {
      if (input.state === "missing" && now.length > before.length) void this.acquire(input);
    } else if (before.length > 0 && hasReturned(before, now, input.missed)) {
      void this.change(input, input.missed, "came_back");
    }
  }

  private watch(): void {
    if (this.isWatching || !navigator.mediaDevices) return;
    this.isWatching = true;
    navigator.mediaDevices.addEventListener("devicechange", () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(this.look, SETTLE_MS);
    });
    for (const input of this.inputs) {
      // What was refused and is allowed now needs no reload.
      void permissionOf(input.name).then((permission) => {
        permission?.addEventListener("change", () => {
          if (permission.state === "granted" && this.opening && input.wanted && input.state === "denied")
            void this.acquire(input);
        });
      });
    }
  }

  private async acquireAll(): Promise<void> {
    const asked = this.inputs.filter((input) => input.wanted);
    if (asked.length < 2 || !(await this.acquireBoth()))
      await Promise.all(asked.map((input) => this.acquire(input)));
    await this.look();
  }

  /** One question for both, as browsers ask the user once; false when one of them can't be had. */
  private async acquireBoth(): Promise<boolean> {
    const generation = this.generation;
    for (const input of this.inputs) input.state = "asking";
    this.changed();
    try {
      const stream = await openBoth(this.microphone.chosen, this.camera.chosen);
      for (const track of stream.getTracks())
        this.take(track.kind === "audio" ? this.microphone : this.camera, track, generation);
      return true;
    } catch {
      return false;
    }
  }

  /** Ask for one device; when the one wanted can't be had, for the others there are. */
  private async acquire(input: Input): Promise<void> {
    const generation = this.generation;
    const isLate = () => generation !== this.generation || input.track !== null;
    input.state = "asking";
    this.changed();
    try {
      const track = await openRather(input.name, input.missed);
      if (track) this.take(input, track, generation);
    } catch (error) {
      if (isLate()) return;
      await input.failed(error);
      if (input.trouble === "busy") await this.acquireOther(input, generation);
      if (!isLate()) this.changed();
    }
  }

  private async acquireOther(input: Input, generation: number): Promise<void> {
    for (const { id } of this.inventory[input.name].slice(0, MOST_TRIED)) {
      const track = await openTrack(input.name, id).catch(() => null);
      if (!track) continue;
      this.take(input, track, generation);
      return;
    }
  }

  /** Go over to another device while one is in use. */
  private async change(input: Input, id: string | null, told: "came_back" | null): Promise<void> {
    const generation = this.generation;
    const before = input.track;
    let track = await openTrack(input.name, id).catch(() => null);
    if (!track && input.name === "camera" && before && generation === this.generation) {
      // Some systems open only one camera at a time.
      before.stop();
      track = await openTrack("camera", id).catch(() => openTrack("camera", null).catch(() => null));
      if (!track) this.ended(input);
    }
    if (generation !== this.generation || input.track !== before) {
      track?.stop();
      return;
    }
    if (!track) {
      const name = this.inventory[input.name].find((each) => each.id === id)?.label ?? "";
      this.tell({ name: input.name, kind: "unusable", from: name, to: before?.label ?? "" });
      return;
    }
    if (told) this.tell({ name: input.name, kind: told, from: before?.label ?? "", to: track.label });
    input.lost = null;
    this.take(input, track, generation);
  }

  private take(input: Input, track: MediaStreamTrack, generation: number): void {
    const isUnwanted = input.name === "camera" && !input.wanted;
    if (generation !== this.generation || isUnwanted) {
      track.stop();
      return;
    }
    const before = input.take(track, () => this.ended(input));
    const { lost } = input;
    if (lost && lost.id !== input.using)
      this.tell({ name: input.name, kind: "fell_back", from: lost.label, to: track.label });
    else input.lost = null;
    if (input.name === "camera") this.preview = new MediaStream([track]);
    // The one before is sent until the new one is: no gap.
    void (this.changed() ?? Promise.resolve()).then(() => before?.stop());
  }

  /** The device was unplugged, or its permission taken back: look for another one. */
  private ended(input: Input): void {
    const { track, using } = input;
    if (!track) return;
    input.lost = { id: using ?? "", label: track.label };
    input.stop();
    if (input === this.camera) this.preview = null;
    if (input.wanted) void this.acquire(input).then(this.look);
    else this.changed();
  }

  private tell(notice: DeviceNotice): void {
    this.notice = notice;
    clearTimeout(this.noticed);
    this.noticed = setTimeout(() => {
      this.notice = null;
      this.changed();
    }, NOTICE_MS);
    this.changed();
  }

  private changed(): Promise<void> | undefined {
    return this.options.onChange();
  }
}
