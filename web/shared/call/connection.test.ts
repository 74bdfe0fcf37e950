import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectionLost, Refused } from "../protocol/socket.ts";
import { MediaConnection } from "./connection.ts";
import { type Peer, type PeerOptions, streamsOf, type Tracks } from "./peer.ts";
import { NO_SAMPLE, type Sample } from "./stats.ts";

const NOTHING: Tracks = { audio: null, video: null, share: null };

/** A peer whose state and statistics the test decides; each offer is really asked. */
class ScriptedPeer implements Peer {
  state: RTCPeerConnectionState = "new";
  closed = false;
  sent: Tracks;
  counts: Sample = { ...NO_SAMPLE, heard: 0 };
  readonly offers: ("first" | "restart" | "again")[] = [];
  /** The relay goes on with what it had. */
  kept = true;
  private readonly options: PeerOptions;

  constructor(options: PeerOptions) {
    this.options = options;
    this.sent = options.tracks;
  }

  async negotiate(ask: (sdp: string) => Promise<string>, restart: boolean): Promise<boolean> {
    this.offers.push(restart ? "restart" : this.offers.length === 0 ? "first" : "again");
    await ask("v=0");
    return this.kept;
  }

  async send(tracks: Tracks): Promise<void> {
    this.sent = tracks;
  }

  async sample(): Promise<Sample> {
    return this.counts;
  }

  close(): void {
    this.closed = true;
  }

  becomes(state: RTCPeerConnectionState): void {
    this.state = state;
    this.options.onState(state);
  }

  /** Something goes out, and `heard` comes in. */
  hears(heard: number): void {
    const { bytesSent, heard: before } = this.counts;
    this.counts = { ...this.counts, bytesSent: bytesSent + 1000, heard: (before ?? 0) + heard };
  }
}

/** Only one peer may be open at a time. */
function opened(answer: () => Promise<string> = async () => "v=0") {
  const peers: ScriptedPeer[] = [];
  const onBuilt = vi.fn();
  const connection = new MediaConnection({
    slots: 2,
    tracks: NOTHING,
    prepare: async () => [],
    offer: answer,
    onChange: () => undefined,
    onBuilt,
    makePeer: (options) => {
      expect(peers.every((peer) => peer.closed)).toBe(true);
      const peer = new ScriptedPeer(options);
      peers.push(peer);
      return peer;
    },
  });
  const newest = () => {
    const peer = peers.at(-1);
    if (!peer) throw new Error("no peer was made");
    return peer;
  };
  return { connection, peers, newest, onBuilt };
}

const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("a page's media connection", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("stays the same peer over a change of network", async () => {
    const { connection, peers, newest } = opened();
    await passes(0);
    newest().becomes("connected");
    connection.interrupted();
    connection.interrupted();
    await passes(300);
    expect(newest().offers).toEqual(["first", "restart"]);
    newest().hears(100);
    await passes(5000);
    expect(peers).toHaveLength(1);
    expect(connection.view.connected).toBe(true);
    connection.close();
  });

  it("is built anew when the relay had forgotten it", async () => {
    const { connection, peers, newest } = opened();
    await passes(0);
    newest().becomes("connected");
    newest().kept = false;
    connection.interrupted();
    await passes(300);
    expect(peers.map((peer) => peer.closed)).toEqual([true, false]);
    connection.close();
  });

  it("is built anew where the media has moved to, and carries what is shared", async () => {
    const { connection, peers, onBuilt } = opened();
    await passes(0);
    const share = { id: "screen" } as MediaStreamTrack;
    await connection.send({ ...NOTHING, share });
    connection.moved();
    await passes(0);
    expect(peers).toHaveLength(2);
    expect(peers[1]?.sent.share).toBe(share);
    expect(onBuilt).toHaveBeenCalledTimes(2);
    connection.close();
  });

  it("offers again on the same peer when the relay wants another codec", async () => {
    const { connection, peers, newest } = opened();
    await passes(0);
    newest().becomes("connected");
    connection.offerWanted();
    await passes(0);
    expect(newest().offers).toEqual(["first", "again"]);
    expect(peers).toHaveLength(1);
    connection.close();
  });

  it("makes an offer the relay wants while it is still connecting as soon as it is connected", async () => {
    const { connection, newest } = opened();
    await passes(0);
    connection.offerWanted();
    await passes(0);
    expect(newest().offers).toEqual(["first"]);
    newest().becomes("connected");
    await passes(0);
    expect(newest().offers).toEqual(["first", "again"]);
    await passes(5000);
    expect(newest().offers).toHaveLength(2);
    connection.close();
  });

  it("makes up for an offer that found no session", async () => {
    let isOnline = true;
    const { connection, peers, newest } = opened(async () => {
      if (!isOnline) throw new ConnectionLost();
      return "v=0";
    });
    await passes(0);
    newest().becomes("connected");
    isOnline = false;
    connection.offerWanted();
    await passes(0);
    isOnline = true;
    connection.sessionRenewed();
    await passes(0);
    expect(newest().offers).toEqual(["first", "again", "again"]);
    expect(peers).toHaveLength(1);
    connection.close();
  });

  it("tries no more while there is no session, and at once when there is", async () => {
    let isOnline = false;
    const { connection, peers, newest } = opened(async () => {
      if (!isOnline) throw new ConnectionLost();
      return "v=0";
    });
    await passes(60_000);
    expect(peers).toHaveLength(1);
    isOnline = true;
    connection.sessionRenewed();
    await passes(0);
    newest().becomes("connected");
    expect(peers).toHaveLength(2);
    expect(connection.view.connected).toBe(true);
    connection.close();
  });

  it("tries again after a refusal", async () => {
    let refusals = 2;
    const { connection, peers } = opened(async () => {
      if (refusals-- > 0) throw new Refused("unavailable");
      return "v=0";
    });
    await passes(500 + 1000);
    expect(peers).toHaveLength(3);
    connection.close();
  });

  it("restarts within four seconds when reports stop coming on what it sends", async () => {
    const { connection, newest } = opened();
    await passes(0);
    newest().becomes("connected");
    for (let second = 0; second < 3; second++) {
      newest().hears(100);
      await passes(1000);
    }
    expect(newest().offers).toEqual(["first"]);
    for (let second = 0; second < 4; second++) {
      newest().hears(0);
      await passes(1000);
    }
    expect(newest().offers).toEqual(["first", "restart"]);
    connection.close();
  });

  it("says that it is reconnecting, never that it is connected, while it is not", async () => {
    const { connection, newest } = opened();
    await passes(0);
    newest().becomes("connected");
    newest().becomes("disconnected");
    expect(connection.view).toMatchObject({ connected: false, wasConnected: true, quality: null });
    connection.close();
  });

  it("leaves nothing behind when closed", async () => {
    const { connection, peers } = opened();
    await passes(0);
    connection.close();
    connection.moved();
    await passes(60_000);
    expect(peers.map((peer) => peer.closed)).toEqual([true]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("an answer", () => {
  const answer = (ssrc: number, ufrag: string) =>
    `v=0\r\na=fingerprint:sha-256 AB\r\nm=audio 9\r\na=ice-ufrag:${ufrag}\r\na=ssrc:${ssrc} cname:slot0\r\n`;

  it("is known to go on by its streams, whatever its paths", () => {
    expect(streamsOf(answer(5, "old"))).toBe(streamsOf(answer(5, "new")));
    expect(streamsOf(answer(5, "old"))).not.toBe(streamsOf(answer(6, "old")));
  });
});
