/** The place in the queue. */
import alertIcon from "icon:alert-triangle";
import checkIcon from "icon:circle-check";
import phoneIcon from "icon:phone";
import transferIcon from "icon:transfer";
import peopleIcon from "icon:users";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import type { QueuePlaced } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { currentCall, isHandedOver, needsAlternative } from "../screen.ts";
import { numbersView } from "./parts.ts";

function estimateText(t: BoothTexts, { position, about_minutes, more_than }: QueuePlaced): string {
  if (about_minutes !== null)
    return t(more_than ? "waiting.estimate.more" : "waiting.estimate", { count: about_minutes });
  return t(position === 1 ? "waiting.estimate.next" : "waiting.estimate.unknown");
}

/** The place in the queue, in words and numbers. */
function placeView(t: BoothTexts, place: QueuePlaced, ringing: boolean): TemplateResult {
  const before = place.position - 1;
  const position = before === 0 ? t("waiting.position.next") : t("waiting.position", { count: before });
  return html`<p class="waiting__position" data-testid="queue-position" data-position=${place.position}>${t("waiting.place", { position: place.position })}</p>
    <p class="waiting__before">${ringing ? t("waiting.ringing") : position}</p>
    <p class="waiting__estimate" data-testid="estimated-wait">${estimateText(t, place)}</p>`;
}

/** What to have ready; nobody who has talked already needs that. */
function tipsView(t: BoothTexts): TemplateResult {
  return html`<section class="tips" aria-labelledby="tips-heading">
    <h2 id="tips-heading">${t("waiting.tip.heading")}</h2>
    <ul>
      <li>${icon(checkIcon)}${t("waiting.tip.1")}</li>
      <li>${icon(checkIcon)}${t("waiting.tip.2")}</li>
      <li>${icon(checkIcon)}${t("waiting.tip.3")}</li>
    </ul>
  </section>`;
}

export function waitingView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const isPressing = needsAlternative(state, props.now + state.clockOffset);
  const call = currentCall(state);
  const ringing = call?.seats.some((seat) => seat.hosts && seat.state === "reserved") ?? false;
  const handedOver = call !== null && isHandedOver(call);
  const { place } = state;
  const isLong = place !== null && place.position > 1 && place.about_minutes === null;
  const lead = handedOver ? "waiting.handed_over.lead" : isLong ? "waiting.lead.unknown" : "waiting.lead";
  return html`<section class="waiting" data-testid="waiting" data-call-id=${call?.call_id ?? nothing} data-handed-over=${handedOver ? "true" : "false"}>
    <div class="waiting__lead">
    <div class="waiting__picture ${ringing ? "waiting__picture--ringing" : ""}" aria-hidden="true">
      <span class="waiting__ring"></span><span class="waiting__ring"></span><span class="waiting__ring"></span>
      ${icon(ringing ? phoneIcon : handedOver ? transferIcon : peopleIcon)}
    </div>
    <h1 tabindex="-1">${t(handedOver ? "waiting.handed_over.heading" : "waiting.heading")}</h1>
    <p class="lead">${t(lead)}</p>
    <div class="waiting__place" role="status">
      ${place ? placeView(t, place, ringing) : nothing}
    </div>
    </div>
    ${
      isPressing
        ? html`<section class="tips tips--alternative" aria-labelledby="alternative-heading" data-testid="alternatives">
          <h2 id="alternative-heading">${icon(alertIcon)}${t("waiting.alternative")}</h2>
          ${numbersView(t)}
        </section>`
        : handedOver
          ? nothing
          : tipsView(t)
    }
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="cancel-call" @click=${actions.cancel}>
        ${icon(closeIcon)}<span>${t(handedOver ? "waiting.handed_over.leave" : "waiting.cancel")}</span>
      </button>
    </div>
  </section>`;
}
