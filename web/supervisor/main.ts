/** The supervisor's page. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import "./supervisor.css";
import "./locations.css";
import "./frame/screens.css";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ServerMessage } from "../shared/protocol/server.ts";
import { type ConnectionState, type ErrorCode, type Question, Refused } from "../shared/protocol/socket.ts";
import { type AbsenceProps, Absences } from "../shared/staff/absences.ts";
import { ApiRefused, send } from "../shared/staff/api.ts";
import { Bell } from "../shared/staff/bell.ts";
import { helpWantedView } from "../shared/staff/help-wanted.ts";
import { StaffPage } from "../shared/staff/page.ts";
import type { Preferences } from "../shared/staff/preferences.ts";
import { refusedKey, type ToldKey } from "../shared/staff/told.ts";
import { absencesView } from "./absences.ts";
import { alertsView, alertText, ringingAlerts } from "./alerts/alerts.ts";
import { Deeds } from "./deeds/deeds.ts";
import { furtherFor, type ScreenId } from "./frame/screens.ts";
import { ShownScreen, screensView } from "./frame/shown.ts";
import { Joining } from "./joining/joining.ts";
import { Lists } from "./lists.ts";
import { BoothEnrolment } from "./places/booth.ts";
import { Doors } from "./places/doors.ts";
import { Hours } from "./places/hours.ts";
import { EMPTY, reduceSupervisor, type SupervisorAction, type SupervisorState } from "./state.ts";
import { type BoardActions, boardView, type Look, wallView } from "./view.ts";
import { Gliding } from "./waiting/gliding.ts";
import { SteadyRows } from "./waiting/rows.ts";
import type { Grouping } from "./wallboard/groups.ts";

/** How much earlier a call ranks that a supervisor puts first; routing rules may allow less. */
const HEAD_START_S = 900;
/** Every how many seconds an explanation on the page is renewed. */
const REFRESH_TICKS = 3;
const TOLD_MS = 8000;

class SupervisorPage extends StaffPage {
  private state: SupervisorState = EMPTY;
  private ticks = 0;
  private by: Grouping = "location";
  private isWall = false;
  private toldTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly bell = new Bell(this.preferences.volume, () => this.requestUpdate());
  private readonly shown = new ShownScreen(() => this.requestUpdate());
  private readonly deeds = new Deeds({
    root: this,
    asksFor: (callId) => this.joining.asksFor(callId),
    socket: () => this.socket,
    state: () => this.state,
    ask: (question) => this.askNow(question),
    onChange: () => this.requestUpdate(),
  });
  private readonly doors = new Doors({
    root: this,
    carryOut: (question, done) => this.deeds.carryOut(question, done, false),
    now: () => this.now + this.state.clockOffset,
    onChange: () => this.requestUpdate(),
  });
  private readonly enrolment = new BoothEnrolment({ root: this, onChange: () => this.requestUpdate() });
  private readonly hours = new Hours({ root: this, onChange: () => this.requestUpdate() });
  private readonly gliding = new Gliding();
  private readonly absences = new Absences({
    socket: () => this.socket,
    changed: () => this.requestUpdate(),
  });
  private readonly joining = new Joining({
    root: this,
    socket: () => this.socket,
    state: () => this.state,
    ask: (question) => this.ask(question),
    tell: (key) => this.dispatch({ kind: "told", key }),
    onChange: () => this.requestUpdate(),
  });

  constructor() {
    super("supervisor");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.shown.start();
    this.bell.start();
    document.addEventListener("keydown", this.keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.shown.stop();
    this.bell.stop();
    document.removeEventListener("keydown", this.keyed);
  }

  private get overseesAll(): boolean {
    return this.state.session?.oversees_all ?? false;
  }

  /** An address may name a screen that isn't theirs. */
  private get shownId(): ScreenId {
    const { id } = this.shown;
    return furtherFor(this.overseesAll).some((each) => each.id === id) ? id : "overview";
  }

  protected override screen(): string {
    if (this.state.connection === "signed-out") return "login";
    return this.state.known ? this.shownId : "loading";
  }

  protected override received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, now: Date.now() });
    this.joining.received(message);
    this.absences.received(message);
    if (message.type === "location.changed") this.hours.changed(message.location);
    // What is past due stands in no snapshot; from then on events tell.
    if (message.type === "snapshot") void this.ask({ type: "callback.list" });
  }

  protected override connectionChanged(state: ConnectionState): void {
    this.dispatch({ kind: "connection", state });
    if (state === "signed-out") {
      this.deeds.signedOut();
      this.doors.leave();
      this.hours.close();
      this.enrolment.close();
      this.joining.signedOut();
      this.absences.forget();
    }
  }

  protected override refused(code: ErrorCode): void {
    this.dispatch({ kind: "refused", code });
  }

  protected override tick(): void {
    super.tick();
    this.joining.tick(this.now);
    this.ticks += 1;
    if (this.state.asked && this.ticks % REFRESH_TICKS === 0) void this.explain(this.state.asked);
  }

  /** However much happens, the page is drawn once a frame; where it isn't seen, there are no frames. */
  protected override async scheduleUpdate(): Promise<void> {
    if (document.visibilityState === "visible") await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  protected override update(changed: PropertyValues): void {
    const { activeElement } = document;
    super.update(changed);
    // A row that moved lost the focus on its way.
    if (activeElement !== document.activeElement && activeElement instanceof HTMLElement)
      if (activeElement.isConnected) activeElement.focus({ preventScroll: true });
  }

  protected override updated(): void {
    super.updated();
    this.deeds.rendered();
    this.doors.rendered();
    this.hours.rendered();
    this.enrolment.rendered();
    this.joining.rendered();
    const absence = this.querySelector<HTMLDialogElement>("dialog.absence");
    if (absence && !absence.open) absence.showModal();
    this.gliding.rendered(this, ".queue tr[data-call-id]");
    const [loud] = ringingAlerts(this.state.alerts);
    if (loud && !this.isTaken) {
      this.bell.sound(this.t("alerts.notice"), alertText(this.t, loud, this.now + this.state.clockOffset));
    } else {
      this.bell.still();
    }
  }

  protected override ringing() {
    return { notices: this.bell.notices, askNotices: () => void this.bell.askNotices() };
  }

  protected override prefer(change: Partial<Preferences>): void {
    super.prefer(change);
    if (change.volume) void this.bell.tune(change.volume);
  }

  protected override get holdsCall(): boolean {
    return this.joining.isIn;
  }

  protected override cannotSignOut(): void {
    this.dispatch({ kind: "told", key: "refused.still_joined" });
  }

  protected override headline(): string {
    const waiting = [...this.state.calls.values()].filter((call) => call.state === "waiting").length;
    const unseen = [...this.state.alerts.values()].filter((alert) => alert.acknowledged_at === null).length;
    const alerts = unseen === 0 ? "" : `(!) ${this.t("alerts.count", { count: unseen })} · `;
    return `${alerts}${waiting} ${this.t("board.waiting", { count: waiting })}`;
  }

  protected override frame() {
    return {
      name: this.state.session?.display_name ?? null,
      staff: this.state.own,
      told: this.state.told,
      dismiss: () => this.dispatch({ kind: "dismissed" }),
    };
  }

  protected override contentView(): TemplateResult {
    const { state, t } = this;
    const { overseesAll, shownId } = this;
    const content =
      shownId === "overview"
        ? boardView(t, state, this.now, { ...this.actions, joining: this.joining.actions }, this.look)
        : this.shown.view(t, {
            locale: t.locale,
            isOnline: state.connection === "online",
            overseesAll,
            locations: state.locations,
            people: state.staff,
          });
    const alerts = alertsView({
      t,
      state,
      now: this.now + state.clockOffset,
      isMuted: this.bell.isMuted,
      acknowledge: (alertId) => void this.acknowledge(alertId),
      unmute: () =>
        this.prefer({ volume: this.preferences.volume === "off" ? "normal" : this.preferences.volume }),
    });
    return html`${screensView(t, shownId, overseesAll, shownId === "overview" ? wallView(t, this.look) : nothing)}
      <div class="with-call"><div class="with-call__screen">${this.helpView()}${alerts}${content}</div>${this.joining.view(t, this.now)}</div>
      ${this.joining.dialog(t)}${this.hours.dialog(t)}${this.enrolment.dialog(t, state.booths, this.now + state.clockOffset)}${this.absences.dialog(this.absenceProps)}${this.deeds.dialog(t, this.now + state.clockOffset)}
      <div class="toasts" role="status" aria-live="polite">${this.deeds.told(t)}</div>`;
  }

  private get absenceProps(): AbsenceProps {
    const { state, t } = this;
    return {
      t,
      teams: state.session?.teams ?? [],
      online: state.connection === "online",
      now: this.now + state.clockOffset,
    };
  }

  private helpView(): TemplateResult {
    const { state, t } = this;
    return helpWantedView({
      t,
      help: state.help,
      now: this.now + state.clockOffset,
      actions: {
        acknowledgeHelp: (help_id) => void this.ask({ type: "help.acknowledge", help_id }),
        settleHelp: (help_id) => void this.ask({ type: "help.settle", help_id }),
      },
      self: state.session?.principal_id ?? null,
      nameOf: (id) => state.staff.get(id)?.display_name ?? null,
    });
  }

  private get look(): Look {
    return {
      by: this.by,
      isWall: this.isWall,
      group: (by) => {
        this.by = by;
        this.requestUpdate();
      },
      turn: this.turn,
    };
  }

  private readonly turn = (): void => {
    this.isWall = !this.isWall;
    this.querySelector(".content")?.scrollTo(0, 0);
    this.requestUpdate();
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.isWall) this.turn();
  };

  private readonly actions: Omit<BoardActions, "joining"> = {
    deeds: this.deeds.actions,
    lists: new Lists(() => this.requestUpdate()),
    rows: new SteadyRows(),
    why: (callId) => {
      this.dispatch({ kind: "asked", callId });
      if (callId) void this.explain(callId);
    },
    measure: (callId) => this.dispatch({ kind: "measured", callId }),
    prioritise: (call_id, first) =>
      void this.askNow({ type: "call.prioritise", call_id, head_start_s: first ? HEAD_START_S : 0 }),
    putBack: (callback_id) => void this.askNow({ type: "callback.put_back", callback_id }),
    settleFlag: (call_id) => void this.ask({ type: "flag.settle", call_id }),
    absences: () => absencesView(this.absences, this.absenceProps),
    doors: this.doors,
    hours: (location) => this.hours.open(location),
    booth: (booth) => this.enrolment.open(booth),
  };

  /** Ask for what is to be done now or not at all: by the time a line is back, somebody else may have seen to it. */
  private async askNow(question: Question): Promise<ToldKey | null> {
    const isOnline = this.state.connection === "online";
    let key: ToldKey | null = null;
    try {
      await this.socket.ask(question, { repeat: false });
    } catch (error) {
      key =
        error instanceof Refused
          ? refusedKey(error.code)
          : isOnline
            ? "refused.line_lost"
            : "refused.offline";
      this.dispatch({ kind: "told", key });
    }
    return key;
  }

  /** Ask why a call waits; one that waits no longer has left the list meanwhile, or soon will. */
  private async explain(call_id: string): Promise<void> {
    try {
      await this.socket.ask({ type: "call.explain", call_id }, { repeat: false });
    } catch {
      // Asked again with the next tick, as long as the call is on the list.
    }
  }

  /** Its event shows that it was seen, here as on every page; one that is over is gone from them all. */
  private async acknowledge(alertId: string): Promise<void> {
    try {
      await send("POST", `/alerts/${encodeURIComponent(alertId)}/acknowledgement`);
    } catch (error) {
      const isOver = error instanceof ApiRefused && error.code === "no_such_alert";
      if (!isOver) this.dispatch({ kind: "told", key: "refused.unavailable" });
    }
  }

  private dispatch(action: SupervisorAction): void {
    const { told } = this.state;
    this.state = reduceSupervisor(this.state, action);
    if (this.state.told && this.state.told !== told) {
      clearTimeout(this.toldTimer);
      this.toldTimer = setTimeout(() => this.dispatch({ kind: "dismissed" }), TOLD_MS);
    }
    this.requestUpdate();
  }
}

customElements.define("supervisor-page", SupervisorPage);
