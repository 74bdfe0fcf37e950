/** Camera, microphone, shared screen and media connection of one page, tied together for its one call. */
import type { ServerMessage } from "../protocol/server.ts";
import { type ConnectionView, MediaConnection } from "./connection.ts";
import { type DeviceState, Devices, type DevicesView, type Wanted } from "./devices.ts";
import { Ear } from "./ear.ts";
import { Interruptions } from "./interruptions.ts";
import { BROWSER_MEMORY, type DeviceName, NO_MEMORY } from "./inventory.ts";
import type { Tracks } from "./peer.ts";
import type { MediaQuestions } from "./questions.ts";
import { type Capture, captureScreen, Sharing, type SharingView } from "./sharing.ts";
import { Speaker } from "./speaker.ts";
import type { Hint } from "./speech.ts";
import { WakeLock } from "./wake-lock.ts";

export interface MediaView extends DevicesView, ConnectionView {
  /** The browser refuses to play sound before the user touches the page. */
  readonly soundBlocked: boolean;
  /** What this page's own user shows the others. */
  readonly sharing: SharingView;
  /** The loudspeaker chosen; null: whatever the system prefers. */
  readonly speaker: string | null;
  /** What the microphone's user should know of it. */
  readonly hint: Hint | null;
}

export interface CallMediaOptions {
  questions: MediaQuestions;
  onChange(): void;
  /** This browser is one person's: it remembers which devices they chose. */
  remembersDevices?: boolean;
}

const NOT_CONNECTED: ConnectionView = {
  connected: false,
  wasConnected: false,
  quality: null,
  figures: null,
  streams: [],
  moving: [],
  sounding: [],
  share: null,
};
/** A sent picture freezes when its track goes, so black is shown this long first. */
const BLACK_MS = 400;
/** A question for camera and microphone may stand unanswered; the call begins without them, and they follow. */
const ASK_MS = 1500;

export class CallMedia {
  private readonly options: CallMediaOptions;
  private readonly devices: Devices;
  private readonly speaker: Speaker;
  private readonly wakeLock = new WakeLock();
  private readonly ear: Ear;
  private connection: MediaConnection | null = null;
  /** The call this page has the media of. */
  callId: string | null = null;
  private soundBlocked = false;
  /** The camera is being switched off: its picture is black already. */
  private darkening: ReturnType<typeof setTimeout> | undefined;
  private readonly sharing: Sharing;
  private interruptions: Interruptions | null = null;

  constructor(options: CallMediaOptions) {
    this.options = options;
    const memory = options.remembersDevices ? BROWSER_MEMORY : NO_MEMORY;
    this.speaker = new Speaker(memory);
    this.ear = new Ear(options.onChange);
    const changed = () => {
      this.hear();
      options.onChange();
      return this.connection?.send(this.tracks);
    };
    this.devices = new Devices({ memory, onChange: changed });
    this.sharing = new Sharing({
      tell: async (on) => this.callId !== null && (await options.questions.share(this.callId, on)),
      onChange: () => void changed(),
    });
  }

  get view(): MediaView {
    return {
      ...this.devices.view,
      ...(this.darkening !== undefined && { camera: "off", preview: null }),
      ...(this.connection?.view ?? NOT_CONNECTED),
      soundBlocked: this.soundBlocked,
      sharing: this.sharing.view,
      speaker: this.speaker.chosen,
      hint: this.ear.hint,
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
    const { questions, onChange } = this.options;
    // Asked while the browser looks for the devices; later connections ask anew, as credentials don't last.
    let prepared: Promise<RTCIceServer[]> | null = questions.prepare(callId);
    const patience = new Promise<void>((resolve) => setTimeout(resolve, ASK_MS));
    void Promise.race([this.open(wanted), patience]).then(() => {
      if (this.callId !== callId || this.connection) return;
      const connection = new MediaConnection({
        slots,
        tracks: this.tracks,
        prepare: () => {
          const servers = prepared ?? questions.prepare(callId);
          prepared = null;
          return servers;
        },
        offer: (sdp) => questions.offer(callId, sdp),
        onBuilt: () => void this.sharing.renew(),
        onChange,
      });
      this.connection = connection;
      this.interruptions = new Interruptions(() => connection.interrupted());
      onChange();
    });
    // Only now what a call can do without.
    this.wakeLock.hold(true);
    this.hear();
  }

  /** Follow what the server says of the media of this page's call. */
  received(message: ServerMessage, self: string): void {
    if (message.type === "session.opened") {
      this.connection?.sessionRenewed();
      void this.sharing.renew();
      return;
    }
    if (!("call_id" in message) || message.call_id !== this.callId) return;
    if (message.type === "media.moved") this.connection?.moved();
    else if (message.type === "media.offer_wanted") this.connection?.offerWanted();
    else if (message.type === "media.slots_changed" && message.share === self) this.sharing.believed();
  }

  /** Show the others a screen, or whatever `capture` gives. */
  share(capture: Capture = captureScreen): void {
    void this.sharing.start(capture);
  }

  stopSharing(): void {
    this.sharing.stop();
  }

  /** The picture in `slot` plays. */
  playing(slot: number): void {
    this.connection?.playing(slot);
  }

  /** Hang up, or leave the media to another page, and let the devices go. */
  leave(): void {
    if (this.callId === null && !this.devices.asked) return;
    clearTimeout(this.darkening);
    this.darkening = undefined;
    this.disconnect();
    this.devices.release();
  }

  /** Whether its user wants to be heard, also before the microphone is there. */
  setMicrophone(on: boolean): void {
    this.devices.setMicrophone(on);
  }

  toggleMicrophone(): void {
    this.devices.setMicrophone(this.devices.view.microphone !== "on");
  }

  toggleCamera(): void {
    if (this.view.camera !== "on") {
      this.light();
      this.devices.setCamera(true);
      return;
    }
    const { video } = this.devices.tracks;
    if (video) video.enabled = false;
    this.darkening = setTimeout(() => {
      this.darkening = undefined;
      this.devices.setCamera(false);
    }, BLACK_MS);
    this.options.onChange();
  }

  /** The camera stays: its user has changed their mind. */
  private light(): void {
    if (this.darkening === undefined) return;
    clearTimeout(this.darkening);
    this.darkening = undefined;
    const { video } = this.devices.tracks;
    if (video) video.enabled = true;
    this.options.onChange();
  }

  /** Ask again for what could not be had. */
  retry(): void {
    const { microphone, camera } = this.devices.view;
    if (isLacking(microphone)) this.devices.setMicrophone(true);
    if (isLacking(camera)) this.devices.setCamera(true);
  }

  /** Find out which devices there are, before they are asked for. */
  look(): void {
    void this.devices.look();
  }

  /** Use this device from now on; null = whatever the system prefers. */
  choose(name: DeviceName, id: string | null): void {
    if (name !== "speaker") {
      void this.devices.choose(name, id);
      return;
    }
    this.speaker.choose(id);
    this.options.onChange();
  }

  /** Let what is below `root` be heard from the loudspeaker chosen. */
  route(root: ParentNode): void {
    this.speaker.route(root, this.devices.view.inventory.speaker);
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

  private get tracks(): Tracks {
    return { ...this.devices.tracks, share: this.sharing.track };
  }

  /** Listen to the own microphone during a call only. */
  private hear(): void {
    this.ear.listenTo(this.callId === null ? null : this.devices.tracks.audio);
  }

  private disconnect(): void {
    this.interruptions?.stop();
    this.interruptions = null;
    this.connection?.close();
    this.connection = null;
    this.callId = null;
    this.wakeLock.hold(false);
    this.hear();
    this.soundBlocked = false;
    this.sharing.release();
  }
}

function isLacking(state: DeviceState): boolean {
  return state === "missing" || state === "denied";
}
