/** The ringing offer, and the calm view before it. */
import alertIcon from "icon:alert-triangle";
import coffeeIcon from "icon:coffee";
import headsetIcon from "icon:headset";
import phoneIcon from "icon:phone";
import phoneOffIcon from "icon:phone-off";
import missedIcon from "icon:phone-x";
import { html, nothing, type TemplateResult } from "lit";
import { pairOf } from "../call/conversation.ts";
import type { DeviceState } from "../call/devices.ts";
import type { DeviceReadiness } from "../call/readiness.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { duration, languageName, placeName } from "../i18n/format.ts";
import type { Reservation, Staff } from "../protocol/server.ts";
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

export function offerView(props: OfferProps): TemplateResult {
  const { t, reservation, now, forInterpreter, microphone } = props;
  const isMute = microphone === "denied" || microphone === "missing";
  const whole = Math.max(1, Math.ceil((reservation.expires_at - reservation.created_at) / 1000));
  const left = Math.min(whole, Math.max(0, Math.ceil((reservation.expires_at - now) / 1000)));
  const language = forInterpreter
    ? pairText(t, pairOf(reservation.language))
    : languageName(reservation.language, t.locale);
  const foreign = !forInterpreter && !props.speaks.includes(reservation.language);
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
    ${foreign ? html`<p class="notice">${icon(alertIcon)}${t(props.interpreted.includes(reservation.language) ? "offer.interpreter_needed" : "offer.interpreter_lacking")}</p>` : nothing}
    ${isMute ? html`<p class="notice" role="alert">${icon(alertIcon)}${t(`devices.microphone.${microphone}`)}</p>` : nothing}
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

export interface IdleProps {
  t: StaffTexts;
  staff: Staff | null;
  name: string;
  forInterpreter: boolean;
  /** Null until known. */
  devices: DeviceReadiness | null;
  ready(): void;
  /** Let the browser ask for camera and microphone. */
  allow(): void;
}

type IdleKind = "ready" | "away" | "signed_in" | "missed" | "disconnected";

function idleKind(staff: Staff | null): IdleKind {
  if (staff?.status === "ready") return "ready";
  const reason = staff?.reason;
  return reason === "signed_in" || reason === "missed" || reason === "disconnected" ? reason : "away";
}

/** What is wrong with microphone and camera, before anybody finds out in a call. */
function devicesView({ t, devices, allow }: IdleProps): TemplateResult | typeof nothing {
  if (!devices) return nothing;
  const problems = (["microphone", "camera"] as const).flatMap((device) => {
    const state = devices[device];
    return state === "denied" || state === "missing" ? ([`devices.${device}.${state}`] as const) : [];
  });
  const states = [devices.microphone, devices.camera];
  const mustAsk = states.includes("ask");
  const mayAsk = mustAsk || states.includes("denied");
  if (problems.length === 0 && !mayAsk) return nothing;
  return html`<div class="idle__devices" data-testid="device-problems">
    ${problems.map((problem) => html`<p class="notice" role="alert">${icon(alertIcon)}${t(problem)}</p>`)}
    ${
      mayAsk
        ? html`<p class="idle__small">${mustAsk ? t("devices.ask") : nothing}
          <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="allow-devices" @click=${allow}>${t("devices.allow")}</button></p>`
        : nothing
    }
  </div>`;
}

export function idleView(props: IdleProps): TemplateResult {
  const { t, staff, name, forInterpreter, ready } = props;
  const kind = idleKind(staff);
  const icons = {
    ready: headsetIcon,
    away: coffeeIcon,
    signed_in: headsetIcon,
    missed: missedIcon,
    disconnected: alertIcon,
  };
  const lead =
    kind === "ready" && forInterpreter ? "idle.ready.lead.interpreter" : (`idle.${kind}.lead` as const);
  return html`<section class="idle idle--${kind}">
    <div class="idle__picture">${icon(icons[kind])}</div>
    <h1 tabindex="-1">${t(`idle.${kind}.heading`, { name })}</h1>
    <p class="lead">${t(lead)}</p>
    ${devicesView(props)}
    ${
      kind === "ready"
        ? nothing
        : html`<button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="ready-again" @click=${ready}>
          ${t(kind === "missed" || kind === "disconnected" ? "idle.ready_again" : "idle.go_ready")}
        </button>`
    }
    <p class="idle__small">
      ${t("idle.languages")}
      ${(staff?.languages ?? []).map((code) => html`<span class="chip">${languageName(code, t.locale)}</span>`)}
    </p>
    <p class="idle__small">${t("idle.devices")}</p>
  </section>`;
}
