/** The wiring of the pages whose people work on callback requests, whoever else they talk with. */
import { nothing, type TemplateResult } from "lit";
import { HostPage } from "../desk/host-page.ts";
import type { CallbackView, ServerMessage } from "../shared/protocol/server.ts";
import type { ConnectionState } from "../shared/protocol/socket.ts";
import { screenOf } from "../shared/staff/state.ts";
import { dialogView } from "./dialogs.ts";
import type { ListProps } from "./list.ts";
import { guardMoved } from "./moved.ts";
import { groupsOf } from "./order.ts";
import { Requests } from "./requests.ts";
import { Sight, waitsBarView } from "./waits-bar.ts";
import { calling } from "./words.ts";

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

  /** With whom the last call of a request was. */
  private caller: { readonly callId: string; readonly name: string } | null = null;
  private readonly sight = new Sight(() => this.requestUpdate());
  private readonly moved = guardMoved(this);

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
      spoken: {
        own: state.session?.languages ?? [],
        interpreted: state.session?.interpreter_languages ?? [],
        counts: state.interpreters,
      },
      standsIn: [],
      now: this.serverNow,
      online: state.connection === "online",
      start: (view) => this.start(view),
      keepMoment: (view) => void this.keepMoment(view),
    };
  }

  /** What is asked about a request. */
  protected requestDialog(): TemplateResult | typeof nothing {
    return dialogView(this.listProps());
  }

  /** The citizen who waits, while the list is scrolled away from them. */
  protected waitsBar(): TemplateResult | typeof nothing {
    const [view] = this.waiting();
    if (!view || !this.sight.isOut) return nothing;
    return waitsBarView({ ...this.listProps(), view, start: () => this.start(view) });
  }

  protected override callerOf(callId: string): string | null {
    const known = [...this.requests.work.views.values()].find((view) => view.request.call_id === callId);
    // With its call the request is over: it is wrapped up with the name it had.
    if (known?.contact) this.caller = { callId, name: known.contact.name };
    return this.caller?.callId === callId ? this.caller.name : null;
  }

  protected override callProps() {
    const props = super.callProps();
    const name = this.callerOf(this.state.conversation.call?.call_id ?? "");
    return name === null ? props : { ...props, t: calling(this.t, name) };
  }

  protected override updated(): void {
    super.updated();
    this.moved();
    this.sight.watch([...this.querySelectorAll(".request__waits, .offer")]);
  }

  protected override received(message: ServerMessage): void {
    super.received(message);
    this.requests.received(message);
    this.acceptStarted();
  }

  protected override connectionChanged(state: ConnectionState): void {
    super.connectionChanged(state);
    if (state === "signed-out") this.forget();
  }

  protected override async signingOut(): Promise<void> {
    this.requests.flush();
    await super.signingOut();
  }

  protected override signedOut(): void {
    super.signedOut();
    this.forget();
  }

  private forget(): void {
    this.requests.forget();
    this.caller = null;
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

  private async keepMoment({ request }: CallbackView): Promise<void> {
    const agreed = request.appointment ?? request.withdrawn?.appointment;
    const channel = this.t(`channel.${agreed?.channel ?? "video"}`);
    const title = this.t("request.calendar.title", { reference: request.reference, channel });
    const { calendarOf } = await import("./calendar.ts");
    const text = calendarOf({ request, title, url: location.href, now: this.serverNow });
    if (!text) return;
    const { download } = await import("../shared/staff/day-export.ts");
    download(`${request.reference}.ics`, text, "text/calendar");
  }
}
