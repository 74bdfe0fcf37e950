/** A citizen's page: wiring of state, view, link, socket and media. */
import "../shared/styles/base.ts";
import "./join.css";
import type { TemplateResult } from "lit";
import { Hush } from "../shared/call/hush.ts";
import { Participation } from "../shared/call/participation.ts";
import { TestTone } from "../shared/call/tone.ts";
import type { CallProps } from "../shared/call/view.ts";
import { WakeLock } from "../shared/call/wake-lock.ts";
import { readJoin } from "../shared/i18n/join.ts";
import { VISITOR_LANGUAGES } from "../shared/i18n/languages.ts";
import { describeDocument } from "../shared/i18n/locale.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { ConnectionLost, type Question, Refused, Socket, socketUrl } from "../shared/protocol/socket.ts";
import { Page } from "../shared/ui/page.ts";
import { guardTaps } from "../shared/ui/tap-guard.ts";
import { browserKind, canTalk } from "./browser.ts";
import { calendarFile } from "./calendar.ts";
import { focusAfter } from "./focus.ts";
import { Link, type LinkAnswer, tokenOf } from "./link.ts";
import { measureNetwork } from "./network.ts";
import type { JoinActions } from "./props.ts";
import { asksAgainIn, goesBack, screenOf, surfaceOf, titleKey } from "./screen.ts";
import { currentCall, FRESH, type JoinAction, type JoinState, reduceJoin } from "./state.ts";
import { joinView } from "./view.ts";

const RETRY_MS = 2000;
/** The server may hear that a call is over some seconds after its citizen. */
const RATE_TRIES = 5;
const LANGUAGE = "callrouter.join.language";

/** Return the language to begin in: the one chosen here, or else the browser's, if it has texts. */
function firstLanguage(): Pick<JoinState, "reading" | "readingChosen"> {
  const chosen = sessionStorage.getItem(LANGUAGE);
  const reading = chosen ?? navigator.language.slice(0, 2);
  const isKnown = VISITOR_LANGUAGES.some(({ code }) => code === reading);
  return { reading: isKnown ? reading : "nl", readingChosen: isKnown && chosen !== null };
}

class JoinPage extends Page {
  private state: JoinState = { ...FRESH, ...firstLanguage() };
  private readonly supported = canTalk(window);
  private readonly browser = browserKind(navigator.userAgent, navigator.maxTouchPoints);
  private readonly link = new Link(tokenOf(location.pathname));
  private readonly reading = readJoin("nl", () => this.requestUpdate());
  private readonly socket = new Socket({
    url: () => socketUrl("join", location, this.citizen),
    onMessage: (message) => this.received(message),
    onConnection: (state) => {
      this.dispatch({ kind: "connection", state, now: Date.now() });
      if (state === "signed-out") void this.askLink();
    },
  });
  private readonly participation = new Participation({
    socket: () => this.socket,
    state: () => this.state,
    onChange: () => this.requestUpdate(),
    isVisitor: true,
  });
  private readonly media = this.participation.media;
  private readonly tone = new TestTone(() => this.requestUpdate());
  private readonly hush = new Hush(this.media);
  private readonly wakeLock = new WakeLock();
  private citizen: string | null = null;
  private letGo = (): void => {};
  private askedAt = 0;
  private asking = false;
  private measured = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.woke);
    addEventListener("online", this.woke);
    document.addEventListener("keydown", this.pressed);
    void this.reading.read(this.state.reading);
    this.letGo = guardTaps(this, () => surfaceOf(this.state, this.supported));
    void this.askLink();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.woke);
    removeEventListener("online", this.woke);
    document.removeEventListener("keydown", this.pressed);
    this.letGo();
    this.socket.close();
    this.media.leave();
  }

  protected override screen(): string {
    return screenOf(this.state, this.supported);
  }

  protected override tick(): void {
    super.tick();
    this.participation.tick(this.now);
    const pause = asksAgainIn(this.state, this.now + this.state.clockOffset);
    if (pause !== null && this.now >= this.askedAt + pause) void this.askLink();
    const { endingAt } = this.state;
    if (endingAt !== null && this.now >= endingAt) this.leave();
  }

  protected override render(): TemplateResult {
    const { t } = this.reading;
    describeDocument(t.locale, t(titleKey(this.state.room)));
    return joinView({
      t,
      state: this.state,
      supported: this.supported,
      browser: this.browser,
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

  private readonly woke = (): void => {
    if (document.visibilityState !== "visible") return;
    const { link } = this.state;
    if (link === "open") this.socket.wake();
    else if (link === null || link === "early") void this.askLink();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.actions.open(null);
  };

  private readonly actions: JoinActions = {
    read: (language) => {
      sessionStorage.setItem(LANGUAGE, language);
      this.dispatch({ kind: "reading", language });
    },
    open: (dialog) => this.dispatch({ kind: "dialog", dialog }),
    day: (day) => this.dispatch({ kind: "day", day }),
    part: (part) => this.dispatch({ kind: "part", part }),
    askOtherMoment: () => void this.wish(() => this.link.otherMoment(this.state.days, this.state.parts)),
    cancel: () => void this.wish(() => this.link.cancel()),
    toCalendar: () => this.toCalendar(),
    askLink: () => void this.askLink(),
    retryDevices: () => this.media.retry(),
    toggleCamera: () => this.media.toggleCamera(),
    playTone: () => this.tone.play(),
    measure: () => void this.measure(),
    enter: () => void this.enter(),
    leave: () => this.leave(),
    comeBack: () => void this.enter(),
    rate: (rating) => this.rate(rating),
    waitOn: () => this.dispatch({ kind: "waits_on", now: Date.now() }),
    askPhone: () => void this.ask({ type: "room.ask_phone" }),
    askCentre: () => void this.ask({ type: "room.ask_centre" }),
    keepTalking: () => this.dispatch({ kind: "stayed" }),
    leaveNow: () => this.leave(),
  };

  private dispatch(action: JoinAction): void {
    const before = this.state;
    this.state = reduceJoin(before, action);
    if (this.state === before) return;
    this.follow(before);
    this.requestUpdate();
  }

  /** Make language, devices, screen and focus follow the state. */
  private follow(before: JoinState): void {
    const { state } = this;
    if (state.reading !== before.reading) void this.reading.read(state.reading);
    const screen = screenOf(state, this.supported);
    const silent = state.room?.needs.includes("without_voice") ?? false;
    const wanted = { microphone: !silent, camera: true };
    if (screen === "call" && state.session && !state.conversation.elsewhere)
      this.participation.enter(silent || this.isUnheard, wanted);
    else if (screen === "prepare" || screen === "waiting") this.participation.prepare(wanted);
    // A link that is asked about anew may lead back here: the devices are kept that long.
    else if (screen !== "starting" && screen !== "offline") this.media.leave();
    this.wakeLock.hold(screen === "waiting");
    if (screen !== "prepare") this.tone.stop();
    if (screen === "prepare" && !this.measured) void this.measure();
    if (state.endingAt !== null && before.endingAt === null) this.hush.begin();
    else if (state.endingAt === null && before.endingAt !== null && screen === "call") this.hush.undo();
    if (!currentCall(state)) this.hush.forget();
    if (goesBack(state)) void this.enter();
    const target = focusAfter(before, state);
    if (target) void this.updateComplete.then(() => this.querySelector<HTMLElement>(target)?.focus());
  }

  /** Who can't be heard is read letter by letter. */
  private get isUnheard(): boolean {
    const { microphone } = this.media.view;
    return microphone === "missing" || microphone === "denied";
  }

  private received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, now: Date.now() });
    this.participation.received(message);
  }

  /** Ask what the link is good for now; where it is open, connect. */
  private async askLink(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.askedAt = Date.now();
    const isElsewhere = this.state.link === "elsewhere";
    const answer = await this.link.open();
    this.asking = false;
    if (answer.kind === "told") this.citizen = answer.citizen;
    this.answered(answer);
    if (isElsewhere && this.state.link === "elsewhere") this.dispatch({ kind: "settled", failed: true });
    if (this.state.link === "open" && this.supported) this.socket.open();
  }

  /** Say what the citizen would rather have. */
  private async wish(say: () => Promise<LinkAnswer>): Promise<void> {
    this.dispatch({ kind: "asked" });
    this.answered(await say());
  }

  private answered(answer: LinkAnswer): void {
    this.dispatch({ kind: "answered", answer, now: Date.now() });
  }

  private async enter(): Promise<void> {
    this.dispatch({ kind: "entered" });
    await this.ask({ type: "room.enter" });
  }

  /** Ask the server; what the connection was lost over is asked again by whoever still wants it. */
  private async ask(question: Question): Promise<void> {
    if (question.type !== "room.enter") this.dispatch({ kind: "asked" });
    let failed = false;
    try {
      await this.socket.ask(question, { repeat: false });
    } catch (error) {
      failed = !(error instanceof ConnectionLost);
    }
    this.dispatch({ kind: "settled", failed });
  }

  /** Leave the waiting room, or the conversation. */
  private leave(): void {
    const call = currentCall(this.state);
    this.dispatch({ kind: "left" });
    if (call) void this.insist({ type: "call.leave", call_id: call.call_id });
  }

  /** Ask until the server could do it: the citizen has gone on, and nobody would ask again. */
  private async insist(question: Question): Promise<void> {
    try {
      await this.socket.ask(question);
    } catch (error) {
      const isLater = error instanceof Refused && error.code === "unavailable";
      if (isLater) setTimeout(() => void this.insist(question), RETRY_MS);
    }
  }

  private rate(rating: number): void {
    const { finished } = this.state;
    if (!finished) return;
    this.dispatch({ kind: "rated", rating });
    void this.sendRating(finished.callId, rating, RATE_TRIES);
  }

  private async sendRating(callId: string, rating: number, tries: number): Promise<void> {
    const { kind } = await this.link.rate(callId, rating);
    const isTaken = kind === "told" || kind === "wrong";
    if (!isTaken && tries > 1) setTimeout(() => void this.sendRating(callId, rating, tries - 1), RETRY_MS);
  }

  private async measure(): Promise<void> {
    this.measured = true;
    this.dispatch({ kind: "network", word: await measureNetwork() });
  }

  private toCalendar(): void {
    const { room } = this.state;
    const startsAt = room?.starts_at ?? room?.opens_at;
    if (!room || startsAt == null) return;
    const { t } = this.reading;
    const text = calendarFile({
      uid: `${room.reference}@callrouter`,
      at: Date.now(),
      startsAt,
      title: t(titleKey(room)),
      text: t("early.calendar.text", { reference: room.reference }),
    });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/calendar" }));
    link.download = `${room.reference}.ics`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  private callProps(): CallProps {
    const { t } = this.reading;
    const props = this.participation.props(t, this, this.now, {
      hangUp: () => this.dispatch({ kind: "ending", now: Date.now() }),
      resume: () => this.dispatch({ kind: "resumed" }),
    });
    // Who said that they type need not be told that nobody hears them.
    const hint = this.state.room?.needs.includes("without_voice") ? null : props.media.hint;
    return { ...props, media: { ...props.media, hint }, hangUpLabel: t("call.hang_up") };
  }
}

customElements.define("join-page", JoinPage);
