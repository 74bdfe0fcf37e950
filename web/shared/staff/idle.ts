/** The calm view while nothing rings: ready, away, or soon ready again. */
import alertIcon from "icon:alert-triangle";
import windowsIcon from "icon:browser";
import coffeeIcon from "icon:coffee";
import headsetIcon from "icon:headset";
import clockIcon from "icon:hourglass";
import microphoneIcon from "icon:microphone";
import missedIcon from "icon:phone-x";
import cameraIcon from "icon:video";
import cameraOffIcon from "icon:video-off";
import soundOffIcon from "icon:volume-off";
import { html, nothing, type TemplateResult } from "lit";
import "../ui/level-bar.ts";
import type { MediaView } from "../call/media.ts";
import type { DeviceReadiness } from "../call/readiness.ts";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { languageName } from "../i18n/format.ts";
import type { Level, Staff } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { play } from "../ui/play.ts";

export interface IdleProps {
  t: StaffTexts;
  staff: Staff | null;
  name: string;
  /** How well the languages are spoken, where it is known. */
  levels: Readonly<Record<string, Level>>;
  forInterpreter: boolean;
  /** Nobody would hear it ring here. */
  isMuted: boolean;
  /** This page is open in another tab too. */
  isElsewhere: boolean;
  /** Null until known. */
  devices: DeviceReadiness | null;
  /** Server time, epoch ms. */
  now: number;
  /** Camera and microphone tried out before a call. */
  check: {
    readonly open: boolean;
    readonly media: MediaView;
    readonly microphone: MediaStreamTrack | null;
    toggle(): void;
  };
  ready(): void;
  /** Let it be heard when it rings. */
  unmute(): void;
  /** Go on in this tab alone. */
  useHere(): void;
  /** Let the browser ask for camera and microphone. */
  allow(): void;
  /** Which devices to use, where there are several. */
  choice: TemplateResult | typeof nothing;
  /** What else there is to see meanwhile. */
  beside: TemplateResult | typeof nothing;
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
export function devicesView({ t, devices, allow }: IdleProps): TemplateResult | typeof nothing {
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

/** What would keep a call from being heard, or make it ring twice. */
export function noticesView({
  t,
  isMuted,
  isElsewhere,
  unmute,
  useHere,
}: Pick<IdleProps, "t" | "isMuted" | "isElsewhere" | "unmute" | "useHere">): TemplateResult {
  const notice = (symbol: readonly string[], text: string, handle: string, label: string, act: () => void) =>
    html`<div class="notice notice--act">${icon(symbol)}<span>${text}</span>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid=${handle} @click=${act}>${label}</button>
    </div>`;
  return html`
    ${isElsewhere ? notice(windowsIcon, t("tabs.elsewhere"), "use-only-here", t("tabs.use_only_here"), useHere) : nothing}
    ${isMuted ? notice(soundOffIcon, t("idle.muted"), "unmute", t("idle.unmute"), unmute) : nothing}`;
}

/** Own picture and sound, tried out. */
export function checkView({ t, check }: IdleProps): TemplateResult {
  const { media, microphone } = check;
  return html`<div class="tryout" data-testid="tryout">
    ${
      media.preview
        ? html`<video class="tryout__video" autoplay playsinline .muted=${true} aria-label=${t("idle.check.picture")} ${play(media.preview)}></video>`
        : html`<div class="tryout__off">${icon(cameraOffIcon)}<span>${t(media.camera === "asking" ? "camera.asking" : "camera.off")}</span></div>`
    }
    <div class="tryout__sound">${icon(microphoneIcon)}
      ${
        microphone
          ? html`<level-bar class="level" aria-hidden="true" .track=${microphone}></level-bar><span>${t("idle.check.speak")}</span>`
          : html`<span>${t(media.microphone === "asking" ? "microphone.asking" : "microphone.missing")}</span>`
      }
    </div>
  </div>`;
}

export function idleView(props: IdleProps): TemplateResult {
  const { t, staff, name, forInterpreter, ready, now, check } = props;
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
    <div class="card idle__main">
      <div class="idle__state">
        <div class="idle__picture">${icon(icons[kind])}</div>
        <div>
          <h1 tabindex="-1">${t(`idle.${kind}.heading`, { name, count })}</h1>
          <p class="lead">${t(lead)}</p>
        </div>
      </div>
      ${
        isReady
          ? nothing
          : html`<button type="button" class="utrecht-button utrecht-button--primary-action button--large idle__ready" data-testid="ready-again" @click=${ready}>
            ${t(kind === "missed" || kind === "disconnected" ? "idle.ready_again" : "idle.go_ready")}
          </button>`
      }
      ${noticesView(props)}
      ${devicesView(props)}
      <dl class="idle__facts">
        <div>
          <dt>${t("idle.languages")}</dt>
          <dd>${(staff?.languages ?? []).map((code) => html`<span class="chip">${languageName(code, t.locale)}${levelView(props, code)}</span>`)}</dd>
        </div>
        <div>
          <dt>${t("idle.devices.heading")}</dt>
          <dd>${t("idle.devices")}
            <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="try-devices" aria-expanded=${check.open ? "true" : "false"} @click=${check.toggle}>
              ${icon(check.open ? cameraOffIcon : cameraIcon)}<span>${t(check.open ? "idle.check.stop" : "idle.check.start")}</span>
            </button>
          </dd>
        </div>
      </dl>
      ${check.open ? checkView(props) : nothing}
      ${props.choice}
    </div>
    <div class="idle__beside">${props.beside}</div>
  </section>`;
}

function levelView({ t, levels }: IdleProps, code: string): TemplateResult | typeof nothing {
  const level = levels[code];
  return level
    ? html` <abbr class="level-mark" title=${t("idle.level", { level })}>${level}</abbr>`
    : nothing;
}
