/** The booth: wiring of state, view, socket and media. */
import "../shared/styles/base.ts";
import "./booth.css";
import type { TemplateResult } from "lit";
import { Hush } from "../shared/call/hush.ts";
import { Participation } from "../shared/call/participation.ts";
import { TestTone } from "../shared/call/tone.ts";
import type { CallProps } from "../shared/call/view.ts";
import { readBooth } from "../shared/i18n/booth.ts";
import type { BoothTexts } from "../shared/i18n/catalogs.ts";
import { describeDocument } from "../shared/i18n/locale.ts";
import { FETCHED } from "../shared/i18n/visitor.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { Socket, socketUrl } from "../shared/protocol/socket.ts";
import { Shell } from "../shared/shell/shell.ts";
import { Page } from "../shared/ui/page.ts";
import { Ring } from "../shared/ui/ring.ts";
import { trustedUrl } from "../shared/ui/trusted-url.ts";
import { Attention } from "./attention.ts";
import { CodeEntry } from "./device/code-entry.ts";
import { prove } from "./device/key.ts";
import { forgetVisitor } from "./device/lock-down.ts";
import { Reporting } from "./device/reporting.ts";
import { keepLook, keptLook, showAs } from "./display.ts";
import { type Due, dueOf } from "./due.ts";
import { Errands } from "./errands.ts";
import { focusAfter } from "./focus.ts";
import { follow as followHands } from "./hands.ts";
import { presenceLeft } from "./presence.ts";
import type { BoothActions } from "./props.ts";
import {
  currentCall,
  idleLeft,
  isBetweenVisits,
  isStep,
  isUnattended,
  screenOf,
  surfaceOf,
  tileOf,
} from "./screen.ts";
import { type BoothAction, type BoothState, FRESH, reduceBooth } from "./state.ts";
import { boothView } from "./view.ts";

/** A booth that isn't enrolled asks again, so that enrolling it needs no hand at the screen. */
const ENROLMENT_PAUSE_MS = 5000;

class BoothPage extends Page {
  private state: BoothState = { ...FRESH, ...keptLook() };
  private readonly reading = readBooth(() => this.requestUpdate());
  private readonly socket = new Socket({
    url: socketUrl("booth", location),
    onMessage: (message) => this.received(message),
    prove: (challenge) => this.prove(challenge),
    onConnection: (state) => {
      this.dispatch({ kind: "connection", state, now: Date.now() });
      this.reporting.connected(state === "online");
      if (state === "online") this.shell.look();
      if (state === "online") void this.errands.resume();
      clearTimeout(this.enrolmentPause);
      if (state === "signed-out")
        this.enrolmentPause = setTimeout(() => this.socket.open(), ENROLMENT_PAUSE_MS);
    },
  });
  private readonly participation = new Participation({
    socket: () => this.socket,
    state: () => this.state,
    onChange: () => {
      this.reporting.used();
      this.requestUpdate();
    },
    isVisitor: true,
    fixedDevices: true,
  });
  private readonly media = this.participation.media;
  private readonly tone = new TestTone(() => this.requestUpdate());
  private readonly reporting = new Reporting({
    inUse: () => this.media.view,
    ask: (question) => this.socket.ask(question, { repeat: false }),
  });
  private readonly shell = new Shell(trustedUrl("booth-worker", "/booth/worker.js"));
  private readonly code = new CodeEntry({
    changed: () => this.requestUpdate(),
    enrolled: () => this.socket.open(),
  });
  private readonly errands = new Errands({
    socket: () => this.socket,
    state: () => this.state,
    dispatch: (action) => this.dispatch(action),
  });
  private readonly hush = new Hush(this.media);
  private readonly ring = new Ring({ periodMs: 10_000 });
  private readonly attention = new Attention((target) => this.focusOn(target));
  private letGo = () => {};
  private enrolmentPause: ReturnType<typeof setTimeout> | undefined;
  /** A site was shown in a frame since this page was loaded. */
  private framed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.letGo = followHands(this, {
      surface: () => surfaceOf(this.state, this.now),
      touched: this.touched,
      escaped: () => this.escaped(),
      wentBack: () => this.wentBack(),
    });
    this.reporting.start();
    this.shell.start();
    this.socket.open();
    requestIdleCallback(() => void this.reading.prefetch(Object.keys(FETCHED)));
  }

  private async prove(challenge: string): Promise<string | null> {
    const proof = await prove(challenge);
    this.code.act({ kind: proof === null ? "key_lost" : "enrolled" });
    return proof;
  }

  private get t(): BoothTexts {
    return this.reading.t;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.letGo();
    this.reporting.stop();
    this.shell.stop();
    this.socket.close();
    this.media.leave();
  }

  protected override screen(): string {
    return screenOf(this.state);
  }

  protected override tick(): void {
    super.tick();
    this.participation.tick(this.now);
    // Touches of a site in a frame are the browser's to know: it tells no more than that there were some.
    if (tileOf(this.state)?.show === "frame" && navigator.userActivation?.isActive) this.touched();
    this.dispatch({ kind: "ticked", now: this.now });
    this.attend();
    this.ring.set(presenceLeft(this.state, this.now) !== null);
    this.actOn(dueOf(this.state, this.now));
    if (isUnattended(this.state, this.now)) this.shell.unattended();
  }

  protected override render(): TemplateResult {
    describeDocument(this.t.locale, this.t("booth.title"));
    return boothView({
      t: this.t,
      state: this.state,
      enrolment: this.code.state,
      media: this.media.view,
      microphone: this.media.microphone,
      toneSounding: this.tone.sounding,
      now: this.now,
      actions: this.actions,
      call: this.callProps(),
    });
  }

  protected override updated(): void {
    super.updated();
    this.participation.rendered(this);
  }

  private escaped(): void {
    this.actions.help(false);
    this.actions.readings(false);
    this.dispatch({ kind: "camera", asked: false });
  }

  /** The browser's Back goes back a step, and nowhere else. */
  private wentBack(): void {
    if (isStep(screenOf(this.state))) this.actions.back();
  }

  private readonly touched = (): void => this.dispatch({ kind: "touched", now: Date.now() });

  private readonly actions: BoothActions = {
    start: () => this.dispatch({ kind: "started" }),
    openTile: (tile) => this.dispatch({ kind: "tile", tile }),
    readings: (open) => this.dispatch({ kind: "readings", open }),
    textSize: () => this.dispatch({ kind: "text_size" }),
    contrast: () => this.dispatch({ kind: "contrast" }),
    moreLanguages: () => this.dispatch({ kind: "languages" }),
    search: (text) => this.dispatch({ kind: "search", text }),
    need: (need) => this.dispatch({ kind: "need", need }),
    playTone: () => this.tone.play(),
    read: (language) => this.dispatch({ kind: "reading", language }),
    chooseLanguage: (language) => this.dispatch({ kind: "language", language }),
    chooseSubject: (subject) => this.dispatch({ kind: "subject", subject }),
    back: () => this.dispatch({ kind: "back" }),
    retryDevices: () => this.media.retry(),
    startCall: () => void this.errands.request(),
    cancel: () => this.leave(),
    leaveNow: () => this.leave(),
    keepTalking: () => this.dispatch({ kind: "stayed" }),
    rate: (rating) => this.rate(rating),
    close: () => this.dispatch({ kind: "wiped" }),
    help: (open) => this.dispatch({ kind: "help", open }),
    callHelp: (wanted) => void this.errands.callHelp(wanted),
    enrol: (action) => this.code.act(action),
    stay: () => this.dispatch({ kind: "touched", now: Date.now() }),
    camera: (on) => {
      this.dispatch({ kind: "camera", asked: false });
      if (on) this.media.toggleCamera();
    },
  };

  private dispatch(action: BoothAction): void {
    const before = this.state;
    this.state = reduceBooth(before, action);
    if (this.state === before) return;
    this.follow(before);
    this.attend();
    this.requestUpdate();
  }

  /** Somebody who is asked whether they are still there hears so. */
  private attend(): void {
    const isWaiting = presenceLeft(this.state, this.now) !== null;
    const isIdle = idleLeft(this.state, this.now) !== null;
    const heading = isWaiting ? "#presence-heading" : isIdle ? "#idle-heading" : null;
    this.attention.follow(heading, screenOf(this.state));
  }

  /** Make language, devices and focus follow the state. */
  private follow(before: BoothState): void {
    const { state } = this;
    if (screenOf(state) === "home" && screenOf(before) !== "home") forgetVisitor();
    if (state.reading !== before.reading) void this.reading.read(state.reading);
    showAs(state);
    keepLook(state, currentCall(state) !== null);
    const silent = state.needs.includes("without_voice");
    const wanted = { microphone: !silent, camera: state.subject !== "anonymous" };
    const screen = screenOf(state);
    const call = currentCall(state);
    if (screen === "call" && call && state.session && !state.conversation.elsewhere) {
      this.participation.enter(this.needsText(), wanted);
    } else if (screen === "check" || screen === "busy" || screen === "waiting")
      this.participation.prepare(wanted);
    else this.media.leave();
    // Whoever types is not listened to, unless they wish it.
    if (screen === "check" && silent !== before.needs.includes("without_voice"))
      this.media.setMicrophone(!silent);
    if (screen !== "check") this.tone.stop();
    const unwanted = before.withdrawn && state.leaving !== before.leaving ? state.leaving : null;
    if (unwanted !== null) void this.errands.insist({ type: "call.leave", call_id: unwanted });
    this.forgetFrame(before);
    if (state.endingAt !== null && before.endingAt === null) this.hush.begin();
    if (!call) this.hush.forget();
    // Handed over meanwhile, they are heard again by whoever takes the call.
    else if (state.endingAt === null && screen === "call") this.hush.undo();
    const target = focusAfter(before, state);
    if (target) this.focusOn(target);
  }

  /** What a site in a frame kept goes with the visitor: its storage lasts as long as this page. */
  private forgetFrame(before: BoothState): void {
    this.framed ||= tileOf(before)?.show === "frame";
    if (this.framed && isBetweenVisits(this.state)) location.reload();
  }

  private focusOn(target: string | HTMLElement): void {
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const found = typeof target === "string" ? this.querySelector<HTMLElement>(target) : target;
      found?.focus();
    });
  }

  /** Who can't be heard is read letter by letter; the half-typed words of others are theirs until they say so. */
  private needsText(): boolean {
    const { microphone } = this.media.view;
    return this.state.needs.includes("without_voice") || microphone === "missing" || microphone === "denied";
  }

  /** Anonymous means that the camera goes on by no slip of a finger. */
  private toggleCamera(): void {
    if (this.state.subject === "anonymous" && this.media.view.camera !== "on")
      this.dispatch({ kind: "camera", asked: true });
    else this.media.toggleCamera();
  }

  private received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, now: Date.now() });
    this.participation.received(message);
  }

  /** Do what nobody has to touch the screen for. */
  private actOn(due: Due | null): void {
    if (due === "hang_up") this.leave();
    else if (due === "desert") this.leave("deserted");
    else if (due === "retry") void this.errands.request();
  }

  private leave(kind: "left" | "deserted" = "left"): void {
    const call = currentCall(this.state);
    this.dispatch({ kind, now: Date.now() });
    if (call) void this.errands.insist({ type: "call.leave", call_id: call.call_id });
  }

  private rate(rating: number): void {
    const { finished } = this.state;
    if (!finished) return;
    this.dispatch({ kind: "rated", rating });
    void this.errands.insist({ type: "call.rate", call_id: finished.callId, rating });
  }

  private callProps(): CallProps {
    const props = this.participation.props(this.t, this, this.now, {
      toggleCamera: () => this.toggleCamera(),
      hangUp: () => this.dispatch({ kind: "ending", now: Date.now() }),
      resume: () => this.dispatch({ kind: "resumed" }),
    });
    // Who said that they type need not be told that nobody hears them.
    const hint = this.state.needs.includes("without_voice") ? null : props.media.hint;
    return {
      ...props,
      media: { ...props.media, hint },
      hangUpLabel: this.t("call.hang_up"),
      ...(this.state.location && { timeZone: this.state.location.timezone }),
    };
  }
}

customElements.define("booth-page", BoothPage);
