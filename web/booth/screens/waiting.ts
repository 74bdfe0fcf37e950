/** The place in the queue, until somebody answers. */

import seatIcon from "icon:armchair";
import clockIcon from "icon:clock";
import shieldIcon from "icon:eye-off";
import peopleIcon from "icon:headset";
import keyboardIcon from "icon:keyboard";
import listIcon from "icon:list-check";
import callbackIcon from "icon:phone-incoming";
import phoneIcon from "icon:phone-ringing";
import transferIcon from "icon:transfer";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { BoothTexts } from "../../shared/i18n/catalogs.ts";
import { languageName } from "../../shared/i18n/format.ts";
import type { Call, QueuePlaced } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import { qrView } from "../../shared/ui/qr.ts";
import type { BoothProps } from "../props.ts";
import { currentCall } from "../screen.ts";
import {
  callbackAddress,
  isRinging,
  needsAlternative,
  type Phase,
  phaseOf,
  soughtFor,
  type Wait,
  waitOf,
} from "../waiting.ts";
import { numbersView } from "./parts.ts";

const PICTURES: Readonly<Record<Phase, readonly string[]>> = {
  searching: peopleIcon,
  ringing: phoneIcon,
  handed_over: transferIcon,
  handed_over_ringing: phoneIcon,
};

const HEADINGS = {
  searching: "waiting.heading",
  ringing: "waiting.ringing",
  handed_over: "waiting.handed_over.heading",
  handed_over_ringing: "waiting.handed_over.ringing",
} as const;

export function waitingView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const call = currentCall(state);
  if (!call) return html``;
  const phase = phaseOf(call);
  const handedOver = phase === "handed_over" || phase === "handed_over_ringing";
  const ringing = isRinging(call);
  const isPressing = needsAlternative(state, props.now + state.clockOffset);
  return html`<section class="waiting" data-testid="waiting" data-call-id=${call.call_id} data-handed-over=${handedOver ? "true" : "false"} data-phase=${phase}>
    <div class="waiting__lead">
      <div class="waiting__picture ${ringing ? "waiting__picture--ringing" : ""}" aria-hidden="true">
        <span class="waiting__ring"></span><span class="waiting__ring"></span><span class="waiting__ring"></span>
        ${icon(PICTURES[phase])}
      </div>
      <div class="waiting__words" role="status">
        <h1 tabindex="-1">${headingOf(t, call, phase)}</h1>
        <p class="lead">${leadOf(props, call, phase)}</p>
      </div>
      ${state.place ? placeView(props, call, state.place) : html`<div class="waiting__place waiting__place--empty"></div>`}
    </div>
    ${isPressing ? alternativesView(props, call) : handedOver ? nothing : tipsView(t, call)}
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="cancel-call" @click=${actions.cancel}>
        ${icon(closeIcon)}<span>${t(handedOver ? "waiting.handed_over.leave" : "waiting.cancel")}</span>
      </button>
    </div>
  </section>`;
}

function headingOf(t: BoothTexts, call: Call, phase: Phase): string {
  const interpreterRings = call.seats.some(
    (seat) => seat.role === "interpreter" && seat.state === "reserved",
  );
  return t(phase === "ringing" && interpreterRings ? "waiting.ringing.both" : HEADINGS[phase]);
}

function leadOf({ t, state }: BoothProps, call: Call, phase: Phase): string {
  if (phase === "ringing" || phase === "handed_over_ringing") return t("waiting.ringing.lead");
  if (phase === "handed_over") return t("waiting.handed_over.lead");
  return t(`waiting.sought.${soughtFor(state, call)}`, { language: languageName(call.language, t.locale) });
}

/** The place in the queue, in words and numbers. */
function placeView({ t, state }: BoothProps, call: Call, place: QueuePlaced): TemplateResult {
  const before = place.position - 1;
  const wait = waitOf(state, call, place);
  return html`<div class="waiting__place">
    <span class="waiting__number" aria-hidden="true">${place.position}</span>
    <div role="status">
      <p class="waiting__position" data-testid="queue-position" data-position=${place.position}>${t("waiting.place", { position: place.position })}</p>
      <p class="waiting__before">${before === 0 ? t("waiting.position.next") : t("waiting.position", { count: before })}</p>
      <p class="waiting__estimate" data-testid="estimated-wait" data-kind=${wait.kind}>${icon(clockIcon)}<span>${estimateText(t, wait)}</span></p>
    </div>
  </div>`;
}

function estimateText(t: BoothTexts, wait: Wait): string {
  switch (wait.kind) {
    case "range":
      return t("waiting.estimate.range", { from: wait.from, count: wait.to });
    case "about":
      return t("waiting.estimate", { count: wait.minutes });
    case "more_than":
      return t("waiting.estimate.more", { count: wait.minutes });
    default:
      return t(`waiting.estimate.${wait.kind}`);
  }
}

/** What to have ready, and what helps. */
function tipsView(t: BoothTexts, call: Call): TemplateResult {
  const typing = call.needs.includes("without_voice") ? "waiting.tip.typed" : "waiting.tip.2";
  return html`<section class="tips" aria-labelledby="tips-heading">
    <h2 id="tips-heading">${t("waiting.tip.heading")}</h2>
    <ul>
      <li>${icon(call.subject === "anonymous" ? shieldIcon : listIcon)}<span>${t(`waiting.tip.${call.subject}`)}</span></li>
      <li>${icon(keyboardIcon)}<span>${t(typing)}</span></li>
      <li>${icon(seatIcon)}<span>${t("waiting.tip.3")}</span></li>
    </ul>
  </section>`;
}

/** Other ways to the police, for whom the wait is too long. */
function alternativesView({ t, state }: BoothProps, call: Call): TemplateResult {
  const form = state.location?.callback_url ?? null;
  return html`<section class="tips tips--alternative" aria-labelledby="alternative-heading" data-testid="alternatives">
    <h2 id="alternative-heading">${t("waiting.alternative")}</h2>
    ${form === null ? nothing : callbackView(t, callbackAddress(form, document.baseURI, call))}
    ${numbersView(t)}
  </section>`;
}

function callbackView(t: BoothTexts, address: string): TemplateResult {
  return html`<div class="callback" data-testid="callback">
    ${qrView(address, t("waiting.callback.code"))}
    <p>${icon(callbackIcon)}<span><strong>${t("waiting.callback.heading")}</strong>${t("waiting.callback.text")}</span></p>
  </div>`;
}
