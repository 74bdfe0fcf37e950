/** Thanks, the number to call the conversation by, and one question. */
import checkIcon from "icon:circle-check";
import plugIcon from "icon:plug-connected-x";
import { html, nothing, type TemplateResult } from "lit";
import { ratingView } from "../../shared/call/rating-view.ts";
import { dateOf } from "../../shared/i18n/format.ts";
import { icon } from "../../shared/ui/icon.ts";
import { qrView } from "../../shared/ui/qr.ts";
import type { BoothProps } from "../props.ts";
import { DONE_MS } from "../state.ts";
import type { Finished } from "../visit.ts";

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
    ${ratingView(t, finished.rating, actions.rate)}
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
