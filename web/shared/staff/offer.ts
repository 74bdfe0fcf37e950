/** The ringing offer. */
import alertIcon from "icon:alert-triangle";
import phoneIcon from "icon:phone";
import phoneOffIcon from "icon:phone-off";
import transferIcon from "icon:transfer";
import peopleIcon from "icon:users";
import { html, nothing, type TemplateResult } from "lit";
import { pairOf } from "../call/conversation.ts";
import type { DeviceState } from "../call/devices.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { duration, languageName, placeName } from "../i18n/format.ts";
import type { Reservation } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";

export interface OfferProps {
  t: StaffTexts;
  reservation: Reservation;
  /** The answer is on its way. */
  answering: boolean;
  /** Interpreters hear the language and the kind of call, and nothing else. */
  forInterpreter: boolean;
  speaks: readonly string[];
  /** For which languages an interpreter exists. */
  interpreted: readonly string[];
  microphone: DeviceState;
  /** Server time, epoch ms. */
  now: number;
  accept(): void;
  decline(): void;
}

/** Return the two languages of an interpreter's call: "Nederlands ↔ Arabisch". */
export function pairText(t: StaffTexts, [from, to]: readonly [string, string]): string {
  return t("interpreter.pair", { from: languageName(from, t.locale), to: languageName(to, t.locale) });
}

/** The seat that a new call opens; any other one of an employee is a colleague's call, to take over or to join. */
const FIRST_SEAT = "agent";

/** What is special about this call. */
function noticesView(props: OfferProps): TemplateResult {
  const { t, reservation, forInterpreter, microphone } = props;
  const together = reservation.match.together_with !== null;
  const foreign = !forInterpreter && !together && !props.speaks.includes(reservation.language);
  const handedOver = !forInterpreter && reservation.seat_id !== FIRST_SEAT;
  const isMute = microphone === "denied" || microphone === "missing";
  const lacking = !props.interpreted.includes(reservation.language);
  return html`
    ${handedOver ? html`<p class="news" data-testid="offer-handed-over">${icon(transferIcon)}${t("offer.handed_over")}</p>` : nothing}
    ${together ? html`<p class="news" data-testid="offer-together">${icon(peopleIcon)}${t(forInterpreter ? "offer.together.interpreter" : "offer.together")}</p>` : nothing}
    ${foreign && !handedOver ? html`<p class="notice">${icon(alertIcon)}${t(lacking ? "offer.interpreter_lacking" : "offer.interpreter_needed")}</p>` : nothing}
    ${isMute ? html`<p class="notice" role="alert">${icon(alertIcon)}${t(`devices.microphone.${microphone}`)}</p>` : nothing}`;
}

export function offerView(props: OfferProps): TemplateResult {
  const { t, reservation, now, forInterpreter } = props;
  const whole = Math.max(1, Math.ceil((reservation.expires_at - reservation.created_at) / 1000));
  const left = Math.min(whole, Math.max(0, Math.ceil((reservation.expires_at - now) / 1000)));
  const language = forInterpreter
    ? pairText(t, pairOf(reservation.language))
    : languageName(reservation.language, t.locale);
  const fact = (label: string, value: string) =>
    html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<section
    class="offer"
    data-testid="offer"
    data-call-id=${reservation.call_id}
    data-language=${reservation.language}
    data-reservation-id=${reservation.reservation_id}
    aria-labelledby="offer-heading"
  >
    <p class="visually-hidden" role="alert">
      ${t(forInterpreter ? "offer.heading.interpreter" : "offer.heading")}: ${language}, ${t(`subject.${reservation.subject}`)}
    </p>
    <div class="offer__bell">${icon(phoneIcon)}</div>
    <p class="eyebrow">${t(forInterpreter ? "offer.heading.interpreter" : "offer.heading")}</p>
    <h1 id="offer-heading" tabindex="-1">${language}<span class="visually-hidden">, </span><span class="offer__subject">${t(`subject.${reservation.subject}`)}</span></h1>
    ${noticesView(props)}
    ${
      forInterpreter
        ? nothing
        : html`<dl class="facts">
          ${fact(t("offer.location"), placeName(reservation.location))}
          ${fact(t("offer.waiting"), duration((now - reservation.queued_at) / 1000))}
        </dl>`
    }
    <div class="offer__time">
      <progress class="countdown" max=${whole} value=${left} aria-label=${t("offer.remaining", { count: left })}></progress>
      <p aria-hidden="true">${t("offer.remaining", { count: left })}</p>
    </div>
    ${
      props.answering
        ? html`<p class="offer__connecting" role="status">${t("offer.connecting")}</p>`
        : html`<div class="offer__actions">
          <button type="button" class="utrecht-button button--accept button--large" data-testid="offer-accept" data-autofocus
            aria-keyshortcuts="Enter A" @click=${props.accept}>
            ${icon(phoneIcon)}<span>${t("offer.accept")}</span><kbd aria-hidden="true">Enter</kbd>
          </button>
          <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="offer-decline" aria-keyshortcuts="Escape D" @click=${props.decline}>
            ${icon(phoneOffIcon)}<span>${t("offer.decline")}</span><kbd aria-hidden="true">Esc</kbd>
          </button>
        </div>`
    }
  </section>`;
}
