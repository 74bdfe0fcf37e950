/**
 * One page's media connection to the relay, kept up: one peer at a time, restarted or built anew as `recovery.ts`
 * says. The relay is ICE-lite and answers with its address, so an offer goes out at once, without candidates; it
 * keeps everybody in their slots, whatever happens here.
 */
import { ConnectionLost } from "../protocol/socket.ts";
import { type Activity, isCutOff, isDead, observe, silenceMs } from "./activity.ts";
import { type Peer, type PeerOptions, RelayPeer, type Tracks } from "./peer.ts";
import { type Figures, figuresOf, type Quality, qualityOf } from "./quality.ts";
import { Receiving } from "./receiving.ts";
import { begin, type Happening, type Recovery, recover } from "./recovery.ts";

export interface ConnectionOptions {
  slots: number;
  tracks: Tracks;
  /** Ask through which servers the relay can be reached. */
  prepare(): Promise<RTCIceServer[]>;
  /** Send the offer; resolves with the relay's answer. */
  offer(sdp: string): Promise<string>;
  /** Something changed that the page shows. */
  onChange(): void;
  /** A connection stands that the relay may know nothing of yet but its streams. */
  onBuilt?(): void;
  makePeer?: (options: PeerOptions) => Peer;
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
  /** What somebody else shares. */
  readonly share: MediaStream | null;
}

const STATS_MS = 1000;
/** After the signaling session was renewed the relay may be a new one: how long to doubt, and what silence proves it. */
const DOUBT_MS = 12_000;
const DEAD_SILENCE_MS = 1500;

export class MediaConnection {
  private readonly options: ConnectionOptions;
  private readonly receiving: Receiving;
  private tracks: Tracks;
  private peer: Peer | null = null;
  private recovery: Recovery;
  private activity: Activity | null = null;
  private figures: Figures | null = null;
  private wasConnected = false;
  private doubtUntil = 0;
  /** An offer the relay asked for while it couldn't be made, or which came to nothing. */
  private owesOffer = false;
  private closed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly statistics: ReturnType<typeof setInterval>;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.tracks = options.tracks;
    this.receiving = new Receiving(options.slots);
    this.statistics = setInterval(() => void this.measure(), STATS_MS);
    this.recovery = begin(Date.now());
    this.wait();
    void this.build();
  }

  get view(): ConnectionView {
    const connected = this.peer?.state === "connected" && !this.isDead;
    const { streams, share, moving, sounding } = this.receiving;
    return {
      connected,
      wasConnected: this.wasConnected,
      quality: connected && this.figures ? qualityOf(this.figures) : null,
      figures: connected ? this.figures : null,
      streams,
      share,
      moving,
      sounding,
    };
  }

  /** The page's signaling session is new: connect anew unless media flows, and go on flowing. */
  sessionRenewed(): void {
    this.doubtUntil = Date.now() + DOUBT_MS;
    this.happened({ kind: "session" });
    void this.measure();
    if (this.owesOffer) this.offerWanted();
  }

  /** The call's media is at another relay now. */
  moved(): void {
    this.happened({ kind: "lost" });
  }

  /** The network changed, or the computer was asleep. */
  interrupted(): void {
    this.happened({ kind: "interrupted" });
  }

  /** The relay wants an offer on the same connection, to agree on another codec. */
  offerWanted(): void {
    this.owesOffer = true;
    if (this.peer && this.recovery.phase === "connected") void this.negotiate(this.peer, false);
  }

  /** The picture in `slot` plays. */
  playing(slot: number): void {
    if (this.receiving.playing(slot)) this.options.onChange();
  }

  /** Send other tracks from now on; null sends nothing. */
  async send(tracks: Tracks): Promise<void> {
    this.tracks = tracks;
    await this.peer?.send(tracks);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.statistics);
    this.discard();
  }

  private get isDead(): boolean {
    return this.activity !== null && isDead(this.activity, Date.now());
  }

  private discard(): void {
    this.peer?.close();
    this.peer = null;
    this.activity = null;
    this.figures = null;
    this.doubtUntil = 0;
  }

  private happened(happening: Happening): void {
    if (this.closed) return;
    const before = this.recovery;
    const [recovery, deed] = recover(before, happening, Date.now());
    this.recovery = recovery;
    if (recovery !== before) this.wait();
    if (deed === "build") void this.build();
    else if (deed === "restart" && this.peer) void this.negotiate(this.peer, true);
    else if (recovery !== before && this.owesOffer) this.offerWanted();
    if (recovery !== before) this.options.onChange();
  }

  private wait(): void {
    clearTimeout(this.timer);
    const { dueAt } = this.recovery;
    if (dueAt === null) return;
    this.timer = setTimeout(() => this.happened({ kind: "due" }), Math.max(0, dueAt - Date.now()));
  }

  /** The old peer goes first: two at once would be heard twice. */
  private async build(): Promise<void> {
    this.discard();
    const attempt = this.recovery;
    const iceServers = await this.options.prepare();
    if (this.closed || this.recovery !== attempt) return;
    const make = this.options.makePeer ?? ((options: PeerOptions) => new RelayPeer(options));
    const peer: Peer = make({
      iceServers,
      tracks: this.tracks,
      receiving: this.receiving,
      onState: (state) => this.stateChanged(peer, state),
    });
    this.peer = peer;
    this.options.onChange();
    if (await this.negotiate(peer, false)) this.options.onBuilt?.();
  }

  /** Return whether it came to an answer. */
  private async negotiate(peer: Peer, restart: boolean): Promise<boolean> {
    this.owesOffer = false;
    try {
      const kept = await peer.negotiate((sdp) => this.options.offer(sdp), restart);
      if (this.peer !== peer) return false;
      if (!kept) this.happened({ kind: "lost" });
      return kept;
    } catch (error) {
      if (this.peer !== peer) return false;
      if (this.recovery.phase === "connected") this.owesOffer = true;
      this.happened({ kind: error instanceof ConnectionLost ? "unheard" : "unanswered" });
      return false;
    }
  }

  private stateChanged(peer: Peer, state: RTCPeerConnectionState): void {
    if (this.peer !== peer) return;
    if (state === "connected") {
      this.wasConnected = true;
      void this.measure();
    }
    this.happened({ kind: "state", state });
    this.options.onChange();
  }

  private async measure(): Promise<void> {
    const { peer } = this;
    if (peer?.state !== "connected") return;
    const sample = await peer.sample();
    if (this.peer !== peer) return;
    const now = Date.now();
    const before = this.activity;
    const activity = observe(before, sample, now);
    this.activity = activity;
    if (now < this.doubtUntil && silenceMs(activity, now) > DEAD_SILENCE_MS) {
      this.happened({ kind: "lost" });
      return;
    }
    if (isCutOff(activity, now)) this.happened({ kind: "dead" });
    else if (before && activity.aliveAt > before.aliveAt) this.happened({ kind: "flowing" });
    this.figures = figuresOf(before?.sample ?? sample, sample, now - (before?.at ?? now));
    this.receiving.observed(activity, now);
    this.options.onChange();
  }
}
