/** The station's page: of the service employee and the guard. */
import "../shared/styles/base.ts";
import "../shared/staff/staff.css";
import "./station.css";
import wifiOffIcon from "icon:wifi-off";
import { html, type PropertyValues, type TemplateResult } from "lit";
import { WakeLock } from "../shared/call/wake-lock.ts";
import { translator } from "../shared/i18n/translate.ts";
import type { ServerMessage } from "../shared/protocol/server.ts";
import type { ConnectionState, ErrorCode } from "../shared/protocol/socket.ts";
import { Shell } from "../shared/shell/shell.ts";
import { boothName } from "../shared/staff/help-wanted.ts";
import { StaffPage } from "../shared/staff/page.ts";
import type { Preferences } from "../shared/staff/preferences.ts";
import { icon } from "../shared/ui/icon.ts";
import { trustedUrl } from "../shared/ui/trusted-url.ts";
import { Alarm } from "./alarm.ts";
import {
  EMPTY,
  isCutOff,
  isOnDuty,
  mustResume,
  reduceStation,
  type StationAction,
  type StationState,
  unanswered,
} from "./state.ts";
import { type StationActions, stationView } from "./view.ts";
import { STATION, type StationTexts } from "./words.ts";

const TOLD_MS = 8000;

class StationPage extends StaffPage {
  declare protected t: StationTexts;
  private state: StationState = EMPTY;
  private toldTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly alarm = new Alarm(this.preferences.volume, () => this.requestUpdate());
  private readonly wakeLock = new WakeLock();
  private readonly shell = new Shell(trustedUrl("station-worker", "/station/worker.js"));

  constructor() {
    super("station");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.alarm.start();
    this.shell.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.alarm.stop();
    this.wakeLock.hold(false);
    this.shell.stop();
  }

  protected override textsIn(locale: string): StationTexts {
    return translator(STATION, locale, ["nl"]);
  }

  protected override screen(): string {
    if (this.state.connection === "signed-out") return "login";
    return this.state.known ? "station" : "loading";
  }

  protected override received(message: ServerMessage): void {
    this.dispatch({ kind: "message", message, now: Date.now() });
    if (mustResume(this.state)) this.setStatus("ready");
  }

  protected override connectionChanged(state: ConnectionState): void {
    this.dispatch({ kind: "connection", state, now: Date.now() });
    if (state === "online") this.shell.look();
  }

  protected override refused(code: ErrorCode): void {
    this.dispatch({ kind: "refused", code });
  }

  /** A service employee is in no call. */
  protected override cannotSignOut(): void {}

  protected override headline(): string {
    if (isCutOff(this.state, this.now)) return this.t("station.title.cut_off");
    const count = unanswered(this.state).length;
    return count > 0
      ? `(${count}) ${this.t("station.title.asked", { count })}`
      : this.t("station.title.quiet");
  }

  protected override frame() {
    return {
      name: this.state.session?.display_name ?? null,
      staff: this.state.own,
      told: this.state.told,
      dismiss: () => this.dispatch({ kind: "dismissed" }),
    };
  }

  protected override ringing() {
    return { notices: this.alarm.notices, askNotices: () => this.alarm.askNotices() };
  }

  protected override prefer(change: Partial<Preferences>): void {
    super.prefer(change);
    if (change.volume) this.alarm.tune(change.volume);
  }

  /** Started without a network: that is said, instead of promising that it loads. */
  protected override loadingView(): TemplateResult {
    if (!isCutOff(this.state, this.now)) return super.loadingView();
    return html`<main class="loading loading--cut-off" data-testid="cut-off">
      <div class="loading__words" role="alert"><span class="loading__icon">${icon(wifiOffIcon)}</span>
        <h1 tabindex="-1">${this.t("station.title.cut_off")}</h1><p class="lead">${this.t("station.cut_off.start")}</p></div>
    </main>`;
  }

  protected override contentView(): TemplateResult {
    return stationView({
      t: this.t,
      state: this.state,
      now: this.now + this.state.clockOffset,
      isMuted: this.alarm.isMuted,
      isElsewhere: this.tabs.isElsewhere,
      notices: this.alarm.notices,
      actions: this.actions,
    });
  }

  protected override updated(_changed?: PropertyValues): void {
    super.updated();
    const { state, t } = this;
    const onDuty = isOnDuty(state) && !this.isTaken;
    const [first] = unanswered(state);
    this.wakeLock.hold(onDuty);
    if (!onDuty && document.visibilityState === "hidden") this.shell.unattended();
    this.alarm.cutOff(onDuty && isCutOff(state, this.now), this.preferences.volume);
    if (first && onDuty) {
      this.alarm.sound(t("station.notice"), t("station.notice.text", { booth: boothName(first.booth_id) }));
    } else {
      this.alarm.still();
    }
  }

  private readonly actions: StationActions = {
    begin: () => this.setStatus("ready"),
    unmute: () =>
      this.prefer({ volume: this.preferences.volume === "off" ? "normal" : this.preferences.volume }),
    useHere: () => this.tabs.take(),
    askNotices: () => this.alarm.askNotices(),
    acknowledgeHelp: (help_id) => void this.ask({ type: "help.acknowledge", help_id }),
    settleHelp: (help_id) => void this.ask({ type: "help.settle", help_id }),
  };

  private dispatch(action: StationAction): void {
    const { told } = this.state;
    this.state = reduceStation(this.state, action);
    if (this.state.told && this.state.told !== told) {
      clearTimeout(this.toldTimer);
      this.toldTimer = setTimeout(() => this.dispatch({ kind: "dismissed" }), TOLD_MS);
    }
    this.requestUpdate();
  }
}

customElements.define("station-page", StationPage);
