/** A page's part in a call, the same for visitors and staff: devices and media, what is typed, and how the line does. */
import type { CallTexts } from "../i18n/catalogs.ts";
import type { ServerMessage } from "../protocol/server.ts";
import type { ConnectionState, Socket } from "../protocol/socket.ts";
import { ChatScroll } from "./chat-scroll.ts";
import type { Conversation } from "./conversation.ts";
import type { Wanted } from "./devices.ts";
import { Typing } from "./live-text.ts";
import { rememberSharing, sharingIn } from "./live-text-choice.ts";
import { CallMedia } from "./media.ts";
import { QualityWatch } from "./quality-watch.ts";
import { mediaQuestions } from "./questions.ts";
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
}

/** What pages do differently. */
export type OwnActions = Pick<CallActions, "hangUp" | "post" | "resume"> &
  Partial<Pick<CallActions, "toggleCamera">>;

export class Participation {
  readonly media: CallMedia;
  private readonly options: ParticipationOptions;
  private readonly quality = new QualityWatch();
  private readonly scroll: ChatScroll;
  private readonly typing: Typing;

  constructor(options: ParticipationOptions) {
    this.options = options;
    const { socket, onChange, isVisitor } = options;
    this.media = new CallMedia({
      questions: mediaQuestions(socket),
      onChange,
      remembersDevices: !isVisitor,
    });
    this.scroll = new ChatScroll(onChange);
    this.typing = new Typing({
      send: (line) => socket().ask({ type: "text.type", ...line }, { repeat: false }),
    });
  }

  /** Take part in the call of now; harmless to repeat. `sharesText`: others read along unless its user says otherwise. */
  enter(sharesText: boolean, wanted?: Wanted): void {
    const { conversation, session } = this.options.state();
    const callId = conversation.call?.call_id;
    if (!callId || !session) return;
    this.media.enter(callId, session.slots, wanted);
    this.typing.enter(callId, (id) => sharingIn(id, sharesText));
  }

  /** Follow what the server says, after the state has. */
  received(message: ServerMessage): void {
    this.media.received(message, this.self);
  }

  /** Call once a second. */
  tick(now: number): void {
    const { conversation } = this.options.state();
    const { isVisitor } = this.options;
    this.quality.observe({ media: this.media.view, conversation, self: this.self }, { isVisitor, now });
  }

  /** Call after each rendering of what is below `root`. */
  rendered(root: ParentNode): void {
    this.media.route(root);
    const { chat } = this.options.state().conversation;
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
    const { state, isVisitor, onChange } = this.options;
    const { conversation, connection, clockOffset } = state();
    return {
      t,
      conversation,
      self: this.self,
      isVisitor,
      media: media.view,
      online: connection === "online",
      scroll,
      typing,
      microphone: media.microphone,
      choose: (name, id) => media.choose(name, id),
      word: quality.word,
      advice: quality.advice,
      dismissed: quality.dismissed,
      now: localNow + clockOffset,
      localNow,
      actions: {
        toggleMicrophone: () => media.toggleMicrophone(),
        toggleCamera: () => media.toggleCamera(),
        dismiss: (what) => {
          quality.dismissed.add(what);
          onChange();
        },
        shareText: (shared) => {
          typing.share(shared);
          rememberSharing(conversation.call?.call_id ?? "", shared);
          onChange();
        },
        soundBlocked: () => media.blocked(),
        turnSoundOn: () => media.unblock(root),
        playing: (slot) => media.playing(slot),
        ...actions,
      },
    };
  }

  private get self(): string {
    return this.options.state().session?.principal_id ?? "";
  }
}
