/** The ringing offer. */
import alertIcon from "icon:alert-triangle";
import hourglassIcon from "icon:clock";
import deafIcon from "icon:ear-off";
import unseenIcon from "icon:eye-off";
import soundIcon from "icon:headphones";
import placeIcon from "icon:map-pin";
import typesIcon from "icon:message-2";
import phoneIcon from "icon:phone";
import phoneOffIcon from "icon:phone-off";
import transferIcon from "icon:transfer";
import companionIcon from "icon:user-heart";
import peopleIcon from "icon:users";
import videoIcon from "icon:video";
import { html, nothing, svg, type TemplateResult } from "lit";
import { pairOf } from "../call/conversation.ts";
import type { DeviceState } from "../call/devices.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { duration, languageName, placeName } from "../i18n/format.ts";
import type { LanguageCount, Need, Reservation, SeatState } from "../protocol/server.ts";
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
  /** How many interpreters there are now. */
  counts: readonly LanguageCount[];
  /** How the interpreter stands, or for an interpreter the employee; null: unknown. */
  partner: SeatState | null;
  /** The station's name; null: unknown. */
  place: string | null;
  /** The caller's name, to whom they are known by it; null: it isn't known. */
  caller: string | null;
  microphone: DeviceState;
  /** An interpreter joined without a camera last time. */
  soundOnly: boolean;
  /** Server time, epoch ms. */
  now: number;
  accept(soundOnly?: boolean): void;
  decline(): void;
}

/** Return the two languages of an interpreter's call: "Nederlands ↔ Arabisch". */
export function pairText(t: StaffTexts, [from, to]: readonly [string, string]): string {
  return t("interpreter.pair", { from: languageName(from, t.locale), to: languageName(to, t.locale) });
}

/** The seats that a new call opens; any other one of an employee is a colleague's call, to take over or to join. */
const FIRST_SEATS: readonly string[] = ["agent", "wijkagent"];

/** Return the text that says how the other one stands whom the call needs; null: nobody else is needed. Pure. */
export function partnerKey({ partner, reservation, forInterpreter }: OfferProps) {
  const known = partner ?? (reservation.match.together_with === null ? null : "reserved");
  if (known === null || known === "closed") return null;
  return forInterpreter ? (`offer.employee.${known}` as const) : (`offer.interpreter.${known}` as const);
}

/** Return the text that says who hands the call over, and how; null: it is a new call. Pure. */
export function handedOverKey({
  reservation,
  forInterpreter,
}: Pick<OfferProps, "reservation" | "forInterpreter">) {
  if (forInterpreter || FIRST_SEATS.includes(reservation.seat_id)) return null;
  if (reservation.asked_by === null) return "offer.handed_over";
  return reservation.consulted ? "offer.handed_over.consulted" : "offer.handed_over.blind";
}

/** Say whether an interpreter for the call's language is free; nothing while the server hasn't said. Pure. */
export function freeText({
  t,
  counts,
  reservation,
}: Pick<OfferProps, "t" | "counts" | "reservation">): string {
  const count = counts.find((each) => each.language === reservation.call_language);
  if (!count) return "";
  if (count.free > 0) return t("offer.interpreters.free", { count: count.free });
  return t(count.present > 0 ? "offer.interpreters.busy" : "offer.interpreters.none");
}

/** What is special about this call. */
function noticesView(props: OfferProps): TemplateResult {
  const { t, reservation, forInterpreter, microphone } = props;
  const partner = partnerKey(props);
  const handedOver = handedOverKey(props);
  const foreign = !forInterpreter && !partner && !props.speaks.includes(reservation.call_language);
  const isMute = microphone === "denied" || microphone === "missing";
  const lacking = !props.interpreted.includes(reservation.call_language);
  return html`
    ${handedOver ? html`<p class="news" data-testid="offer-handed-over">${icon(transferIcon)}${t(handedOver, { name: reservation.asked_by ?? "" })}</p>` : nothing}
    ${partner ? html`<p class="news" data-testid="offer-together" role="status">${icon(peopleIcon)}${t(partner)}</p>` : nothing}
    ${foreign && !handedOver ? html`<p class="notice" data-testid="offer-interpreter">${icon(alertIcon)}<span>${t(lacking ? "offer.interpreter_lacking" : "offer.interpreter_needed")} ${freeText(props)}</span></p>` : nothing}
    ${isMute ? html`<p class="notice" role="alert">${icon(alertIcon)}${t(`devices.microphone.${microphone}`)}</p>` : nothing}`;
}

const NEED_ICONS: Record<Need, readonly string[]> = {
  without_voice: typesIcon,
  without_hearing: deafIcon,
  screen_reader: unseenIcon,
  companion: companionIcon,
};

/** How the visitor wants to be met. */
export function needsView(
  t: StaffTexts,
  needs: readonly Need[],
  handle = "offer-needs",
): TemplateResult | typeof nothing {
  if (needs.length === 0) return nothing;
  return html`<ul class="needs" data-testid=${handle}>
    ${needs.map(
      (need) => html`<li class="need" data-need=${need}>${icon(NEED_ICONS[need])}
        <span><strong>${t(`need.${need}`)}</strong> ${t(`need.${need}.hint`)}</span></li>`,
    )}
  </ul>`;
}

/** A ring around the bell that empties as the time runs out. */
function countdownView({ t, reservation, now }: OfferProps): TemplateResult {
  const whole = Math.max(1, Math.ceil((reservation.expires_at - reservation.created_at) / 1000));
  const left = Math.min(whole, Math.max(0, Math.ceil((reservation.expires_at - now) / 1000)));
  return html`<div class="countdown">
    <svg class="countdown__ring" viewBox="0 0 100 100" aria-hidden="true">
      ${svg`<circle class="countdown__ground" cx="50" cy="50" r="46" />
      <circle class="countdown__left" cx="50" cy="50" r="46" pathLength="100" stroke-dasharray="100" stroke-dashoffset=${100 - (100 * left) / whole} />`}
    </svg>
    <div class="countdown__bell">${icon(phoneIcon)}</div>
    <progress class="visually-hidden" max=${whole} value=${left} aria-label=${t("offer.remaining", { count: left })}></progress>
    <p class="countdown__text" aria-hidden="true">${t("offer.remaining", { count: left })}</p>
  </div>`;
}

function factsView({ t, reservation, place, now, forInterpreter }: OfferProps): TemplateResult {
  const fact = (symbol: readonly string[], label: string, value: string) =>
    html`<div class="fact"><dt>${icon(symbol)}${label}</dt><dd>${value}</dd></div>`;
  if (forInterpreter)
    return html`<dl class="facts">${fact(videoIcon, t("offer.kind"), t("offer.kind.booth"))}${fact(hourglassIcon, t("offer.waiting"), duration((now - reservation.seat_opened_at) / 1000))}</dl>`;
  return html`<dl class="facts">
    ${fact(placeIcon, t("offer.location"), place ?? placeName(reservation.location))}
    ${fact(hourglassIcon, t("offer.waiting"), duration((now - reservation.seat_opened_at) / 1000))}
  </dl>`;
}

function actionsView({ t, forInterpreter, soundOnly, accept, decline }: OfferProps): TemplateResult {
  const primary = forInterpreter && soundOnly ? soundIcon : forInterpreter ? videoIcon : phoneIcon;
  const text = forInterpreter ? (soundOnly ? "offer.accept.sound" : "offer.accept.video") : "offer.accept";
  return html`<div class="offer__actions">
    <button type="button" class="utrecht-button button--accept button--large" data-testid="offer-accept" data-autofocus
      aria-keyshortcuts="Enter A" @click=${() => accept(soundOnly)}>
      ${icon(primary)}<span>${t(text)}</span><kbd aria-hidden="true">Enter</kbd>
    </button>
    <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="offer-decline" aria-keyshortcuts="Escape D" @click=${decline}>
      ${icon(phoneOffIcon)}<span>${t("offer.decline")}</span><kbd aria-hidden="true">Esc</kbd>
    </button>
    ${
      forInterpreter
        ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--wide offer__other" data-testid=${soundOnly ? "offer-accept-video" : "offer-accept-sound"} aria-keyshortcuts=${soundOnly ? "V" : "S"} @click=${() => accept(!soundOnly)}>
          ${icon(soundOnly ? videoIcon : soundIcon)}<span>${t(soundOnly ? "offer.accept.video" : "offer.accept.sound")}</span><kbd aria-hidden="true">${soundOnly ? "V" : "S"}</kbd>
        </button>`
        : nothing
    }
  </div>`;
}

export function offerView(props: OfferProps): TemplateResult {
  const { t, reservation, forInterpreter } = props;
  const language = forInterpreter
    ? pairText(t, pairOf(reservation.language, reservation.call_language))
    : languageName(reservation.call_language, t.locale);
  const subject = t(`subject.${reservation.subject}`);
  // Who was asked to come is known by name; of others the language says most.
  const [first, ...further] = [props.caller, language, subject].filter((each) => each !== null);
  const title = [first, ...further].join(", ");
  const heading = t(forInterpreter ? "offer.heading.interpreter" : "offer.heading");
  return html`<section
    class="offer"
    data-testid="offer"
    data-call-id=${reservation.call_id}
    data-language=${reservation.language}
    data-reservation-id=${reservation.reservation_id}
    aria-label=${title}
  >
    <p class="visually-hidden" role="alert">
      ${heading}: ${title}
    </p>
    ${countdownView(props)}
    <div class="offer__title">
      <p class="eyebrow">${heading}</p>
      <h1 tabindex="-1" aria-label=${title}>${first}<span class="offer__subject">${further.join(" · ")}</span></h1>
    </div>
    ${factsView(props)}
    ${needsView(t, reservation.needs)}
    ${noticesView(props)}
    ${props.answering ? html`<p class="offer__connecting" role="status">${t("offer.connecting")}</p>` : actionsView(props)}
  </section>`;
}
