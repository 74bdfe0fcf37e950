/** A supervisor's part in a call: asking to join it, and the call beside whatever screen is shown. */
import "./joining.css";
import backIcon from "icon:arrow-back-up";
import languageIcon from "icon:language";
import { html, nothing, type TemplateResult } from "lit";
import { Participation } from "../../shared/call/participation.ts";
import { supervisorOf } from "../../shared/call/supervision.ts";
import { MODE_ICONS } from "../../shared/call/supervision-view.ts";
import { type CallProps, callView } from "../../shared/call/view.ts";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { languageName } from "../../shared/i18n/format.ts";
import type { Call, JoinMode, ServerMessage } from "../../shared/protocol/server.ts";
import type { Question, Socket } from "../../shared/protocol/socket.ts";
import { supervisedText } from "../../shared/staff/supervised.ts";
import type { ToldKey } from "../../shared/staff/told.ts";
import { icon } from "../../shared/ui/icon.ts";
import { placeOf, type SupervisorState } from "../state.ts";
import { joinDialog, type Wish } from "./dialog.ts";
import type { JoinActions } from "./row.ts";
import { type JoinedAction, NOT_JOINED, type Part, partIn, reduceJoined } from "./state.ts";

export interface JoiningOptions {
  /** What the page is rendered below. */
  root: HTMLElement;
  socket(): Socket;
  state(): SupervisorState;
  ask(question: Question): Promise<boolean>;
  tell(key: ToldKey): void;
  onChange(): void;
}

export class Joining {
  private readonly options: JoiningOptions;
  private readonly participation: Participation;
  private joined = NOT_JOINED;
  private part: Part | null = null;
  private wish: Wish | null = null;
  private isShown = false;

  constructor(options: JoiningOptions) {
    this.options = options;
    this.participation = new Participation({
      socket: options.socket,
      state: () => ({ ...options.state(), conversation: this.joined.conversation }),
      onChange: options.onChange,
      isVisitor: false,
    });
  }

  /** Whether its user is in a call, on this page. */
  get isIn(): boolean {
    const { call, elsewhere } = this.joined.conversation;
    return call !== null && !elsewhere;
  }

  /** Follow what the server says, after the page's own state has. */
  received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, self: this.self, now: Date.now() });
    this.participation.received(message);
    // The call is over, or somebody else has joined it: nothing is left to ask.
    if (this.wish && !this.isOpen(this.wish)) this.choose(null);
  }

  signedOut(): void {
    this.dispatch({ kind: "signed_out" });
  }

  tick(now: number): void {
    this.participation.tick(now);
  }

  rendered(): void {
    this.participation.rendered(this.options.root);
    const { root } = this.options;
    const dialog = root.querySelector<HTMLDialogElement>("dialog.join");
    if (dialog && !dialog.open) dialog.showModal();
    this.moveFocus(root);
  }

  /** What the rows of calls need. */
  readonly actions: JoinActions = {
    modes: (call) => (this.isIn ? [] : this.allowed(call)),
    open: (call) => {
      const [mode] = this.allowed(call);
      if (mode) this.choose({ callId: call.call_id, mode, why: null });
    },
  };

  /** This page is about to ask for a call: it goes on here, and on none of its user's other pages. */
  asksFor(callId: string): void {
    this.dispatch({ kind: "asked", callId });
  }

  /** The call; nothing while there is none. `now`: local time. */
  view(t: StaffTexts, now: number): TemplateResult | typeof nothing {
    const { call } = this.joined.conversation;
    const part = call && partIn(call, this.self);
    if (!call || !part) return nothing;
    const call_id = call.call_id;
    const what = [placeOf(this.options.state(), call), languageName(call.language, t.locale)].join(" · ");
    const props = this.participation.props(t, this.options.root, now, {
      hangUp: () => void this.options.ask({ type: "call.leave", call_id }),
      resume: () => this.dispatch({ kind: "resumed" }),
    });
    return html`<section class="joined" data-testid="joined" data-mode=${part} aria-labelledby="joined-title">
      <h2 class="joined__title" id="joined-title" tabindex="-1">${t(part === "host" ? "joined.heading.host" : "joined.heading", { what })}</h2>
      <p class="joined__means" role="status">${part === "host" ? nothing : t(`joined.means.${part}`)}</p>
      ${callView({
        ...props,
        supervised: supervisedText(t, call, this.self ?? ""),
        ...(part === "host"
          ? {
              hangUpLabel: t("call.hang_up"),
              aside: this.hostView(t, call),
              hold: (held: boolean) => void this.options.ask({ type: "call.hold", call_id, held }),
            }
          : this.guestProps(t, call, part)),
      })}
    </section>`;
  }

  /** For who took a call: an interpreter for it, or the way back to the queue. */
  private hostView(t: StaffTexts, { call_id, centre, language, seats }: Call): TemplateResult {
    const { session } = this.options.state();
    const isSought = seats.some((seat) => seat.role === "interpreter" && seat.state !== "closed");
    const isSpoken =
      session?.languages.includes(language) || !session?.interpreter_languages.includes(language);
    const invite = () => void this.options.ask({ type: "interpreter.invite", call_id, language });
    const giveBack = () => {
      const transfer_id = crypto.randomUUID().slice(0, 18);
      const to = { kind: "pool", centre, language } as const;
      void this.options.ask({ type: "call.transfer", call_id, transfer_id, to, consulted: false });
    };
    return html`<div class="joined__host">
      ${
        isSpoken || isSought
          ? nothing
          : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="invite-interpreter" @click=${invite}>
            ${icon(languageIcon)}<span>${t("interpreter.invite_one", { language: languageName(language, t.locale) })}</span>
          </button>`
      }
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="transfer" @click=${giveBack}>
        ${icon(backIcon)}<span>${t("joined.give_back")}</span>
      </button>
    </div>`;
  }

  /** What is otherwise for who joined somebody else's call. */
  private guestProps(
    t: StaffTexts,
    call: Call,
    mode: JoinMode,
  ): Pick<CallProps, "hangUpLabel"> & Partial<CallProps> {
    const own = call.participants.find((each) => each.participant_id === this.self);
    return {
      hangUpLabel: t("call.leave"),
      receivesOnly: mode === "listen",
      ...(mode !== "barge" && { readsOnly: t("joined.reads_only") }),
      chatMarks: [{ at: own?.joined_at ?? 0, text: t("chat.from_here.own") }],
      aside: this.modesView(t, call, mode),
    };
  }

  /** The dialog that asks how and why, while it does. */
  dialog(t: StaffTexts): TemplateResult | typeof nothing {
    const { wish } = this;
    const call = wish && this.options.state().calls.get(wish.callId);
    if (!wish || !call) return nothing;
    return joinDialog({
      t,
      wish,
      modes: this.allowed(call),
      choose: (next) => this.choose(next),
      join: () => {
        if (wish.why) this.join({ ...wish, why: wish.why });
        this.choose(null);
      },
      close: () => this.choose(null),
    });
  }

  /** What had the focus goes with the call's coming and going. */
  private moveFocus(root: HTMLElement): void {
    const panel = root.querySelector(".joined");
    if (this.isShown === (panel !== null)) return;
    this.isShown = panel !== null;
    if (document.activeElement && document.activeElement !== document.body) return;
    root.querySelector<HTMLElement>(panel ? "#joined-title" : "h1")?.focus();
  }

  /** What policy allows. */
  private allowed({ location }: Call): readonly JoinMode[] {
    return this.options.state().session?.joining[location] ?? [];
  }

  /** Whether a call can be joined, or is joined by this page's user. */
  private isOpen({ callId }: Wish): boolean {
    const call = this.options.state().calls.get(callId);
    const supervisor = call && supervisorOf(call);
    return call?.state === "talking" && (!supervisor || supervisor.participant_id === this.self);
  }

  private modesView(t: StaffTexts, call: Call, current: JoinMode): TemplateResult | typeof nothing {
    const modes = this.allowed(call);
    if (modes.length < 2) return nothing;
    const { why } = this.joined;
    const turn = (mode: JoinMode) => {
      if (why) this.join({ callId: call.call_id, mode, why });
      else this.choose({ callId: call.call_id, mode, why });
    };
    return html`<div class="switch switch--icons joined__modes" role="group" aria-label=${t("joined.how")}>
      ${modes.map(
        (
          mode,
        ) => html`<button type="button" class="switch__choice joined__mode" data-testid="joined-mode-${mode}" aria-pressed=${mode === current ? "true" : "false"} @click=${() => turn(mode)}>
          ${icon(MODE_ICONS[mode])}<span>${t(`join.mode.${mode}`)}</span>
        </button>`,
      )}
    </div>`;
  }

  private join({ callId, mode, why }: Wish & { readonly why: NonNullable<Wish["why"]> }): void {
    this.asksFor(callId);
    void this.options.ask({ type: "call.join", call_id: callId, mode, why });
  }

  private choose(wish: Wish | null): void {
    this.wish = wish;
    this.options.onChange();
  }

  private dispatch(action: JoinedAction): void {
    const before = this.joined;
    this.joined = reduceJoined(before, action);
    if (this.joined.over && !before.over) this.options.tell(`told.joined_${this.joined.over}`);
    this.follow();
    this.options.onChange();
  }

  /** Make the media follow: who listens opens neither microphone nor camera. */
  private follow(): void {
    const { conversation } = this.joined;
    const { call } = conversation;
    const { media } = this.participation;
    const before = this.part;
    this.part = call && !conversation.elsewhere ? partIn(call, this.self) : null;
    if (this.part === null) {
      media.leave();
      return;
    }
    const isHeard = this.part !== "listen";
    this.participation.enter(true, { microphone: isHeard, camera: this.part === "host" });
    if (before === null || isHeard === (before !== "listen")) return;
    media.setMicrophone(isHeard);
    if (!isHeard && media.view.camera === "on") media.toggleCamera();
  }

  private get self(): string | undefined {
    return this.options.state().session?.principal_id;
  }
}
