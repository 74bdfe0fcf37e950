/** The calm view while nothing rings: ready, away, or soon ready again. */
import alertIcon from "icon:alert-triangle";
import coffeeIcon from "icon:coffee";
import headsetIcon from "icon:headset";
import clockIcon from "icon:hourglass";
import missedIcon from "icon:phone-x";
import { html, nothing, type TemplateResult } from "lit";
import type { DeviceReadiness } from "../call/readiness.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { languageName } from "../i18n/format.ts";
import type { Staff } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";

export interface IdleProps {
  t: StaffTexts;
  staff: Staff | null;
  name: string;
  forInterpreter: boolean;
  /** Null until known. */
  devices: DeviceReadiness | null;
  /** Server time, epoch ms. */
  now: number;
  ready(): void;
  /** Let the browser ask for camera and microphone. */
  allow(): void;
  /** Which devices to use, where there are several. */
  choice: TemplateResult | typeof nothing;
  /** The own day, in short. */
  day: TemplateResult | typeof nothing;
}

type IdleKind = "ready" | "resting" | "away" | "signed_in" | "missed" | "disconnected";

/** How long until somebody ready is offered calls again, whole seconds. */
function restS(staff: Staff | null, now: number): number {
  return Math.max(0, Math.ceil(((staff?.ready_at ?? 0) - now) / 1000));
}

function idleKind(staff: Staff | null, now: number): IdleKind {
  if (staff?.status === "ready") return restS(staff, now) > 0 ? "resting" : "ready";
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
  const { t, staff, name, forInterpreter, ready, now } = props;
  const kind = idleKind(staff, now);
  const isReady = kind === "ready" || kind === "resting";
  const icons = {
    ready: headsetIcon,
    resting: clockIcon,
    away: coffeeIcon,
    signed_in: headsetIcon,
    missed: missedIcon,
    disconnected: alertIcon,
  };
  const lead =
    kind === "ready" && forInterpreter ? "idle.ready.lead.interpreter" : (`idle.${kind}.lead` as const);
  const count = kind === "resting" ? restS(staff, now) : Math.max(1, staff?.missed ?? 1);
  return html`<section class="idle idle--${kind}" data-testid="idle" data-kind=${kind}>
    <div class="idle__picture">${icon(icons[kind])}</div>
    <h1 tabindex="-1">${t(`idle.${kind}.heading`, { name, count })}</h1>
    <p class="lead">${t(lead)}</p>
    ${devicesView(props)}
    ${
      isReady
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
    ${props.choice}
    <div class="idle__day">${props.day}</div>
  </section>`;
}
