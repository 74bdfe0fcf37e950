/** Camera, microphone and media connection of one page, tied together for the one call it can be in. */
import { type ConnectionView, MediaConnection } from "./connection.ts";
import { Devices, type DevicesView, type Wanted } from "./devices.ts";

export interface MediaView extends DevicesView, ConnectionView {
  /** The browser refuses to play sound before the user touches the page. */
  readonly soundBlocked: boolean;
}

export interface CallMediaOptions {
  offer(callId: string, sdp: string): Promise<string>;
  onChange(): void;
}

const NOT_CONNECTED: ConnectionView = {
  connected: false,
  wasConnected: false,
  quality: null,
  figures: null,
  streams: [],
  moving: [],
  sounding: [],
};
/** A sent picture freezes when its track goes, so black is shown this long first. */
const BLACK_MS = 400;
/** A question for camera and microphone may stand unanswered; the call begins without them, and they follow. */
const ASK_MS = 1500;

export class CallMedia {
  private readonly options: CallMediaOptions;
  private readonly devices: Devices;
  private connection: MediaConnection | null = null;
  private callId: string | null = null;
  private soundBlocked = false;

  constructor(options: CallMediaOptions) {
    this.options = options;
    this.devices = new Devices(() => {
      void this.connection?.send(this.devices.tracks);
      options.onChange();
    });
  }

  get view(): MediaView {
    return {
      ...this.devices.view,
      ...(this.connection?.view ?? NOT_CONNECTED),
      soundBlocked: this.soundBlocked,
    };
  }

  /** The microphone's track, for a level bar. */
  get microphone(): MediaStreamTrack | null {
    return this.devices.tracks.audio;
  }

  /** Get camera and microphone ready for a conversation that hasn't begun, or waits to go on: nothing is sent. */
  prepare(wanted?: Wanted): Promise<void> {
    this.disconnect();
    return this.open(wanted);
  }

  /** Connect to the media of `callId`; harmless when connected already. */
  enter(callId: string, slots: number, wanted?: Wanted): void {
    if (this.callId === callId) return;
    this.disconnect();
    this.callId = callId;
    const patience = new Promise<void>((resolve) => setTimeout(resolve, ASK_MS));
    void Promise.race([this.open(wanted), patience]).then(() => {
      if (this.callId !== callId || this.connection) return;
      this.connection = new MediaConnection({
        slots,
        tracks: this.devices.tracks,
        offer: (sdp) => this.options.offer(callId, sdp),
        onChange: this.options.onChange,
      });
      this.options.onChange();
    });
  }

  sessionRenewed(): void {
    this.connection?.sessionRenewed();
  }

  /** The picture in `slot` plays. */
  playing(slot: number): void {
    this.connection?.playing(slot);
  }

  /** Hang up, or leave the media to another page, and let the devices go. */
  leave(): void {
    if (this.callId === null && this.devices.view.microphone === "off" && this.devices.view.camera === "off")
      return;
    this.disconnect();
    this.devices.release();
  }

  toggleMicrophone(): void {
    this.devices.setMicrophone(this.devices.view.microphone !== "on");
  }

  toggleCamera(): void {
    if (this.devices.view.camera !== "on") {
      this.devices.setCamera(true);
      return;
    }
    const { video } = this.devices.tracks;
    if (video) video.enabled = false;
    setTimeout(() => this.devices.setCamera(false), BLACK_MS);
  }

  /** The browser refused to play a stream aloud. */
  blocked(): void {
    if (this.soundBlocked) return;
    this.soundBlocked = true;
    this.options.onChange();
  }

  /** Play everything, now that the user touched the page. */
  unblock(root: ParentNode): void {
    this.soundBlocked = false;
    for (const video of root.querySelectorAll("video")) void video.play();
    this.options.onChange();
  }

  private open(wanted: Wanted = { microphone: true, camera: true }): Promise<void> {
    return this.devices.open(wanted);
  }

  private disconnect(): void {
    this.connection?.close();
    this.connection = null;
    this.callId = null;
    this.soundBlocked = false;
  }
}
