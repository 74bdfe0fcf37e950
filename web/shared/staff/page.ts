/** The wiring all staff pages share: sign-in, socket, language. */
import windowsIcon from "icon:browser";
import loadingIcon from "icon:loader-2";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { describeDocument, rememberedLocale, rememberLocale } from "../i18n/locale.ts";
import { STAFF } from "../i18n/staff.ts";
import { translator } from "../i18n/translate.ts";
import type { ServerMessage } from "../protocol/server.ts";
import {
  type ConnectionState,
  type ErrorCode,
  type Question,
  Refused,
  Socket,
  socketUrl,
} from "../protocol/socket.ts";
import { icon } from "../ui/icon.ts";
import { Page } from "../ui/page.ts";
import { renew, type StaffPageName, signIn, signOut } from "./account.ts";
import { type ChosenReason, type FrameProps, frameView } from "./frame.ts";
import type { OwnAccountScreen } from "./own-account-screen.ts";
import { applyTheme, type Preferences, rememberedPreferences, rememberPreferences } from "./preferences.ts";
import { isInUse, Release } from "./release.ts";
import type { SettingsProps } from "./settings-view.ts";
import type { loginView } from "./sign-in-view.ts";
import { reduceSigningIn, SIGNING_IN, type SigningIn, type SigningInAction } from "./signing-in.ts";
import { Tabs } from "./tabs.ts";
import { takeProblem, WaysWatch } from "./ways.ts";

/** A page that slept, or was without network, is awake again. */
const WAKING: readonly (readonly [EventTarget, string])[] = [
  [document, "visibilitychange"],
  [window, "pageshow"],
  [window, "online"],
];

/** How often the server is asked whether the browser's token is to be replaced. */
const RENEW_MS = 5 * 60_000;

/** Have the browser ask before codes are gone that nobody has kept yet. */
const askBeforeLoss = (event: BeforeUnloadEvent) => event.preventDefault();

export abstract class StaffPage extends Page {
  protected t: StaffTexts = this.textsIn(rememberedLocale());
  protected readonly socket: Socket;
  protected readonly page: StaffPageName;
  protected readonly tabs: Tabs;
  protected preferences = rememberedPreferences();
  /** Another tab of this browser goes on with this page, alone. */
  protected isTaken = false;
  private connection: ConnectionState = "connecting";
  private signingIn: SigningIn = { ...SIGNING_IN, problem: takeProblem() };
  /** Whoever signs out by themselves isn't told that they were. */
  private isLeaving = false;
  private renewedAt = Date.now();
  private readonly release = new Release();
  private readonly ways = new WaysWatch(() => void this.waysKnown());
  /** Fetched when somebody opens it. */
  private ownAccount: OwnAccountScreen | null = null;
  /** Fetched when somebody is to sign in, which most who come don't. */
  private drawSignIn: typeof loginView | null = null;
  /** Where the own account was opened: what comes then goes before. */
  private accountOn = "";

  constructor(page: StaffPageName) {
    super();
    this.page = page;
    applyTheme(this.preferences.theme);
    this.tabs = new Tabs(page, {
      onChange: () => this.requestUpdate(),
      onTaken: () => this.yield(),
      holds: () => this.holdsCall,
    });
    this.socket = new Socket({
      url: socketUrl(page, location),
      onMessage: (message) => {
        if (message.type === "session.opened" && message.pages) this.release.heard(message.pages);
        this.received(message);
      },
      onConnection: (state, why) => {
        if (state === "signed-out") {
          this.ownAccount?.forget();
          const wasIn =
            !this.isLeaving && (this.connection === "online" || this.connection === "reconnecting");
          this.signing({ kind: "signed_out", wasIn, why, wasInCall: this.holdsCall });
        }
        if (state === "online") {
          this.signingIn = SIGNING_IN;
          this.isLeaving = false;
        }
        this.connection = state;
        if (state === "signed-out") void this.offerSignIn();
        else if (state === "online") this.ways.rest();
        this.connectionChanged(state);
        this.requestUpdate();
      },
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.socket.open();
    this.tabs.start();
    this.release.start();
    for (const [target, type] of WAKING) target.addEventListener(type, this.woke);
    addEventListener("pagehide", this.left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.socket.close();
    this.tabs.stop();
    this.release.stop();
    for (const [target, type] of WAKING) target.removeEventListener(type, this.woke);
    removeEventListener("pagehide", this.left);
  }

  /** The texts of this page. */
  protected textsIn(locale: string): StaffTexts {
    return translator(STAFF, locale, ["nl"]);
  }

  protected abstract received(message: ServerMessage): void;
  protected abstract connectionChanged(state: ConnectionState): void;
  protected abstract refused(code: ErrorCode): void;
  protected abstract contentView(): TemplateResult;
  /** Somebody wants to sign out: what they wrote is brought to safety first. */
  protected async signingOut(): Promise<void> {}
  /** They have: nothing of theirs stays in the browser. */
  protected signedOut(): void {}
  /** Signing out was refused, because of a call. */
  protected abstract cannotSignOut(): void;
  /** What only this page knows of its frame. */
  protected abstract frame(): Pick<FrameProps, "name" | "staff" | "told" | "dismiss">;
  /** What can be set of what rings here; null where nothing does. */
  protected ringing(): SettingsProps["ringing"] {
    return null;
  }

  /** Whether this page has the camera and microphone of a call. */
  protected get holdsCall(): boolean {
    return false;
  }

  /**
   * Whether loading the page anew disturbs nobody. Whoever is ready must be rung, and a new page is silent until it
   * was touched.
   */
  private get isAtRest(): boolean {
    const staff = this.connection === "online" ? this.frame().staff : null;
    const rests = staff !== null && staff.status !== "ready" && staff.activity === "idle";
    return (
      (rests || this.connection === "signed-out") && !this.holdsCall && !this.showsOnce && !isInUse(this)
    );
  }

  /** Whether codes are shown that nobody could read again. */
  private get showsOnce(): boolean {
    return this.ownAccount?.showsOnce || this.signingIn.step === "recovery";
  }

  /** The part of the title that says what goes on now. */
  protected abstract headline(): string;

  protected override render(): TemplateResult {
    describeDocument(this.t.locale, `${this.headline()} – ${this.t(`page.${this.page}`)}`);
    const setLocale = (locale: string) => this.setLocale(locale);
    if (this.isTaken) return this.takenView();
    if (this.connection === "signed-out") {
      if (this.drawSignIn === null) return this.loadingView();
      return this.drawSignIn({
        t: this.t,
        page: this.page,
        ways: this.ways.ways,
        state: this.signingIn,
        now: this.now,
        submit: (username, password) => void this.login(username, password),
        submitCode: (code) => void this.loginWith(code),
        back: () => this.signing({ kind: "back" }),
        proceed: () => {
          this.signing({ kind: "passed", recovery: [] });
          this.socket.open();
        },
        setLocale,
      });
    }
    if (this.screen() === "loading") {
      return this.loadingView();
    }
    return frameView(
      {
        t: this.t,
        page: this.page,
        connection: this.connection,
        setStatus: (status, reason) => this.setStatus(status, reason),
        setLocale,
        settings: {
          t: this.t,
          preferences: this.preferences,
          prefer: (change) => this.prefer(change),
          ringing: this.ringing(),
          account: () => void this.openAccount(),
        },
        account: this.ownAccount?.view(this.t) ?? nothing,
        logout: () => void this.logout(),
        ...this.frame(),
      },
      this.contentView(),
    );
  }

  /** Keep what somebody likes, and do so from now on. */
  protected prefer(change: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...change };
    rememberPreferences(this.preferences);
    applyTheme(this.preferences.theme);
    this.requestUpdate();
  }

  /** Another tab goes on alone. */
  protected yield(): void {
    this.isTaken = true;
    this.tabs.stop();
    this.socket.close();
    this.requestUpdate();
  }

  /** Shown until the server has said how things are. */
  protected loadingView(): TemplateResult {
    return html`<main class="loading"><h1 class="visually-hidden">${this.t(`page.${this.page}`)}</h1>
      <p class="loading__words" role="status"><span class="turning">${icon(loadingIcon)}</span>${this.t("ui.loading")}</p></main>`;
  }

  private takenView(): TemplateResult {
    const { t } = this;
    const back = () => {
      this.isTaken = false;
      this.tabs.start();
      this.tabs.take();
      this.socket.open();
      this.requestUpdate();
    };
    return html`<main class="loading" data-testid="taken">
      <div class="loading__words">
        <span class="loading__icon">${icon(windowsIcon)}</span>
        <h1 tabindex="-1">${t("tabs.taken.heading")}</h1>
        <p class="lead">${t("tabs.taken.lead")}</p>
        <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="use-here" @click=${back}>${t("tabs.use_here")}</button>
      </div>
    </main>`;
  }

  private async openAccount(): Promise<void> {
    const changed = () => this.requestUpdate();
    const { OwnAccountScreen } = await import("./own-account-screen.ts");
    this.ownAccount ??= new OwnAccountScreen({ page: this.page, changed });
    this.accountOn = this.screen();
    this.ownAccount.open();
  }

  protected override updated(): void {
    super.updated();
    // It rings: the own account can wait.
    if (this.screen() !== this.accountOn) this.ownAccount?.setAside();
    if (this.showsOnce) addEventListener("beforeunload", askBeforeLoss);
    else removeEventListener("beforeunload", askBeforeLoss);
    this.ownAccount?.rendered(this);
  }

  protected override tick(): void {
    super.tick();
    this.ownAccount?.tick(this.now);
    if (this.release.isDue(this.now) && this.isAtRest) location.reload();
    if (this.connection === "signed-out" && this.drawSignIn === null) void this.offerSignIn();
    if (this.connection !== "online" || this.now - this.renewedAt < RENEW_MS) return;
    this.renewedAt = this.now;
    void renew(this.page);
  }

  private readonly woke = (): void => {
    if (document.visibilityState === "visible") this.socket.wake();
  };

  private readonly left = (): void => this.tabs.stop();

  /** Ask the server, and say in words when it refuses. */
  protected async ask(question: Question): Promise<boolean> {
    try {
      await this.socket.ask(question);
      return true;
    } catch (error) {
      if (error instanceof Refused) this.refused(error.code);
      return false;
    }
  }

  protected setStatus(status: "ready" | "away", reason?: ChosenReason): void {
    void this.ask({ type: "status.set", status, ...(reason ? { reason } : {}) });
  }

  private setLocale(locale: string): void {
    rememberLocale(locale);
    this.t = this.textsIn(locale);
    this.requestUpdate();
  }

  /** Fetch the form, then ask what can be signed in by. */
  private async offerSignIn(): Promise<void> {
    try {
      this.drawSignIn ??= (await import("./sign-in-view.ts")).loginView;
    } catch {
      return; // Without network: the clock tries again.
    }
    if (this.connection === "signed-out") this.ways.watch();
  }

  /** What can be signed in by is there to be used: by the keyboard at once, unless that is somewhere already. */
  private async waysKnown(): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    if (document.activeElement === document.body)
      this.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }

  private async login(username: string, password: string): Promise<void> {
    this.signing({ kind: "submitted", username, password });
    await this.signInWith();
  }

  private async loginWith(code: string): Promise<void> {
    this.signing({ kind: "code_submitted" });
    await this.signInWith(code);
  }

  private async signInWith(code?: string): Promise<void> {
    const { username, password } = this.signingIn;
    const outcome = await signIn(this.page, username, password, code);
    if ("refused" in outcome) {
      this.signing({ kind: "refused", answer: outcome.refused, now: Date.now() });
      return;
    }
    this.signing({ kind: "passed", recovery: outcome.recovery });
    if (outcome.recovery.length === 0) this.socket.open();
  }

  /** Take a step of signing in; what is to be filled in next gets the focus. */
  private signing(action: SigningInAction): void {
    const before = this.signingIn;
    this.signingIn = reduceSigningIn(before, action);
    this.requestUpdate();
    if (this.signingIn.step === before.step || this.connection !== "signed-out") return;
    void this.updateComplete.then(() => {
      const field = this.querySelector<HTMLElement>(".login [data-autofocus]");
      (field ?? this.querySelector<HTMLElement>(".login h1"))?.focus();
    });
  }

  private async logout(): Promise<void> {
    await this.signingOut();
    this.isLeaving = true;
    let next: string | null;
    try {
      next = await signOut(this.page);
    } catch {
      this.isLeaving = false;
      return; // The server can't be reached, which the page shows already: still signed in.
    }
    if (next === null) {
      this.isLeaving = false;
      this.cannotSignOut();
      return;
    }
    this.signedOut();
    this.socket.close();
    if (next) location.assign(next);
    else this.socket.open();
  }
}
