/**
 * One page's media connection to the relay: one RTCPeerConnection, one offer, fixed slots to receive in.
 *
 * The relay is ICE-lite and answers with its address, so the offer goes out at once, without candidates. When the
 * connection fails it is built anew; the relay keeps everybody in their slots.
 */
import { type Activity, isDead, isMoving, isSounding, observe, silenceMs } from "./activity.ts";
import { type Figures, figuresOf, type Quality, qualityOf } from "./quality.ts";
import { sampleOf } from "./stats.ts";

export interface Tracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
}

export interface ConnectionOptions {
  slots: number;
  tracks: Tracks;
  /** Send the offer; resolves with the relay's answer. */
  offer(sdp: string): Promise<string>;
  /** Something changed that the page shows. */
  onChange(): void;
}

/** What the page shows of the connection. */
export interface ConnectionView {
  readonly connected: boolean;
  /** It was connected before, maybe through an earlier attempt. */
  readonly wasConnected: boolean;
  readonly quality: Quality | null;
  /** What `quality` is the word for. */
  readonly figures: Figures | null;
  /** By slot: the stream, and whether pictures and sound come (null: not known yet). */
  readonly streams: readonly MediaStream[];
  readonly moving: readonly (boolean | null)[];
  readonly sounding: readonly (boolean | null)[];
}

/** How long `disconnected` may mend itself, and how long connecting may take. */
const MEND_MS = 3000;
const CONNECT_MS = 8000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2000;
const STATS_MS = 1000;
/** After the signaling session was renewed the relay may be a new one: how long to doubt, and what silence proves it. */
const DOUBT_MS = 12_000;
const DEAD_SILENCE_MS = 1500;

export class MediaConnection {
  private readonly options: ConnectionOptions;
  private tracks: Tracks;
  private pc: RTCPeerConnection | null = null;
  private streams: MediaStream[] = [];
  private moving: (boolean | null)[] = [];
  private sounding: (boolean | null)[] = [];
  private activity: Activity | null = null;
  private wasConnected = false;
  private doubtUntil = 0;
  private figures: Figures | null = null;
  private failures = 0;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly statistics: ReturnType<typeof setInterval>;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.tracks = options.tracks;
    this.statistics = setInterval(() => void this.measure(), STATS_MS);
    this.build();
  }

  get view(): ConnectionView {
    const dead = this.activity !== null && isDead(this.activity, Date.now());
    const connected = this.pc?.connectionState === "connected" && !dead;
    return {
      connected,
      wasConnected: this.wasConnected,
      quality: connected && this.figures ? qualityOf(this.figures) : null,
      figures: connected ? this.figures : null,
      streams: this.streams,
      moving: this.moving,
      sounding: this.sounding,
    };
  }

  /** The page's signaling session is new: connect anew unless media flows, and go on flowing. */
  sessionRenewed(): void {
    this.failures = 0;
    if (this.pc?.connectionState !== "connected") {
      this.build();
      return;
    }
    this.doubtUntil = Date.now() + DOUBT_MS;
    void this.measure();
  }

  /** The picture in `slot` plays. */
  playing(slot: number): void {
    if (this.moving[slot]) return;
    this.moving[slot] = true;
    this.options.onChange();
  }

  /** Send other tracks from now on; null sends nothing. */
  async send(tracks: Tracks): Promise<void> {
    this.tracks = tracks;
    const [audio, video] = this.pc?.getTransceivers() ?? [];
    await Promise.all([audio?.sender.replaceTrack(tracks.audio), video?.sender.replaceTrack(tracks.video)]);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.statistics);
    this.discard();
  }

  private discard(): void {
    const pc = this.pc;
    this.pc = null;
    if (!pc) return;
    pc.onconnectionstatechange = null;
    pc.close();
  }

  private build(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.discard();
    const pc = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
    this.pc = pc;
    this.activity = null;
    this.figures = null;
    this.doubtUntil = 0;
    pc.addTransceiver(this.tracks.audio ?? "audio", { direction: "sendonly" });
    pc.addTransceiver(this.tracks.video ?? "video", { direction: "sendonly" });
    pc.addTransceiver("video", { direction: "sendonly" });
    this.streams = Array.from({ length: this.options.slots }, () => {
      const audio = pc.addTransceiver("audio", { direction: "recvonly" });
      const video = pc.addTransceiver("video", { direction: "recvonly" });
      // A <video> stays silent until the first picture of a stream that has a video track: it joins when pictures do.
      const stream = new MediaStream([audio.receiver.track]);
      video.receiver.track.onunmute = () => stream.addTrack(video.receiver.track);
      return stream;
    });
    pc.addTransceiver("video", { direction: "recvonly" });
    this.moving = this.streams.map(() => null);
    this.sounding = this.streams.map(() => null);
    pc.onconnectionstatechange = () => this.stateChanged(pc);
    this.timer = setTimeout(() => this.failed(pc), CONNECT_MS);
    this.negotiate(pc).catch(() => this.failed(pc));
    this.options.onChange();
  }

  private async negotiate(pc: RTCPeerConnection): Promise<void> {
    await pc.setLocalDescription(await pc.createOffer());
    const sdp = await this.options.offer(pc.localDescription?.sdp ?? "");
    if (this.pc === pc) await pc.setRemoteDescription({ type: "answer", sdp });
  }

  private stateChanged(pc: RTCPeerConnection): void {
    if (this.pc !== pc) return;
    if (pc.connectionState === "connected") {
      this.failures = 0;
      this.wasConnected = true;
      clearTimeout(this.timer);
      void this.measure();
    } else if (pc.connectionState === "disconnected") {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.failed(pc), MEND_MS);
    } else if (pc.connectionState === "failed") {
      this.failed(pc);
    }
    this.options.onChange();
  }

  /** Build anew after a pause that grows. */
  private failed(pc: RTCPeerConnection): void {
    if (this.pc !== pc || this.closed) return;
    clearTimeout(this.timer);
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
    this.timer = setTimeout(() => this.build(), pause);
    this.options.onChange();
  }

  private async measure(): Promise<void> {
    const pc = this.pc;
    if (pc?.connectionState !== "connected") return;
    const sample = sampleOf(await pc.getStats());
    if (this.pc !== pc) return;
    const now = Date.now();
    const before = this.activity;
    const activity = observe(before, sample, now);
    this.activity = activity;
    if (now < this.doubtUntil && silenceMs(activity, now) > DEAD_SILENCE_MS) {
      this.build();
      return;
    }
    this.figures = figuresOf(before?.sample ?? sample, sample, now - (before?.at ?? now));
    // Transceivers 0 to 2 send; slot i receives its sound in transceiver 2i + 3 and its video in the next.
    const transceivers = pc.getTransceivers();
    const mids = transceivers.map((transceiver) => String(transceiver.mid));
    this.moving = this.streams.map((_, slot) => isMoving(activity, mids[2 * slot + 4] ?? "", now));
    this.streams.forEach((stream, slot) => {
      const picture = transceivers[2 * slot + 4]?.receiver.track;
      if (picture && this.moving[slot] === false) stream.removeTrack(picture);
      else if (picture && this.moving[slot]) stream.addTrack(picture);
    });
    this.sounding = this.streams.map((_, slot) => isSounding(activity, mids[2 * slot + 3] ?? "", now));
    this.options.onChange();
  }
}
