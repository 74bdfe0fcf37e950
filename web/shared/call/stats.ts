/** Reads a WebRTC statistics report into one flat sample: counters of one moment. Pure. */

/** How packets go: straight to the relay or through a TURN server, and over what. */
export interface Path {
  readonly isRelayed: boolean;
  readonly transport: "udp" | "tcp" | "tls";
}

/** Counters of one moment; rates come from the difference between two. Names follow the W3C's webrtc-stats. */
export interface Sample {
  /** Packets that came, and that never came on the first try. */
  readonly received: number;
  readonly lost: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Worst loss the other side reports of what we send, 0 to 1, and the worst jitter. */
  readonly remoteLoss: number;
  readonly remoteJitterMs: number | null;
  readonly jitterMs: number | null;
  readonly roundTripMs: number | null;
  /** Decoded pictures by transceiver `mid`. */
  readonly frames: Readonly<Record<string, number>>;
  /** Encoded pictures by transceiver `mid`, of the layer that has most. */
  readonly framesSent: Readonly<Record<string, number>>;
  /** Sound energy by transceiver `mid`. */
  readonly energy: Readonly<Record<string, number>>;
  /** How often a picture stood still, all together. */
  readonly freezes: number;
  /** Samples of sound that were made up because the real ones didn't come, of all samples played. */
  readonly concealed: number;
  readonly played: number;
  /** Answered connectivity checks. */
  readonly checks: number;
  /** Bytes of any kind that came, reports included; null where the browser doesn't say. */
  readonly heard: number | null;
  readonly path: Path | null;
  /** The browser sends smaller or fewer pictures than the camera gives, as the line takes no more. */
  readonly isNarrow: boolean;
}

export const NO_SAMPLE: Sample = {
  received: 0,
  lost: 0,
  bytesReceived: 0,
  bytesSent: 0,
  remoteLoss: 0,
  remoteJitterMs: null,
  jitterMs: null,
  roundTripMs: null,
  frames: {},
  framesSent: {},
  energy: {},
  freezes: 0,
  concealed: 0,
  played: 0,
  checks: 0,
  heard: null,
  path: null,
  isNarrow: false,
};

type Stat = Record<string, unknown> & { type: string };

export function sampleOf(report: Iterable<[string, unknown]>): Sample {
  const stats = new Map([...report].map(([id, value]) => [id, value as Stat]));
  const all = [...stats.values()];
  const inbound = all.filter(({ type }) => type === "inbound-rtp");
  const outbound = all.filter(({ type }) => type === "outbound-rtp");
  const remote = all.filter(({ type }) => type === "remote-inbound-rtp");
  const transports = all.filter(({ type }) => type === "transport");
  const pairs = all.filter(({ type }) => type === "candidate-pair");
  const pair = selectedPair(stats, pairs);
  const seconds = pair?.["currentRoundTripTime"];
  const ofKind = (kind: string) => inbound.filter((stat) => stat["kind"] === kind);
  return {
    received: sum(inbound, "packetsReceived"),
    // A repeated packet makes the count of lost ones negative for a while.
    lost: inbound.reduce((total, stat) => total + Math.max(0, numberOf(stat, "packetsLost")), 0),
    bytesReceived: sum(inbound, "bytesReceived"),
    bytesSent: sum(outbound, "bytesSent"),
    remoteLoss: Math.max(0, ...remote.map((stat) => numberOf(stat, "fractionLost"))),
    remoteJitterMs: worstMs(remote, "jitter"),
    jitterMs: worstMs(inbound, "jitter"),
    roundTripMs: typeof seconds === "number" ? seconds * 1000 : null,
    frames: byMid(ofKind("video"), "framesDecoded"),
    framesSent: byMid(
      outbound.filter((stat) => stat["kind"] === "video"),
      "framesEncoded",
    ),
    energy: byMid(ofKind("audio"), "totalAudioEnergy"),
    freezes: sum(inbound, "freezeCount"),
    // What is concealed while the other side is silent nobody misses.
    concealed: Math.max(0, sum(inbound, "concealedSamples") - sum(inbound, "silentConcealedSamples")),
    played: sum(inbound, "totalSamplesReceived"),
    checks: sum(pairs, "responsesReceived"),
    heard: transports.length > 0 ? sum(transports, "bytesReceived") : null,
    path: pathOf(stats.get(String(pair?.["localCandidateId"]))),
    isNarrow: outbound.some((stat) => stat["qualityLimitationReason"] === "bandwidth"),
  };
}

function numberOf(stat: Stat, name: string): number {
  const value = stat[name];
  return typeof value === "number" ? value : 0;
}

function sum(stats: readonly Stat[], name: string): number {
  return stats.reduce((total, stat) => total + numberOf(stat, name), 0);
}

function worstMs(stats: readonly Stat[], name: string): number | null {
  const known = stats.map((stat) => stat[name]).filter((value) => typeof value === "number");
  return known.length > 0 ? 1000 * Math.max(...known) : null;
}

function byMid(stats: readonly Stat[], name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const stat of stats) {
    const mid = String(stat["mid"]);
    found[mid] = Math.max(found[mid] ?? 0, numberOf(stat, name));
  }
  return found;
}

/** The standard names the pair in use in the transport's statistics; Firefox marks the pair itself. */
function selectedPair(stats: ReadonlyMap<string, Stat>, pairs: readonly Stat[]): Stat | undefined {
  for (const stat of stats.values()) {
    const named = stat.type === "transport" ? stats.get(String(stat["selectedCandidatePairId"])) : undefined;
    if (named) return named;
  }
  return pairs.find((pair) => pair["selected"] === true) ?? pairs.find((pair) => pair["nominated"] === true);
}

function pathOf(local: Stat | undefined): Path | null {
  if (!local) return null;
  const isRelayed = local["candidateType"] === "relay";
  const transport = (isRelayed && local["relayProtocol"]) || local["protocol"];
  return transport === "udp" || transport === "tcp" || transport === "tls" ? { isRelayed, transport } : null;
}
