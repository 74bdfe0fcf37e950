/** Pieces that several screens of a citizen's page show. */
import alertIcon from "icon:alert-triangle";
import { html, nothing, type TemplateResult } from "lit";
import type { JoinTexts } from "../../shared/i18n/catalogs.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { JoinProps } from "../props.ts";

export type Tone = "calm" | "good" | "warm";

/** A page that says one thing, and what can be done. */
export interface Message {
  handle: string;
  picture: readonly string[];
  tone?: Tone;
  heading: string;
  lead: string;
  more?: TemplateResult | typeof nothing;
}

export function messageView({
  handle,
  picture,
  tone = "calm",
  heading,
  lead,
  more = nothing,
}: Message): TemplateResult {
  return html`<section class="message" data-testid=${handle}>
    <div class="message__picture message__picture--${tone}">${icon(picture)}</div>
    <h1 tabindex="-1">${heading}</h1>
    <p class="lead" role="status">${lead}</p>
    ${more}
  </section>`;
}

export function failedView({ t, state }: JoinProps): TemplateResult | typeof nothing {
  return state.failed
    ? html`<p class="notice" role="alert" data-testid="join-failed">${icon(alertIcon)}${t("join.failed")}</p>`
    : nothing;
}

/** The number to call the conversation by. */
export function referenceView(t: JoinTexts, reference: string): TemplateResult {
  return html`<dl class="reference card">
    <dt>${t("join.reference")}</dt>
    <dd data-testid="reference" dir="ltr">${reference}</dd>
  </dl>`;
}

export function newRequestView(t: JoinTexts): TemplateResult {
  return html`<a class="utrecht-button utrecht-button--primary-action button--large" href="/callback/?language=${t.locale}" data-testid="join-new-request">${t("join.new_request")}</a>`;
}
