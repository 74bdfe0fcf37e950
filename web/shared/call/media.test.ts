import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Devices } from "./devices.ts";
import { CallMedia } from "./media.ts";

/** A camera that is on, or let go. */
class Camera {
  video: { enabled: boolean } | null = { enabled: true };
  readonly media: CallMedia;

  constructor() {
    vi.spyOn(Devices.prototype, "tracks", "get").mockImplementation(
      () => ({ audio: null, video: this.video }) as never,
    );
    vi.spyOn(Devices.prototype, "view", "get").mockImplementation(
      () => ({ microphone: "on", camera: this.video ? "on" : "off", preview: this.video }) as never,
    );
    vi.spyOn(Devices.prototype, "asked", "get").mockReturnValue(true);
    vi.spyOn(Devices.prototype, "setCamera").mockImplementation((on) => {
      if (!on) this.video = null;
      else this.video ??= { enabled: true };
    });
    vi.spyOn(Devices.prototype, "release").mockImplementation(() => {});
    this.media = new CallMedia({ questions: {} as never, onChange: () => {} });
  }
}

describe("the camera's button", () => {
  let camera: Camera;

  beforeEach(() => {
    vi.useFakeTimers();
    camera = new Camera();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("shows black, and says that it is off, before the camera is let go", () => {
    camera.media.toggleCamera();
    expect(camera.media.view).toMatchObject({ camera: "off", preview: null });
    expect(camera.video).toEqual({ enabled: false });
    vi.runAllTimers();
    expect(camera.video).toBeNull();
    expect(camera.media.view.camera).toBe("off");
  });

  it("leaves it on for whoever changes their mind at once", () => {
    camera.media.toggleCamera();
    camera.media.toggleCamera();
    vi.runAllTimers();
    expect(camera.video).toEqual({ enabled: true });
    expect(camera.media.view.camera).toBe("on");
  });

  it("does nothing to the camera of the next call", () => {
    camera.media.toggleCamera();
    camera.media.leave();
    camera.video = { enabled: true };
    vi.runAllTimers();
    expect(camera.media.view.camera).toBe("on");
  });
});
