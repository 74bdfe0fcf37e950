/** The loudspeaker the others are heard from, where the browser lets a page choose one. */
import type { DeviceMemory, DeviceOption } from "./inventory.ts";

/** Newer than some browsers, and than the types of others. */
interface Routable {
  readonly sinkId?: string;
  setSinkId?(id: string): Promise<void>;
}

/** Say whether a page can choose at all. */
export function canRoute(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

export class Speaker {
  /** Null: whatever the system prefers. */
  chosen: string | null;
  private readonly memory: DeviceMemory;

  constructor(memory: DeviceMemory) {
    this.memory = memory;
    this.chosen = memory.recall("speaker");
  }

  choose(id: string | null): void {
    this.chosen = id;
    this.memory.keep("speaker", id);
  }

  /** Play the others' pictures below `root` where they should be heard; a loudspeaker that is gone is no reason for silence. */
  route(root: ParentNode, present: readonly DeviceOption[]): void {
    const wanted = present.find((each) => each.id === this.chosen)?.id ?? "";
    for (const video of root.querySelectorAll<HTMLVideoElement>(".tile video")) {
      const routable = video as Routable;
      if (!routable.setSinkId || routable.sinkId === wanted) continue;
      routable.setSinkId(wanted).catch(() => routable.setSinkId?.("").catch(() => undefined));
    }
  }
}
