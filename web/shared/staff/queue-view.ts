/** What waits for an employee: how many, in which language, and for how long. */
import calmIcon from "icon:mood-smile";
import bellIcon from "icon:phone-call";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { duration, languageName } from "../i18n/format.ts";
import type { LanguageQueue } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";

export interface QueueProps {
  t: StaffTexts;
  /** Null while the server hasn't said. */
  queue: readonly LanguageQueue[] | null;
  /** Server time, epoch ms. */
  now: number;
}

export function queueView({ t, queue, now }: QueueProps): TemplateResult {
  const waiting = (queue ?? []).reduce((sum, each) => sum + each.waiting + each.ringing, 0);
  return html`<section class="card side-card own-queue" data-testid="own-queue" data-waiting=${queue ? waiting : nothing} aria-labelledby="own-queue-heading">
    <h2 id="own-queue-heading">${t("queue.heading")} ${waiting > 0 ? html`<span class="side-card__count">${waiting}</span>` : nothing}</h2>
    ${
      queue === null
        ? html`<p class="side-card__empty" role="status">${t("ui.loading")}</p>`
        : queue.length === 0
          ? html`<p class="side-card__empty">${icon(calmIcon)}<span>${t("queue.empty")}</span></p>`
          : html`<ul class="own-queue__list">${queue.map((each) => rowView(t, each, now))}</ul>`
    }
  </section>`;
}

function rowView(t: StaffTexts, { language, waiting, ringing, longest_since }: LanguageQueue, now: number) {
  return html`<li class="own-queue__row">
    <span class="own-queue__language">${languageName(language, t.locale)}</span>
    <span class="own-queue__counts">
      ${waiting > 0 ? html`<span>${t("queue.waiting", { count: waiting })}</span>` : nothing}
      ${ringing > 0 ? html`<span class="own-queue__ringing">${icon(bellIcon)}${t("queue.ringing", { count: ringing })}</span>` : nothing}
    </span>
    <span class="own-queue__time"><span class="visually-hidden">${t("queue.longest")} </span>${duration((now - longest_since) / 1000)}</span>
  </li>`;
}
