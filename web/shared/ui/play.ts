/** A directive for `<video>`: plays a stream, and says when the browser refuses to without a touch. */
import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";
import { keepLastPicture } from "./last-picture.ts";

class Play extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("play() belongs on an element");
  }

  override render(_stream: MediaStream | null, _blocked?: () => void): unknown {
    return noChange;
  }

  override update(part: ElementPart, [stream, blocked]: [MediaStream | null, (() => void)?]): unknown {
    const video = part.element as HTMLVideoElement;
    // A playing video is left alone: setting srcObject again would start it over.
    if (video.srcObject === stream) return noChange;
    keepLastPicture(video);
    video.srcObject = stream;
    if (stream) {
      video.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "NotAllowedError") blocked?.();
      });
    }
    return noChange;
  }
}

export const play = directive(Play);
