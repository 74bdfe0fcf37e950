/** After the call: how it ended, and a little time to write that down. */

import checkIcon from "icon:circle-check";
import clockIcon from "icon:clock-plus";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName } from "../shared/i18n/format.ts";
import type { Call, Disposition } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { endingOf } from "./ending.ts";

const DISPOSITIONS: readonly Disposition[] = [
  "answered",
  "report_taken",
  "appointment_made",
  "referred",
  "nothing_done",
];

export interface WrapUpProps {
  t: StaffTexts;
  call: Call | null;
  self: string;
  /** When the wrap-up ends by itself, server time. */
  endsAt: number | null;
  now: number;
  disposition: Disposition | "";
  choose(disposition: Disposition): void;
  /** Ask for more time. */
  extend(): void;
  done(): void;
}

export function wrapUpView(props: WrapUpProps): TemplateResult {
  const { t, call, self, endsAt, now, disposition } = props;
  const left = endsAt === null ? null : Math.max(0, (endsAt - now) / 1000);
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    props.done();
  };
  return html`<section class="wrap-up">
    <form class="card wrap-up__form" @submit=${submitted}>
      <p class="eyebrow">${icon(checkIcon)}${t(endingOf(call, self))}</p>
      <h1 tabindex="-1">${t("wrap_up.heading")}</h1>
      ${
        call
          ? html`<p class="wrap-up__call">
            <span class="chip">${languageName(call.language, t.locale)}</span>
            <span class="chip">${t(`subject.${call.subject}`)}</span>
            ${
              call.answered_at !== null && call.ended_at !== null
                ? html`<span class="chip">${duration((call.ended_at - call.answered_at) / 1000)}</span>`
                : nothing
            }
          </p>`
          : nothing
      }
      <label class="field">
        <span class="utrecht-form-label">${t("wrap_up.lead")}</span>
        <select
          class="utrecht-select"
          data-testid="disposition"
          data-autofocus
          required
          .value=${disposition}
          @change=${(event: Event) => props.choose((event.target as HTMLSelectElement).value as Disposition)}
        >
          <option value="" disabled ?selected=${disposition === ""}>${t("wrap_up.choose")}</option>
          ${DISPOSITIONS.map((each) => html`<option value=${each} ?selected=${each === disposition}>${t(`disposition.${each}`)}</option>`)}
        </select>
      </label>
      <button type="submit" class="utrecht-button utrecht-button--primary-action button--large" data-testid="wrap-up-done">${t("wrap_up.done")}</button>
      ${
        left === null
          ? nothing
          : html`<div class="wrap-up__time">
            <p role="timer" data-testid="wrap-up-left">${left > 0 ? t("wrap_up.remaining", { time: duration(left) }) : t("wrap_up.overdue")}</p>
            <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="wrap-up-extend" @click=${props.extend}>
              ${icon(clockIcon)}<span>${t("wrap_up.extend")}</span>
            </button>
          </div>`
      }
    </form>
  </section>`;
}
