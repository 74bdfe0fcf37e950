/** Over the pictures: what keeps the others from hearing, or being heard, and what can be done about it. */
import alertIcon from "icon:alert-triangle";
import tipIcon from "icon:bulb";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import pauseIcon from "icon:player-pause";
import pluggedIcon from "icon:plug-connected";
import videoIcon from "icon:video";
import videoOffIcon from "icon:video-off";
import volumeIcon from "icon:volume";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { duration } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { isHeld } from "./conversation.ts";
import type { DeviceNotice } from "./devices-view.ts";
import { shareNotice } from "./share-view.ts";
import { supervisionView } from "./supervision-view.ts";
import { troubleIcon } from "./trouble-icon.ts";
import type { CallProps } from "./view.ts";

type Shown = TemplateResult | typeof nothing;

export function warningsView(props: CallProps): Shown {
  const shown = [
    supervisionView(props),
    heldView(props),
    props.share ? shareNotice(props, props.share) : nothing,
    soundView(props),
    notHeardView(props),
    notSeenView(props),
    props.media.notice ? noticeView(props, props.media.notice) : nothing,
    hintView(props),
    adviceView(props),
  ].filter((each) => each !== nothing);
  return shown.length === 0 ? nothing : html`<div class="call__warnings">${shown}</div>`;
}

function buttonView(testid: string, text: string, press: () => void, icons: readonly string[] | null = null) {
  return html`<button type="button" class="utrecht-button utrecht-button--primary-action" data-testid=${testid} @click=${press}>
    ${icons ? icon(icons) : nothing}<span>${text}</span>
  </button>`;
}

/** Takes a warning away until its reason comes anew. */
function dismissView({ t, actions }: CallProps, what: string): TemplateResult {
  return html`<button type="button" class="call__dismiss" data-testid="dismiss-${what}" title=${t("call.dismiss")} @click=${() => actions.dismiss(what)}>
    ${icon(closeIcon)}<span class="visually-hidden">${t("call.dismiss")}</span>
  </button>`;
}

function soundView({ t, media, actions }: CallProps): Shown {
  if (!media.soundBlocked) return nothing;
  return html`<div class="call__warning" role="alert">
    <p>${icon(volumeIcon)}${t("call.sound_blocked")}</p>
    ${buttonView("sound-on", t("call.sound_on"), actions.turnSoundOn)}
  </div>`;
}

function notHeardView({ t, media, fixedDevices, actions }: CallProps): Shown {
  const isMute = media.microphone === "missing" || media.microphone === "denied";
  if (!isMute) return nothing;
  const trouble = media.trouble.microphone ?? "none";
  return html`<div class="call__warning" role="alert" data-testid="not-heard" data-trouble=${trouble}>
    <p>${icon(troubleIcon(trouble))}<span><strong>${t("call.not_heard")}</strong>
      ${fixedDevices ? nothing : t(`trouble.microphone.${trouble}`)} ${t("trouble.chat")}</span></p>
    ${buttonView("retry-microphone", t("microphone.retry"), actions.toggleMicrophone)}
  </div>`;
}

/** Having no camera may be meant; one that can't be used is not. */
function notSeenView(props: CallProps): Shown {
  const { t, media, fixedDevices, actions, dismissed } = props;
  const trouble = media.trouble.camera;
  if (!trouble || trouble === "none" || fixedDevices || dismissed.has("not-seen")) return nothing;
  return html`<div class="call__warning" role="status" data-testid="not-seen" data-trouble=${trouble}>
    <p>${icon(troubleIcon(trouble))}<span><strong>${t("call.not_seen")}</strong> ${t(`trouble.camera.${trouble}`)}</span></p>
    ${buttonView("retry-camera", t("camera.retry"), actions.toggleCamera)}
    ${dismissView(props, "not-seen")}
  </div>`;
}

function noticeView({ t }: CallProps, { name, kind, from, to }: DeviceNotice): TemplateResult {
  const paths = kind === "came_back" ? pluggedIcon : name === "camera" ? videoIcon : microphoneIcon;
  return html`<div class="call__warning" role="status" data-testid="device-notice" data-kind=${kind} data-device=${name}>
    <p>${icon(paths)}<span>${t(`devices.${kind}.${name}`, { from: from || "?", to: to || "?" })}</span></p>
  </div>`;
}

function hintView(props: CallProps): Shown {
  const { t, media, fixedDevices, actions, dismissed } = props;
  if (!media.hint || dismissed.has("hint")) return nothing;
  const isMuted = media.hint === "muted";
  const text = t(isMuted ? "hint.muted" : fixedDevices ? "hint.silent.visitor" : "hint.silent");
  return html`<div class="call__warning" role="status" data-testid="microphone-hint" data-hint=${media.hint}>
    <p>${icon(isMuted ? microphoneOffIcon : alertIcon)}<span>${text}</span></p>
    ${isMuted ? buttonView("unmute", t("microphone.turn_on"), actions.toggleMicrophone, microphoneIcon) : dismissView(props, "hint")}
  </div>`;
}

function adviceView(props: CallProps): Shown {
  const { t, advice, media, actions, dismissed } = props;
  if (!advice || dismissed.has("advice")) return nothing;
  return html`<div class="call__warning" role="status" data-testid="quality-advice" data-advice=${advice}>
    <p>${icon(tipIcon)}<span><strong>${t("advice.heading")}</strong> ${t(`advice.${advice}`)}</span></p>
    ${media.camera === "on" && advice !== "delay" ? buttonView("advice-camera-off", t("camera.turn_off"), actions.toggleCamera, videoOffIcon) : nothing}
    ${dismissView(props, "advice")}
  </div>`;
}

/** Say what hold means; whoever can end it sees for how long. */
function heldView({ t, now, hold, isVisitor, conversation }: CallProps): Shown {
  const { call } = conversation;
  if (isVisitor || !call || !isHeld(call) || call.held_at === null) return nothing;
  return html`<div class="call__warning" role="status" data-testid="on-hold">
    <p>${icon(pauseIcon)}<span><strong>${t("hold.staff")}</strong> ${t("hold.staff.text")}</span></p>
    ${hold ? html`<span class="call__held-time" aria-hidden="true">${duration((now - call.held_at) / 1000)}</span>` : nothing}
  </div>`;
}
