/** How well the connection will do in a conversation, as far as that can be told before there is one. */

export type NetworkWord = "good" | "fair" | "poor" | "offline";

/** What was measured: the time of each small answer, ms, and of a large file of so many bytes. */
export interface NetworkFigures {
  readonly answersMs: readonly number[];
  readonly bytes: number;
  readonly transferMs: number;
}

const ANSWERS = 4;
/** A conversation with a small picture needs about this much each way, bits per second. */
const [ENOUGH, PLENTY] = [400_000, 1_500_000];

/** Return the word for what was measured. Pure. */
export function networkWord({ answersMs, bytes, transferMs }: NetworkFigures): NetworkWord {
  if (answersMs.length === 0) return "offline";
  const median = [...answersMs].sort((a, b) => a - b)[answersMs.length >> 1] ?? 0;
  // The way there and back is not the file's.
  const rate = bytes === 0 ? PLENTY : (8000 * bytes) / Math.max(1, transferMs - median);
  if (median > 700 || rate < ENOUGH) return "poor";
  return median > 300 || rate < PLENTY ? "fair" : "good";
}

interface Loaded {
  readonly name: string;
  readonly encodedBodySize: number;
}

/** Return the largest of what this page has loaded from its own server. */
export function largestOf(loaded: readonly Loaded[], origin: string): Loaded | null {
  const own = loaded.filter(({ name }) => name.startsWith(`${origin}/assets/`));
  return own.reduce<Loaded | null>(
    (largest, each) => (largest && largest.encodedBodySize >= each.encodedBodySize ? largest : each),
    null,
  );
}

/** Measure against the server this page came from. Never rejects. */
export async function measureNetwork(): Promise<NetworkWord> {
  const answersMs: number[] = [];
  try {
    for (let count = 0; count < ANSWERS; count += 1) {
      const began = performance.now();
      await (await fetch("/health/live", { cache: "no-store" })).arrayBuffer();
      answersMs.push(performance.now() - began);
    }
    const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const file = largestOf(loaded, location.origin);
    const began = performance.now();
    if (file) await (await fetch(file.name, { cache: "no-store" })).arrayBuffer();
    const transferMs = performance.now() - began;
    return networkWord({ answersMs, bytes: file?.encodedBodySize ?? 0, transferMs });
  } catch {
    return "offline";
  }
}
