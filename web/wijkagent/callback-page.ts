/** The wiring of the pages whose people work on callback requests, whoever else they talk with. */
import type { nothing, TemplateResult } from "lit";
import { HostPage } from "../desk/host-page.ts";
import type { CallbackView, ServerMessage } from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { download } from "../shared/staff/day-export.ts";
import { screenOf } from "../shared/staff/state.ts";
import { calendarOf } from "./calendar.ts";
import { dialogView } from "./dialogs.ts";
import type { ListProps } from "./list.ts";
import { groupsOf } from "./order.ts";
import { Requests } from "./requests.ts";

/** For so long it rings for a citizen who waits, when nothing else does: whoever they wait for is away. */
const RINGS_MS = 30_000;

export abstract class CallbackPage extends HostPage {
  protected readonly requests = new Requests({
    socket: () => this.socket,
    self: () => this.self,
    changed: () => this.requestUpdate(),
    taken: () => this.dispatch({ kind: "told", key: "told.callback_taken" }),
    becomeReady: () => {
      if (this.state.staff?.status !== "ready") this.setStatus("ready");
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.leaving);
    addEventListener("pagehide", this.leaving);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.leaving);
    removeEventListener("pagehide", this.leaving);
  }

  protected listProps(): ListProps {
    const { state, t, requests } = this;
    return {
      t,
      requests,
      self: this.self,
      teams: state.session?.teams ?? [],
      now: this.serverNow,
      online: state.connection === "online",
      start: (view) => this.start(view),
      keepMoment: (view) => this.keepMoment(view),
    };
  }

  /** What is asked about a request. */
  protected requestDialog(): TemplateResult | typeof nothing {
    return dialogView(this.listProps());
  }

  protected override received(message: ServerMessage): void {
    super.received(message);
    this.requests.received(message);
    this.acceptStarted();
  }

  protected override connectionChanged(state: ConnectionState): void {
    super.connectionChanged(state);
    if (state === "signed-out") this.requests.forget();
  }

  protected override async signingOut(): Promise<void> {
    this.requests.flush();
    await super.signingOut();
  }

  protected override signedOut(): void {
    super.signedOut();
    this.requests.forget();
  }

  protected override tick(): void {
    super.tick();
    this.requests.tick(this.now);
  }

  /** It rings for an offer, and for a citizen who has just come while whoever they wait for is away. */
  protected override bellWords(): readonly [title: string, text: string] | null {
    const words = super.bellWords();
    if (words || screenOf(this.state) !== "idle") return words;
    const [first] = this.waiting();
    const arrived = first?.request.invitation?.arrived_at ?? 0;
    const rings = this.requests.work.starting === null && this.serverNow - arrived < RINGS_MS;
    return rings ? [this.t("request.waits"), first?.request.reference ?? ""] : null;
  }

  protected override headline(): string {
    const waits = screenOf(this.state) === "idle" && this.waiting().length > 0;
    return waits ? this.t("request.waits") : super.headline();
  }

  /** What was promised is done before the page may be gone. */
  private readonly leaving = (event: Event): void => {
    if (event.type === "pagehide" || document.visibilityState === "hidden") this.requests.flush();
  };

  /** The requests whose citizens are in the waiting room. */
  private waiting(): readonly CallbackView[] {
    return groupsOf(this.requests.work, this.self, this.serverNow).now;
  }

  /** Begin the conversation with a citizen who waits: now if it rings, or as soon as it does. */
  private start({ request }: CallbackView): void {
    this.requests.start(request.request_id);
    this.acceptStarted();
    if (this.state.answering === null) this.setStatus("ready");
  }

  private acceptStarted(): void {
    const { starting, views } = this.requests.work;
    const { reservation, answering } = this.state;
    const wanted = starting === null ? undefined : views.get(starting)?.request.call_id;
    if (reservation && answering === null && reservation.call_id === wanted) this.accept();
  }

  private keepMoment({ request }: CallbackView): void {
    const channel = this.t(`channel.${request.appointment?.channel ?? "video"}`);
    const title = this.t("request.calendar.title", { reference: request.reference, channel });
    const text = calendarOf({ request, title, url: location.href, now: this.serverNow });
    if (text) download(`${request.reference}.ics`, text, "text/calendar");
  }
}
