/** After the call: how it ended, and a little time to write that down. */

import checkIcon from "icon:circle-check";
import clockIcon from "icon:clock-plus";
import { html, nothing, type TemplateResult } from "lit";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { Flag } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import {
  type CaseProps,
  dispositionView,
  followView,
  noteView,
  referenceView,
  subjectView,
} from "./casework-view.ts";
import { endingOf } from "./ending.ts";
import { reportButton } from "./report-view.ts";

export interface WrapUpProps {
  file: CaseProps;
  /** The caller's name, where it is known. */
  caller: string | null;
  /** Where the caller is, by name. */
  place: string;
  self: string;
  /** When the wrap-up ends by itself, and the latest it may end; server time. */
  endsAt: number | null;
  latestAt: number;
  now: number;
  /** It was to be finished without a word of how the call ended. */
  isUnstated: boolean;
  /** How the visitor's behavior is reported. */
  flag: Flag | null;
  /** Report it, or take that back. */
  report(): void;
  /** Ask for more time. */
  extend(): void;
  done(): void;
}

/** A wrap-up that is this close to its limit isn't extended any more. */
const NEAR_MS = 1000;

export function wrapUpView(props: WrapUpProps): TemplateResult {
  const { file, self, isUnstated } = props;
  const { t, call } = file;
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    props.done();
  };
  return html`<section class="wrap-up">
    <form class="card wrap-up__form" novalidate @submit=${submitted}>
      <header class="wrap-up__head">
        <div>
          <p class="eyebrow">${icon(checkIcon)}${t(endingOf(call, self))}</p>
          <h1 tabindex="-1" data-autofocus>${t("wrap_up.heading")}</h1>
          ${call ? factsView(props, call) : nothing}
        </div>
        ${call ? html`<div class="wrap-up__reference"><span>${t("case.reference")}</span>${referenceView(t, call.reference, file.copy)}</div>` : nothing}
      </header>
      <div class="wrap-up__body">
        <div class="wrap-up__choices">
          ${dispositionView(file, isUnstated && file.disposition === null ? t("wrap_up.unstated") : null)}
          ${followView(file)}
          ${subjectView(file)}
          ${call ? html`<div>${reportButton(t, props.flag, props.report)}</div>` : nothing}
        </div>
        ${noteView(file)}
      </div>
      <footer class="wrap-up__foot">
        ${timeView(props)}
        <button type="submit" class="utrecht-button utrecht-button--primary-action button--large" data-testid="wrap-up-done" aria-keyshortcuts="Control+Enter">${t("wrap_up.done")} <kbd class="wrap-up__key" aria-hidden="true">${t("wrap_up.keys")}</kbd></button>
      </footer>
    </form>
  </section>`;
}

function factsView(
  { file: { t }, caller, place }: WrapUpProps,
  call: NonNullable<CaseProps["call"]>,
): TemplateResult {
  const talked =
    call.answered_at !== null && call.ended_at !== null ? (call.ended_at - call.answered_at) / 1000 : null;
  return html`<p class="wrap-up__call">
    ${caller ? html`<strong class="chip">${caller}</strong>` : nothing}
    <span class="chip">${languageName(call.language, t.locale)}</span>
    <span class="chip">${place}</span>
    ${talked === null ? nothing : html`<span class="chip">${duration(talked)}</span>`}
  </p>`;
}

function timeView({ file, endsAt, latestAt, now, extend }: WrapUpProps): TemplateResult | typeof nothing {
  if (endsAt === null) return nothing;
  const { t } = file;
  const left = Math.max(0, (endsAt - now) / 1000);
  return html`<div class="wrap-up__time">
    <p role="timer" data-testid="wrap-up-left">${left > 0 ? t("wrap_up.remaining", { time: duration(left) }) : t("wrap_up.overdue")}</p>
    ${
      endsAt >= latestAt - NEAR_MS
        ? html`<p class="wrap-up__latest" data-testid="wrap-up-latest">${t("wrap_up.latest")}</p>`
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="wrap-up-extend" @click=${extend}>
          ${icon(clockIcon)}<span>${t("wrap_up.extend")}</span>
        </button>`
    }
  </div>`;
}
