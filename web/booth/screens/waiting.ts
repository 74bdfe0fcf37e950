/** The place in the queue. */
import alertIcon from "icon:alert-triangle";
import checkIcon from "icon:circle-check";
import phoneIcon from "icon:phone";
import peopleIcon from "icon:users";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { BoothProps } from "../props.ts";
import { type BoothState, currentCall, needsAlternative } from "../state.ts";
import { isUnstaffed } from "../wait.ts";
import { numbersView } from "./parts.ts";

function estimateText(t: BoothTexts, place: BoothState["place"]): string {
  if (!place || place.wait_to_s === null) return t("waiting.estimate.unknown");
  if (place.wait_to_s <= 60) return t("waiting.estimate.soon");
  const from = Math.floor((place.wait_from_s ?? 0) / 60);
  const to = Math.ceil(place.wait_to_s / 60);
  return from >= 1 && from < to ? t("waiting.estimate", { from, to }) : t("waiting.estimate.one", { to });
}

export function waitingView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const isPressing = needsAlternative(state, props.now + state.clockOffset);
  const call = currentCall(state);
  const ringing = call?.seats.some((seat) => seat.role === "agent" && seat.state === "reserved") ?? false;
  const { place } = state;
  const before = (place?.position ?? 1) - 1;
  const position = before === 0 ? t("waiting.position.next") : t("waiting.position", { count: before });
  return html`<section class="waiting" data-testid="waiting" data-call-id=${call?.call_id ?? nothing}>
    <div class="waiting__lead">
    <div class="waiting__picture ${ringing ? "waiting__picture--ringing" : ""}" aria-hidden="true">
      <span class="waiting__ring"></span><span class="waiting__ring"></span><span class="waiting__ring"></span>
      ${icon(ringing ? phoneIcon : peopleIcon)}
    </div>
    <h1 tabindex="-1">${t("waiting.heading")}</h1>
    <p class="lead">${t(isUnstaffed(place) && !ringing ? "waiting.lead.unstaffed" : "waiting.lead")}</p>
    <div class="waiting__place" role="status">
      ${
        place
          ? html`<p class="waiting__position" data-testid="queue-position" data-position=${place.position}>${t("waiting.place", { position: place.position })}</p>
          <p class="waiting__before">${ringing ? t("waiting.ringing") : position}</p>
          <p class="waiting__estimate" data-testid="estimated-wait">${estimateText(t, place)}</p>`
          : nothing
      }
    </div>
    </div>
    ${
      isPressing
        ? html`<section class="tips tips--alternative" aria-labelledby="alternative-heading" data-testid="alternatives">
          <h2 id="alternative-heading">${icon(alertIcon)}${t("waiting.alternative")}</h2>
          ${numbersView(t)}
        </section>`
        : html`<section class="tips" aria-labelledby="tips-heading">
      <h2 id="tips-heading">${t("waiting.tip.heading")}</h2>
      <ul>
        <li>${icon(checkIcon)}${t("waiting.tip.1")}</li>
        <li>${icon(checkIcon)}${t("waiting.tip.2")}</li>
        <li>${icon(checkIcon)}${t("waiting.tip.3")}</li>
      </ul>
    </section>`
    }
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="cancel-call" @click=${actions.cancel}>
        ${icon(closeIcon)}<span>${t("waiting.cancel")}</span>
      </button>
    </div>
  </section>`;
}
