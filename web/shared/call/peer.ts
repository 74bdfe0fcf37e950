/** One RTCPeerConnection to the relay: its m-lines in the order the relay expects, its offers, its statistics. */
import type { Receiving } from "./receiving.ts";
import { type Sample, sampleOf } from "./stats.ts";

/** What is sent; null sends nothing. */
export interface Tracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
  /** A shared screen or document. */
  readonly share: MediaStreamTrack | null;
}

export interface PeerOptions {
  iceServers: RTCIceServer[];
  tracks: Tracks;
  receiving: Receiving;
  onState(state: RTCPeerConnectionState): void;
}

/** What a media connection needs of a peer. */
export interface Peer {
  readonly state: RTCPeerConnectionState;
  /**
   * Offer, and take the answer that `ask` returns; with `restart` over new paths. Return whether the relay went on
   * with what it had, or has begun anew, with which this peer's keys are worth nothing.
   */
  negotiate(ask: (sdp: string) => Promise<string>, restart: boolean): Promise<boolean>;
  send(tracks: Tracks): Promise<void>;
  sample(): Promise<Sample>;
  close(): void;
}

/**
 * Two layers, so that somebody on a poor link gets the small one and costs the others nothing. The large one first:
 * of a small camera's picture Chromium sends only the first.
 */
const CAMERA_ENCODINGS: RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 1_700_000 },
  { rid: "l", maxBitrate: 150_000, scaleResolutionDownBy: 2 },
];
const SHARE_ENCODINGS: RTCRtpEncodingParameters[] = [{ maxBitrate: 2_500_000, maxFramerate: 15 }];

export class RelayPeer implements Peer {
  private readonly pc: RTCPeerConnection;
  private readonly senders: Readonly<Record<keyof Tracks, RTCRtpSender>>;
  private negotiation: Promise<unknown> = Promise.resolve();
  /** By what the relay's last answer tells its streams apart. */
  private streams: string | null = null;

  constructor({ iceServers, tracks, receiving, onState }: PeerOptions) {
    const pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.pc = pc;
    this.senders = {
      audio: sending(pc, "audio", tracks.audio),
      video: sending(pc, "video", tracks.video, CAMERA_ENCODINGS),
      share: sending(pc, "video", tracks.share, SHARE_ENCODINGS),
    };
    const places = Array.from({ length: receiving.slots }, () => ({
      audio: from(pc, "audio"),
      video: from(pc, "video"),
    }));
    receiving.attach(places, from(pc, "video"));
    pc.onconnectionstatechange = () => onState(pc.connectionState);
  }

  get state(): RTCPeerConnectionState {
    return this.pc.connectionState;
  }

  negotiate(ask: (sdp: string) => Promise<string>, restart: boolean): Promise<boolean> {
    // One after the other: an offer can't be made while another waits for its answer.
    const done = this.negotiation.then(() => this.exchange(ask, restart));
    this.negotiation = done.catch(() => undefined);
    return done;
  }

  async send(tracks: Tracks): Promise<void> {
    await Promise.all([
      this.senders.audio.replaceTrack(tracks.audio),
      this.senders.video.replaceTrack(tracks.video),
      this.senders.share.replaceTrack(tracks.share),
    ]);
  }

  async sample(): Promise<Sample> {
    return sampleOf(await this.pc.getStats());
  }

  close(): void {
    this.pc.onconnectionstatechange = null;
    this.pc.close();
  }

  private async exchange(ask: (sdp: string) => Promise<string>, restart: boolean): Promise<boolean> {
    const { pc } = this;
    await pc.setLocalDescription(await pc.createOffer({ iceRestart: restart }));
    try {
      const sdp = await ask(pc.localDescription?.sdp ?? "");
      await pc.setRemoteDescription({ type: "answer", sdp });
      const before = this.streams;
      this.streams = streamsOf(sdp);
      return before === null || before === this.streams;
    } catch (error) {
      // The next offer starts from what both sides know.
      if (pc.signalingState === "have-local-offer") await pc.setLocalDescription({ type: "rollback" });
      throw error;
    }
  }
}

function sending(
  pc: RTCPeerConnection,
  kind: "audio" | "video",
  track: MediaStreamTrack | null,
  sendEncodings: RTCRtpEncodingParameters[] = [],
): RTCRtpSender {
  const what = track ?? kind;
  try {
    return pc.addTransceiver(what, { direction: "sendonly", sendEncodings }).sender;
  } catch {
    // A browser that knows no layers, or not these limits, sends one picture as it sees fit.
    return pc.addTransceiver(what, { direction: "sendonly" }).sender;
  }
}

function from(pc: RTCPeerConnection, kind: "audio" | "video"): RTCRtpTransceiver {
  return pc.addTransceiver(kind, { direction: "recvonly" });
}

/** Return the relay's stream numbers and certificate: a relay that begins anew draws new ones. */
export function streamsOf(answer: string): string {
  return [...answer.matchAll(/^a=(?:ssrc:\d+|fingerprint:.*)/gm)].map(([line]) => line).join(" ");
}
