/** The page's end of the signaling protocol: one WebSocket that reconnects, resumes and answers. No DOM in it. */
import type { ClientMessage } from "./client.ts";
import type {
  AbsenceListed,
  CallbackFaulty,
  CallbackListed,
  CallbackProposed,
  CallbackTold,
  CallExplained,
  ChatTold,
  DayListed,
  MediaAnswered,
  MediaPrepared,
  NoteTold,
  ProtocolErrorCode,
  RefusalCode,
  RequestDone,
  ServerMessage,
  SessionOpened,
} from "./server.ts";

export type ConnectionState = "connecting" | "online" | "reconnecting" | "signed-out";
export type ErrorCode = ProtocolErrorCode | RefusalCode;

type Without<Message, Field extends string> = Message extends unknown ? Omit<Message, Field> : never;
/** What a page asks: a client message whose `request_id` the socket fills in. */
export type Question = Without<Exclude<ClientMessage, { type: "session.hello" }>, "request_id">;
/** What is answered by more than that it was done. */
interface Answers {
  "media.offer": MediaAnswered;
  "media.prepare": MediaPrepared;
  "call.explain": CallExplained;
  "day.read": DayListed;
  "staff.read_day": DayListed;
  "note.read": NoteTold;
  "chat.read": ChatTold;
  "callback.list": CallbackListed;
  "callback.read": CallbackTold;
  "callback.claim": CallbackTold;
  "callback.put_back": CallbackTold;
  "callback.hand_over": CallbackTold;
  "callback.invite": CallbackTold;
  "callback.plan": CallbackTold;
  "callback.miss": CallbackTold;
  "callback.close": CallbackTold;
  "callback.note": CallbackTold;
  "callback.ask": CallbackTold | CallbackFaulty;
  "callback.propose": CallbackProposed;
  "absence.list": AbsenceListed;
  "absence.set": AbsenceListed;
  "absence.clear": AbsenceListed;
}
type AnyAnswer = RequestDone | Answers[keyof Answers];
type Answer<Q extends Question> = Q["type"] extends keyof Answers ? Answers[Q["type"]] : RequestDone;

/** The server refused a message; nothing changed. */
export class Refused extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.name = "Refused";
    this.code = code;
  }
}

/** The connection went before the answer came, and the question is not to be asked again. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** What the socket needs of a WebSocket. */
export interface Wire {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason?: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface SocketOptions {
  /** Where to connect; asked anew for each connection if it isn't known from the start. */
  url: string | (() => string);
  onMessage(message: ServerMessage): void;
  /** `why`: for a page that was signed out, in a word; empty if nobody said. */
  onConnection(state: ConnectionState, why: string): void;
  /** Sign what the server asks a booth's device to sign; null when it has no key. */
  prove?: (challenge: string) => Promise<string | null>;
  connect?: (url: string) => Wire;
  random?: () => number;
  newId?: () => string;
}

interface Pending {
  readonly text: string;
  /** Whether to ask again after a reconnection. */
  readonly repeat: boolean;
  resolve(answer: AnyAnswer): void;
  reject(error: Error): void;
}

const FIRST_PAUSE_MS = 250;
/** Short: whoever is in a conversation must be back soon after a restart; the jitter spreads the rest. */
const LONGEST_PAUSE_MS = 2000;
/** Until the server has said its heartbeat, and while a connection is being made. */
const PATIENCE_MS = 10_000;
const SIGNED_OUT = 4001;
const TOO_MANY_PAGES = 4004;
/** Until then somebody may have closed another page. */
const CROWDED_PAUSE_MS = 30_000;

/** Say whether event id `a` comes after `b`; ids are `milliseconds-sequence`. */
export function isLater(a: string, b: string): boolean {
  const [aMs = "0", aSeq = "0"] = a.split("-");
  const [bMs = "0", bSeq = "0"] = b.split("-");
  const ms = BigInt(aMs) - BigInt(bMs);
  return ms !== 0n ? ms > 0n : BigInt(aSeq) > BigInt(bSeq);
}

export class Socket {
  private readonly options: Required<SocketOptions>;
  private readonly pending = new Map<string, Pending>();
  private wire: Wire | null = null;
  private lastEventId: string | null = null;
  private state: ConnectionState = "connecting";
  private failures = 0;
  private patienceMs = PATIENCE_MS;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  /** When something was heard last, or a connection begun. */
  private heardAt = 0;

  constructor(options: SocketOptions) {
    this.options = {
      connect: (url) => new WebSocket(url) as Wire,
      random: Math.random,
      newId: () => crypto.randomUUID(),
      prove: () => Promise.resolve(null),
      ...options,
    };
  }

  /** Connect now, whatever was before. */
  open(): void {
    this.drop();
    // What is asked from here on waits for the new session.
    if (this.state === "online") this.state = "connecting";
    const { url } = this.options;
    const wire = this.options.connect(typeof url === "string" ? url : url());
    this.wire = wire;
    this.patienceMs = PATIENCE_MS;
    wire.onopen = () => this.send(this.hello());
    wire.onmessage = ({ data }) => this.receive(String(data));
    wire.onclose = ({ code, reason }) => this.closed(code, reason);
    this.feed();
  }

  /** The page woke from sleep, or the network is back: connect now, not when a timer that slept along says. */
  wake(): void {
    const isDue = this.retry !== undefined;
    const isStale = this.wire !== null && Date.now() - this.heardAt > this.patienceMs;
    if (isStale) this.closed(0);
    if (isDue || isStale) this.open();
  }

  /** Disconnect for good, and forget all: whoever signs in next starts afresh. */
  close(): void {
    this.drop();
    this.lastEventId = null;
    this.failures = 0;
    this.state = "connecting";
    this.failAll(() => true);
  }

  /**
   * Ask the server; resolves with its answer, rejects with `Refused`. A question without an answer is asked again
   * after a reconnection, unless `repeat` is false: then it rejects with `ConnectionLost`.
   */
  ask<Q extends Question>(question: Q, { repeat = true } = {}): Promise<Answer<Q>> {
    const request_id = this.options.newId();
    const text = JSON.stringify({ ...question, request_id });
    return new Promise((resolve, reject) => {
      if (!repeat && this.state !== "online") {
        reject(new ConnectionLost());
        return;
      }
      this.pending.set(request_id, { text, repeat, resolve: resolve as Pending["resolve"], reject });
      if (this.state === "online") this.send(text);
    });
  }

  private hello(proof?: string): string {
    const message: ClientMessage = {
      type: "session.hello",
      request_id: this.options.newId(),
      ...(this.lastEventId === null ? {} : { last_event_id: this.lastEventId }),
      ...(proof === undefined ? {} : { proof }),
    };
    return JSON.stringify(message);
  }

  /** Say hello again, with the proof; an empty one is refused like a wrong one. */
  private async prove(challenge: string): Promise<void> {
    const { wire } = this;
    const proof = await this.options.prove(challenge);
    // It is of this connection alone.
    if (this.wire === wire) this.send(this.hello(proof ?? ""));
  }

  private send(text: string): void {
    this.wire?.send(text);
  }

  private receive(text: string): void {
    this.feed();
    const message = JSON.parse(text) as ServerMessage;
    if ("event_id" in message) {
      const isSnapshot = message.type === "snapshot";
      if (!isSnapshot && this.lastEventId !== null && !isLater(message.event_id, this.lastEventId)) return;
      this.lastEventId = message.event_id;
    }
    if (message.type === "session.challenge") {
      void this.prove(message.challenge);
      return;
    }
    if (message.type === "session.opened") this.opened(message);
    this.options.onMessage(message);
    this.settle(message);
  }

  private opened(message: SessionOpened): void {
    this.failures = 0;
    this.patienceMs = 2000 * message.heartbeat_s;
    this.feed();
    // What was asked before comes before what is asked on being online.
    for (const { text } of this.pending.values()) this.send(text);
    this.enter("online");
  }

  private settle(message: ServerMessage): void {
    if (!isAnswer(message) || message.request_id === null) return;
    const pending = this.pending.get(message.request_id);
    if (!pending) return;
    this.pending.delete(message.request_id);
    if (message.type === "error") pending.reject(new Refused(message.code));
    else pending.resolve(message);
  }

  private closed(code: number, why = ""): void {
    this.drop();
    this.failAll((pending) => !pending.repeat);
    if (code === SIGNED_OUT) {
      this.failAll(() => true);
      // Whoever signs in next starts afresh: the page has forgotten what it was told.
      this.lastEventId = null;
      this.enter("signed-out", why);
      return;
    }
    this.enter(this.state === "connecting" ? "connecting" : "reconnecting");
    const pause =
      code === TOO_MANY_PAGES
        ? CROWDED_PAUSE_MS
        : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
    this.retry = setTimeout(() => this.open(), pause * (0.5 + this.options.random() / 2));
  }

  private failAll(which: (pending: Pending) => boolean): void {
    for (const [id, pending] of this.pending) {
      if (!which(pending)) continue;
      this.pending.delete(id);
      pending.reject(new ConnectionLost());
    }
  }

  /** Start the watchdog anew: something was heard. */
  private feed(): void {
    this.heardAt = Date.now();
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.closed(0), this.patienceMs);
  }

  private drop(): void {
    clearTimeout(this.watchdog);
    clearTimeout(this.retry);
    this.retry = undefined;
    const wire = this.wire;
    this.wire = null;
    if (!wire) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
  }

  private enter(state: ConnectionState, why = ""): void {
    this.state = state;
    this.options.onConnection(state, why);
  }
}

type Settling = Extract<ServerMessage, { type: AnyAnswer["type"] | "error" }>;
const ANSWERS: Readonly<Record<Settling["type"], true>> = {
  "request.done": true,
  "media.answered": true,
  "media.prepared": true,
  "call.explained": true,
  "day.listed": true,
  "note.told": true,
  "chat.told": true,
  "callback.listed": true,
  "callback.told": true,
  "callback.faulty": true,
  "callback.proposed": true,
  "absence.listed": true,
  error: true,
};

function isAnswer(message: ServerMessage): message is Settling {
  return Object.hasOwn(ANSWERS, message.type);
}

/** Return the address of the WebSocket for `page`, on the server the page came from; `citizen`: whose link it is. */
export function socketUrl(page: string, location: Location, citizen: string | null = null): string {
  const url = new URL("/ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("page", page);
  const kiosk = new URLSearchParams(location.search).get("kiosk");
  if (page === "booth" && kiosk) url.searchParams.set("kiosk", kiosk);
  if (citizen !== null) url.searchParams.set("citizen", citizen);
  return url.href;
}
