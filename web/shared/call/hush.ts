/** Who has hung up is neither heard nor seen from that moment, and is as before if they change their mind. */
import type { CallMedia } from "./media.ts";

/** How long who hung up can change their mind; `dialog.css` counts along. */
export const ENDING_MS = 4000;

export class Hush {
  private readonly media: Pick<CallMedia, "view" | "toggleMicrophone" | "toggleCamera">;
  private wasHeard = false;
  private wasSeen = false;

  constructor(media: Hush["media"]) {
    this.media = media;
  }

  begin(): void {
    const { microphone, camera } = this.media.view;
    this.wasHeard = microphone === "on";
    this.wasSeen = camera === "on";
    if (this.wasHeard) this.media.toggleMicrophone();
    if (this.wasSeen) this.media.toggleCamera();
  }

  /** Be heard and seen again, in the same conversation; harmless to repeat. */
  undo(): void {
    const { microphone, camera } = this.media.view;
    if (this.wasHeard && microphone === "off") this.media.toggleMicrophone();
    if (this.wasSeen && camera === "off") this.media.toggleCamera();
    this.forget();
  }

  /** There is no conversation to come back to. */
  forget(): void {
    this.wasHeard = this.wasSeen = false;
  }
}
