/** The wiring of the pages whose people take calls: employees, officers and interpreters. */
import { html, nothing, type TemplateResult } from "lit";
import type { CallMedia } from "../call/media.ts";
import { Participation } from "../call/participation.ts";
import { languageName, placeName } from "../i18n/format.ts";
import type { Call, Reservation, ServerMessage } from "../protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../protocol/socket.ts";
import { copied } from "../ui/copy.ts";
import type { StaffPageName } from "./account.ts";
import { Bell } from "./bell.ts";
import { DayScreen } from "./day-screen.ts";
import { type IdleProps, idleView } from "./idle.ts";
import { offerView } from "./offer.ts";
import { offerAnswer } from "./offer-keys.ts";
import { StaffPage } from "./page.ts";
import type { Preferences } from "./preferences.ts";
import { queueView } from "./queue-view.ts";
import type { SettingsProps } from "./settings-view.ts";
import {
  beganElsewhere,
  isInCall,
  reduceStaff,
  SIGNED_OUT,
  type StaffAction,
  type StaffState,
  screenOf,
} from "./state.ts";
import { supervisedText } from "./supervised.ts";
import { Tryout } from "./tryout.ts";

export abstract class CallPage extends StaffPage {
  protected state: StaffState = SIGNED_OUT;
  protected readonly media: CallMedia;
  private readonly participation: Participation;
  private readonly tryout: Tryout;
  protected readonly day: DayScreen;
  private readonly bell = new Bell(this.preferences.volume, () => this.requestUpdate());
  private toldTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: StaffPageName) {
    super(page);
    this.participation = new Participation({
      socket: () => this.socket,
      state: () => this.state,
      onChange: () => {
        this.tryout.devices.noticed(this.media.view);
        this.requestUpdate();
      },
      isVisitor: false,
    });
    this.media = this.participation.media;
    this.tryout = new Tryout(this.media, () => this.requestUpdate());
    this.day = new DayScreen({
      socket: () => this.socket,
      now: () => Date.now() + this.state.clockOffset,
      changed: () => this.requestUpdate(),
      copy: (text) => void this.copy(text),
      forInterpreter: page === "interpreter",
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.pressed);
    this.tryout.devices.start();
    this.bell.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.pressed);
    removeEventListener("beforeunload", askFirst);
    this.tryout.devices.stop();
    this.media.leave();
    this.bell.stop();
  }

  /** What is shown outside a call: what rings, or that nothing does. */
  protected standbyView(): TemplateResult {
    const { state, t } = this;
    if (screenOf(state) === "offer" && state.reservation) return this.ringingView(state.reservation);
    if (this.day.isOpen) return this.day.view(t);
    return idleView(this.idleProps());
  }

  /** What rings. */
  protected ringingView(reservation: Reservation): TemplateResult {
    const { state, t } = this;
    return offerView({
      t,
      reservation,
      answering: state.answering !== null,
      forInterpreter: this.page === "interpreter",
      speaks: state.session?.languages ?? [],
      interpreted: state.session?.interpreter_languages ?? [],
      counts: state.interpreters,
      partner: state.partner?.call_id === reservation.call_id ? state.partner.state : null,
      place: state.places[reservation.location] ?? null,
      caller: this.callerOf(reservation.call_id),
      microphone: this.media.view.microphone,
      soundOnly: this.preferences.soundOnly,
      now: this.serverNow,
      accept: (soundOnly) => this.accept(soundOnly),
      decline: () => this.decline(),
    });
  }

  /** The own status, and what would keep a call from being heard. */
  protected idleProps(): IdleProps {
    const { state, t } = this;
    return {
      t,
      staff: state.staff,
      name: state.session?.display_name ?? "",
      levels: state.session?.levels ?? {},
      forInterpreter: this.page === "interpreter",
      isMuted: this.bell.isMuted,
      isElsewhere: this.tabs.isElsewhere,
      now: this.serverNow,
      ready: () => this.setStatus("ready"),
      unmute: () =>
        this.prefer({ volume: this.preferences.volume === "off" ? "normal" : this.preferences.volume }),
      useHere: () => this.tabs.take(),
      ...this.tryout.props(t),
      beside: this.besideIdle(),
    };
  }

  protected async copy(text: string): Promise<void> {
    this.dispatch({ kind: "told", key: (await copied(text)) ? "told.copied" : "told.not_copied" });
  }

  /** What stands beside the own status while nothing rings. */
  protected besideIdle(): TemplateResult {
    const { t } = this;
    return html`${this.page === "desk" ? queueView({ t, queue: this.state.queue, now: this.serverNow }) : nothing}
      ${this.day.card(t)}`;
  }

  protected override tick(): void {
    super.tick();
    this.participation.tick(this.now);
    this.day.tick();
    // Whoever looks away while it rings sees it on the desktop from then on.
    this.ringOrNot();
    // The tab with the call was closed: it goes on here.
    if (this.state.conversation.elsewhere && this.tabs.inherits(this.now)) this.dispatch({ kind: "resumed" });
  }

  protected override screen(): string {
    const screen = screenOf(this.state);
    return screen === "idle" && this.day.isOpen ? "day" : screen;
  }

  protected override received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, now: Date.now() });
    this.participation.received(message);
  }

  protected override updated(): void {
    super.updated();
    this.participation.rendered(this);
  }

  protected override wentOn(): void {
    if (screenOf(this.state) === "wrap-up" && !this.state.told)
      this.dispatch({ kind: "told", key: "told.ended" });
  }

  protected override cannotSignOut(): void {
    this.dispatch({ kind: "told", key: "refused.in_call" });
  }

  protected override connectionChanged(state: ConnectionState): void {
    this.dispatch({ kind: "connection", state });
  }

  protected override refused(code: ErrorCode): void {
    this.dispatch({ kind: "refused", code });
  }

  protected dispatch(action: StaffAction): void {
    const before = this.state;
    const held = this.holdsCall;
    this.state = reduceStaff(before, action);
    // Also on another machine: a camera goes on where somebody pressed, and nowhere else.
    if (beganElsewhere(before, this.state)) this.state = reduceStaff(this.state, { kind: "left_elsewhere" });
    if (this.holdsCall !== held) this.tabs.tell();
    this.follow(before);
    this.requestUpdate();
  }

  protected override get holdsCall(): boolean {
    return isInCall(this.state) && !this.state.conversation.elsewhere;
  }

  /** Make devices, sound and timers follow the state. */
  private follow(before: StaffState): void {
    const screen = screenOf(this.state);
    const { session, conversation, told } = this.state;
    this.ringOrNot();
    if (this.holdsCall) addEventListener("beforeunload", askFirst);
    else removeEventListener("beforeunload", askFirst);
    if (screen !== "idle") this.tryout.isOpen = false;
    if (screen === "idle" && screenOf(before) !== "idle") void this.tryout.devices.look();
    if (screen === "login") this.day.forget();
    else this.day.follow(before.staff, this.state.staff);
    if (screen === "call" && session && conversation.call && !conversation.elsewhere) {
      const used = this.participation.enter(true, { microphone: true, camera: this.usesCamera });
      // Prepared without: an interpreter's camera goes on in the call, and only there.
      if (used.camera && screenOf(before) !== "call" && this.media.view.camera === "off")
        this.media.toggleCamera();
    } else if (screen === "offer" || (screen === "expecting" && !conversation.elsewhere)) {
      this.participation.prepare({ microphone: true, camera: this.page !== "interpreter" });
    } else if (!this.tryout.isOpen) {
      this.media.leave();
    }
    if (told && told.number !== before.told?.number) {
      clearTimeout(this.toldTimer);
      this.toldTimer = setTimeout(() => this.dispatch({ kind: "dismissed" }), 8000);
    }
  }

  /** For what it rings now: what a notification's title and text say of it; null: nothing. */
  protected bellWords(): readonly [title: string, text: string] | null {
    const rings = screenOf(this.state) === "offer" && this.state.answering === null;
    return rings ? [this.t("offer.title"), this.offerText()] : null;
  }

  private ringOrNot(): void {
    const words = this.bellWords();
    if (words) this.bell.sound(...words);
    else this.bell.still();
  }

  /** Who the caller of a call is, by name; null: nobody is to know, or does. */
  protected callerOf(_callId: string): string | null {
    return null;
  }

  /** Where the caller of a call is, by name. */
  protected placeOf(call: Call): string {
    return this.state.places[call.location] ?? placeName(call.location);
  }

  private get usesCamera(): boolean {
    return this.page !== "interpreter" || !this.preferences.soundOnly;
  }

  protected override ringing(): SettingsProps["ringing"] {
    return { notices: this.bell.notices, askNotices: () => void this.bell.askNotices() };
  }

  protected override prefer(change: Partial<Preferences>): void {
    super.prefer(change);
    if (change.volume) void this.bell.tune(change.volume);
  }

  protected override yield(): void {
    super.yield();
    // Nothing late may open devices or ring here.
    clearTimeout(this.toldTimer);
    this.dispatch({ kind: "yielded" });
  }

  protected get serverNow(): number {
    return this.now + this.state.clockOffset;
  }

  protected frame() {
    return {
      name: this.state.session?.display_name ?? null,
      staff: this.state.staff,
      told: this.state.told,
      dismiss: () => this.dispatch({ kind: "dismissed" }),
    };
  }

  protected override headline(): string {
    const screen = screenOf(this.state);
    if (screen === "offer") {
      const bell = Math.floor(this.now / 1000) % 2 === 0 ? "🔔 " : "";
      return `${bell}${this.t("offer.title")}`;
    }
    if (screen === "call" || screen === "expecting") return this.t("call.title");
    if (screen === "wrap-up") return this.t("wrap_up.heading");
    return this.state.staff ? this.t(`status.${this.state.staff.status}`) : "callrouter";
  }

  /** Take the call that rings; `soundOnly`: the camera stays off, and is remembered so. */
  protected accept(soundOnly = this.preferences.soundOnly): void {
    if (soundOnly !== this.preferences.soundOnly) this.prefer({ soundOnly });
    this.answer("reservation.accept");
  }

  private decline(): void {
    this.answer("reservation.decline");
  }

  private answer(type: "reservation.accept" | "reservation.decline"): void {
    const reservation = this.state.reservation;
    if (!reservation || this.state.answering) return;
    const accepts = type === "reservation.accept";
    this.dispatch({ kind: "answered", reservationId: reservation.reservation_id, accepts });
    void this.ask({ type, reservation_id: reservation.reservation_id });
  }

  protected callProps() {
    const call_id = this.state.conversation.call?.call_id ?? "";
    const { conversation, session } = this.state;
    return {
      ...this.participation.props(this.t, this, this.now, {
        hangUp: () => void this.ask({ type: "call.leave", call_id }),
        resume: () => this.dispatch({ kind: "resumed" }),
      }),
      supervised: supervisedText(this.t, conversation.call, session?.principal_id ?? ""),
    };
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const forInterpreter = this.page === "interpreter";
    const answer = screenOf(this.state) === "offer" ? offerAnswer(event, forInterpreter) : null;
    if (answer === null || answer === "press") return;
    if (answer === "decline") this.decline();
    else this.accept(answer === "accept" ? undefined : answer === "sound");
    event.preventDefault();
  };

  /** What a notification says of the call that rings: nothing of the visitor. */
  private offerText(): string {
    const { reservation } = this.state;
    if (!reservation) return "";
    const language = languageName(reservation.call_language, this.t.locale);
    return `${language}, ${this.t(`subject.${reservation.subject}`)}`;
  }
}

/** Have the browser ask before a page in a call is closed. */
function askFirst(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
