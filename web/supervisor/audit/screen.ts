/** The audit log's screen: asks as soon as something else is looked for, and again and again for what comes new. */
import "./audit.css";
import emptyIcon from "icon:list-search";
import loadingIcon from "icon:loader-2";
import { html, nothing, type TemplateResult } from "lit";
import { AUDIT, type AuditTexts } from "../../shared/i18n/audit.ts";
import { translator } from "../../shared/i18n/translate.ts";
import type { AuditLine, AuditPage, ChainState } from "../../shared/protocol/api.ts";
import { ApiRefused, read } from "../../shared/staff/api.ts";
import { icon } from "../../shared/ui/icon.ts";
import { FurtherScreen } from "../frame/further-screen.ts";
import { chainButton, chainView } from "./chain.ts";
import { exportView, filtersView } from "./filters.ts";
import { dayName, linesView } from "./list.ts";
import {
  type AuditAction,
  type AuditState,
  type Filter,
  isFiltered,
  NO_FILTER,
  PAGE,
  queryOf,
  reduceAudit,
  START,
  seenOf,
} from "./state.ts";

/** New lines are asked for this often while somebody may be looking. */
const RENEW_MS = 4000;
/** What is typed is looked for when the fingers rest. */
const REST_MS = 250;

export class AuditScreen extends FurtherScreen {
  private t: AuditTexts = translator(AUDIT, "nl", ["nl"]);
  private state: AuditState = START;
  private asking: AbortController | null = null;
  private renewal: ReturnType<typeof setInterval> | undefined;
  private rest: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.ask("newest");
    this.renewal = setInterval(() => this.renew(), RENEW_MS);
    document.addEventListener("visibilitychange", this.renew);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.renewal);
    clearTimeout(this.rest);
    document.removeEventListener("visibilitychange", this.renew);
    this.asking?.abort();
  }

  protected override speak(locale: string): void {
    this.t = translator(AUDIT, locale, ["nl"]);
  }

  private dispatch(action: AuditAction): void {
    this.state = reduceAudit(this.state, action);
    this.requestUpdate();
  }

  private readonly renew = (): void => {
    const isResting = !this.state.isAsking && document.visibilityState === "visible";
    if (isResting && this.context.isOnline) void this.ask("newest");
  };

  private choose(change: Partial<Filter>): void {
    this.asking?.abort();
    this.dispatch({ kind: "filter", change });
    clearTimeout(this.rest);
    this.rest = setTimeout(() => void this.ask("newest"), "text" in change ? REST_MS : 0);
  }

  /** Ask for the newest lines, or for older ones; on and on until there is a page of them, or no more. */
  private async ask(what: "newest" | "older"): Promise<void> {
    this.asking?.abort();
    const query = queryOf(this.state.filter);
    if (query === null) return;
    const asking = new AbortController();
    this.asking = asking;
    this.dispatch({ kind: "asked" });
    const isFirst = this.state.isStale;
    const wanted = what === "older" ? this.state.lines.length + PAGE : isFirst ? PAGE : 0;
    let before = what === "older" ? this.state.next : null;
    let after: number | null = what === "older" ? null : seenOf(this.state);
    let kind = what;
    try {
      do {
        const page: AuditPage = await read("/audit", { ...query, before, after }, asking.signal);
        if (asking.signal.aborted) return;
        this.dispatch({ kind, page });
        kind = "older";
        [before, after] = [this.state.next, null];
      } while (before !== null && this.state.lines.length < wanted);
    } catch (error) {
      if (asking.signal.aborted) return;
      const isFailure = error instanceof ApiRefused && error.status !== 503;
      this.dispatch({ kind: "problem", problem: isFailure ? "failed" : "unreachable" });
    }
  }

  private async check(): Promise<void> {
    this.dispatch({ kind: "chain", chain: "checking" });
    const chain = await read<ChainState>("/audit/chain").catch(() => "failed" as const);
    this.dispatch({ kind: "chain", chain });
  }

  private lookFor(line: AuditLine, of: "by" | "subject", name: string): void {
    if (of === "by") this.choose({ by: line.by });
    else if (line.subject !== null) this.choose({ subject: { id: line.subject, name } });
  }

  protected override render(): TemplateResult {
    const { t, state, context } = this;
    const people = new Map([...context.people.values()].map((each) => [each.staff_id, each.display_name]));
    return html`<div class="audit" data-testid="audit" aria-busy=${state.isStale ? "true" : "false"}>
      <div class="audit__head">
        <div><h1 tabindex="-1">${t("audit.heading")}</h1><p class="audit__lead">${t("audit.lead")}</p></div>
        <div class="audit__take">${chainButton(t, state.chain, () => void this.check())}${context.overseesAll ? exportView(t, state.filter, Date.now()) : nothing}</div>
      </div>
      ${chainView(t, state.chain)}
      ${filtersView({ t, state, people, choose: (change) => this.choose(change), clear: () => this.choose(NO_FILTER) })}
      ${this.problemView()}
      <div class="card audit__lines ${state.isStale && state.lines.length > 0 ? "audit__lines--old" : ""}">${this.linesView()}</div>
    </div>`;
  }

  private problemView(): TemplateResult | typeof nothing {
    const { t, state } = this;
    if (state.problem === null) return nothing;
    return html`<div class="chain chain--broken" role="alert" data-testid="audit-problem">
      <div><p>${t(`audit.${state.problem}`)}</p></div>
      <button type="button" class="utrecht-button utrecht-button--secondary-action" @click=${() => void this.ask("newest")}>${t("audit.again")}</button>
    </div>`;
  }

  private linesView(): TemplateResult {
    const { t, state } = this;
    const now = Date.now();
    if (state.lines.length === 0 && (state.isAsking || state.isStale)) {
      return html`<p class="audit__news" role="status"><span class="turning">${icon(loadingIcon)}</span>${this.progress(now)}</p>`;
    }
    if (state.lines.length === 0) {
      const words = t(isFiltered(state.filter) ? "audit.nothing" : "audit.empty");
      return html`<p class="audit__news" role="status" data-testid="audit-empty">${icon(emptyIcon)}${words}</p>`;
    }
    const lookFor = (line: AuditLine, of: "by" | "subject", name: string) => this.lookFor(line, of, name);
    return html`${linesView(t, state.lines, now, { lookFor })}${this.endView(now)}`;
  }

  private endView(now: number): TemplateResult {
    const { t, state } = this;
    if (state.next === null) return html`<p class="audit__end">${t("audit.end")}</p>`;
    const isAsking = state.isAsking && state.lines.length % PAGE !== 0;
    return html`<p class="audit__end">
      <button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="audit-more" @click=${() => void this.ask("older")}>${t("audit.more")}</button>
      ${isAsking ? html`<span>${this.progress(now)}</span>` : nothing}
    </p>`;
  }

  /** How far back was looked, when that takes a while. */
  private progress(now: number): string {
    const { backTo, isStale } = this.state;
    if (isStale || backTo === null) return this.t("ui.loading");
    return this.t("audit.looking", { day: dayName(this.t, backTo, now).name });
  }
}

customElements.define("supervisor-audit", AuditScreen);
