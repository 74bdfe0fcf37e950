/** A page's part in a call, the same for visitors and staff: devices and media, what is typed, and how the line does. */
import type { CallTexts } from "../i18n/catalogs.ts";
import type { Call, Participant, ServerMessage } from "../protocol/server.ts";
import type { ConnectionState, Socket } from "../protocol/socket.ts";
import { ChatOutbox, LONGEST, NEAR_END } from "./chat-outbox.ts";
import { ChatScroll } from "./chat-scroll.ts";
import { type Conversation, sharerOf } from "./conversation.ts";
import type { Wanted } from "./devices.ts";
import { Typing } from "./live-text.ts";
import { rememberSharing, sharingIn } from "./live-text-choice.ts";
import { CallMedia } from "./media.ts";
import { QualityWatch } from "./quality-watch.ts";
import { mediaQuestions } from "./questions.ts";
import { keptOff, Showing, shownAs } from "./showing.ts";
import type { CallActions, CallProps } from "./view.ts";

/** What any page with calls knows. */
export interface CallState {
  readonly conversation: Conversation;
  readonly session: { readonly principal_id: string; readonly slots: number } | null;
  readonly connection: ConnectionState;
  /** How far the server's clock is ahead, ms. */
  readonly clockOffset: number;
}

export interface ParticipationOptions {
  socket(): Pick<Socket, "ask">;
  state(): CallState;
  onChange(): void;
  isVisitor: boolean;
  /** The devices are a booth's: nothing is remembered of them, and nobody can be advised to mend them. */
  fixedDevices?: boolean;
}

/** What pages do differently. */
export type OwnActions = Pick<CallActions, "hangUp" | "resume"> & Partial<Pick<CallActions, "toggleCamera">>;

export class Participation {
  readonly media: CallMedia;
  private readonly options: ParticipationOptions;
  private readonly quality = new QualityWatch();
  private readonly scroll: ChatScroll;
  private readonly typing: Typing;
  private readonly outbox: ChatOutbox;
  private readonly showing: Showing;
  private enlarged = false;

  constructor(options: ParticipationOptions) {
    this.options = options;
    const { socket, onChange, fixedDevices = false } = options;
    this.showing = new Showing((call_id, shown) =>
      socket().ask(
        { type: "media.show", call_id, microphone: shown.microphone, camera: shown.camera },
        { repeat: false },
      ),
    );
    this.media = new CallMedia({
      questions: mediaQuestions(socket),
      onChange: () => {
        this.show();
        onChange();
      },
      remembersDevices: !fixedDevices,
    });
    this.scroll = new ChatScroll(onChange);
    this.outbox = new ChatOutbox({
      post: ({ callId, entryId, text }) =>
        socket().ask({ type: "chat.post", call_id: callId, entry_id: entryId, text }),
      onChange,
    });
    this.typing = new Typing({
      send: (line) => socket().ask({ type: "text.type", ...line }, { repeat: false }),
    });
  }

  /** Get camera and microphone ready, but for what was switched off in the call that goes on. */
  prepare(wanted: Wanted): void {
    void this.media.prepare(keptOff(this.own, wanted));
  }

  /**
   * Take part in the call of now; harmless to repeat. `sharesText`: others read along unless its user says otherwise.
   * Returns what is used of `wanted`: who comes back to a call is no more heard and seen than before.
   */
  enter(sharesText: boolean, wanted: Wanted): Wanted {
    const { conversation, session } = this.options.state();
    const callId = conversation.call?.call_id;
    const used = keptOff(this.own, wanted);
    if (!callId || !session) return used;
    // Prepared before the record was known, it is on.
    if (this.media.callId !== callId && this.own?.microphone === "off") this.media.setMicrophone(false);
    this.media.enter(callId, session.slots, used);
    this.typing.enter(callId, (id) => sharingIn(id, sharesText));
    return used;
  }

  /** Follow what the server says, after the state has. */
  received(message: ServerMessage): void {
    this.media.received(message, this.self);
    if (message.type === "call.joined" && message.participant_id === this.self) this.catchUp(message.call);
    if (message.type === "session.opened") this.showing.recorded(null);
    else if ("call" in message && message.call?.call_id === this.media.callId) {
      const own = message.call.participants.find((each) => each.participant_id === this.self);
      if (own) this.showing.recorded(own);
    }
    this.show();
  }

  /** Ask for what was written before this page's user came; a caller was there from the start. */
  private catchUp({ call_id }: Call): void {
    if (this.options.isVisitor) return;
    // Refused when the call is over meanwhile; without a connection a snapshot follows.
    const question = { type: "chat.read", call_id } as const;
    this.options
      .socket()
      .ask(question, { repeat: false })
      .catch(() => {});
  }

  /** Call once a second. */
  tick(now: number): void {
    // A question the browser's user leaves unanswered counts as off by now.
    this.show("off");
    const { conversation } = this.options.state();
    if (this.enlarged && !sharerOf(conversation, this.self)) this.enlarge(false);
    const { fixedDevices = false } = this.options;
    this.quality.observe({ media: this.media.view, conversation, self: this.self }, { fixedDevices, now });
  }

  /** Call after each rendering of what is below `root`. */
  rendered(root: ParentNode): void {
    this.media.route(root);
    const { chat, call } = this.options.state().conversation;
    this.outbox.keep(call?.call_id ?? null, chat);
    this.typing.keep(call?.call_id ?? null);
    this.scroll.rendered(root.querySelector(".chat__log"), chat, this.self);
  }

  /** Return what the call view shows at local time `localNow`, of what is rendered below `root`. */
  props(
    t: CallTexts,
    root: ParentNode,
    localNow: number,
    actions: OwnActions,
  ): Omit<CallProps, "hangUpLabel"> {
    const { media, quality, typing, scroll } = this;
    const { state, isVisitor, fixedDevices = false, onChange } = this.options;
    const { conversation, connection, clockOffset } = state();
    const callId = conversation.call?.call_id ?? "";
    return {
      t,
      conversation,
      self: this.self,
      isVisitor,
      fixedDevices,
      media: media.view,
      online: connection === "online",
      scroll,
      unsent: this.outbox.unsent(callId, conversation.chat),
      typing,
      microphone: media.microphone,
      choose: (name, id) => media.choose(name, id),
      word: quality.word,
      advice: quality.advice,
      dismissed: quality.dismissed,
      enlarged: this.enlarged,
      now: localNow + clockOffset,
      localNow,
      actions: {
        toggleMicrophone: () => media.toggleMicrophone(),
        toggleCamera: () => media.toggleCamera(),
        dismiss: (what) => {
          quality.dismissed.add(what);
          onChange();
        },
        enlarge: (on) => this.enlarge(on),
        write: (text) => this.outbox.write(callId, typing.finish(), text, Date.now() + clockOffset),
        rewrite: (entryId) => this.outbox.retry(entryId),
        type: (text) => {
          const wasNear = typing.length >= LONGEST - NEAR_END;
          typing.type(text);
          if (wasNear || typing.length >= LONGEST - NEAR_END) onChange();
        },
        shareText: (shared) => {
          typing.share(shared);
          rememberSharing(callId, shared);
          onChange();
        },
        soundBlocked: () => media.blocked(),
        turnSoundOn: () => media.unblock(root),
        playing: (slot) => media.playing(slot),
        ...actions,
      },
    };
  }

  private enlarge(on: boolean): void {
    this.enlarged = on;
    if (on) document.addEventListener("keydown", this.pressed);
    else document.removeEventListener("keydown", this.pressed);
    this.options.onChange();
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.enlarge(false);
  };

  /** Tell the others of microphone and camera; `otherwise`: of one the browser still asks for (null: wait). */
  private show(otherwise: "off" | null = null): void {
    const { callId, view } = this.media;
    const microphone = shownAs(view.microphone) ?? otherwise;
    const camera = shownAs(view.camera) ?? otherwise;
    this.showing.follow(callId, microphone && camera && { microphone, camera });
  }

  /** What the record of the live call says of this page's user. */
  private get own(): Participant | undefined {
    const { call } = this.options.state().conversation;
    if (call?.state === "ended") return undefined;
    return call?.participants.find((each) => each.participant_id === this.self);
  }

  private get self(): string {
    return this.options.state().session?.principal_id ?? "";
  }
}
