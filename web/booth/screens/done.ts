/** Thanks, the number to call the conversation by, and one question. */
import checkIcon from "icon:circle-check";
import mood1 from "icon:mood-cry";
import mood3 from "icon:mood-empty";
import mood5 from "icon:mood-happy";
import mood2 from "icon:mood-sad";
import mood4 from "icon:mood-smile";
import plugIcon from "icon:plug-connected-x";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import { dateOf } from "../../shared/i18n/format.ts";
import { icon } from "../../shared/ui/icon.ts";
import { qrView } from "../../shared/ui/qr.ts";
import type { BoothProps } from "../props.ts";
import { DONE_MS } from "../state.ts";
import type { Finished } from "../visit.ts";

const MOODS: readonly (readonly [1 | 2 | 3 | 4 | 5, readonly string[]])[] = [
  [1, mood1],
  [2, mood2],
  [3, mood3],
  [4, mood4],
  [5, mood5],
];

export function doneView(props: BoothProps): TemplateResult {
  const { t, state, now, actions } = props;
  const { finished } = state;
  if (!finished) return html``;
  const seconds = Math.min(DONE_MS, Math.max(0, finished.closesAt - now)) / 1000;
  const lost = finished.reason === "connection_lost";
  return html`<section class="done">
    <div class="done__lead">
      <div class="done__picture ${lost ? "done__picture--lost" : ""}">${icon(lost ? plugIcon : checkIcon)}</div>
      <h1 tabindex="-1">${t(lost ? "done.lost.heading" : "done.heading")}</h1>
      <p class="lead">${t(lost ? "done.lost.lead" : "done.lead")}</p>
    </div>
    ${finished.reference ? referenceView(props, finished) : nothing}
    ${finished.rating ? html`<p class="done__rated" role="status">${icon(checkIcon)}<span>${t("done.rated")}</span></p>` : ratingView(t, actions.rate)}
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="done" @click=${actions.close}>${t("done.close")}</button>
      <p class="done__closing">${t("done.closing", { seconds: Math.ceil(seconds) })}</p>
    </div>
  </section>`;
}

/** The number, to read, to write down, and to take along in a photograph or a scan. */
function referenceView({ t, state }: BoothProps, { reference, endedAt }: Finished): TemplateResult {
  const { location, clockOffset } = state;
  const date = dateOf(endedAt + clockOffset, t.locale, location?.timezone ?? "Europe/Amsterdam");
  const text = t("done.reference.note", { place: location?.name ?? "", date, reference });
  return html`<section class="card reference" aria-labelledby="reference-heading">
    <div class="reference__words">
      <h2 id="reference-heading">${t("done.reference")}</h2>
      <p class="reference__number" data-testid="reference" dir="ltr">${reference}</p>
      <p>${t("done.reference.text")}</p>
    </div>
    <div class="reference__code">
      ${qrView(text, t("done.reference.code"))}
      <p>${t("done.reference.scan")}</p>
    </div>
  </section>`;
}

function ratingView(t: BoothTexts, rate: (rating: number) => void): TemplateResult {
  return html`<div class="rating" role="group" aria-labelledby="rating-heading">
    <h2 id="rating-heading">${t("done.rate")}</h2>
    <div class="rating__choices">
      ${MOODS.map(
        ([
          value,
          paths,
        ]) => html`<button type="button" class="rating__choice rating__choice--${value}" data-testid="rating-${value}" @click=${() => rate(value)}>
          ${icon(paths)}<span>${t(`rating.${value}`)}</span>
        </button>`,
      )}
    </div>
  </div>`;
}
