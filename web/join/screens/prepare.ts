/** What will happen, picture and sound, the connection, privacy; and in. Nothing that is missing keeps anybody out. */
import alertIcon from "icon:alert-triangle";
import enterIcon from "icon:door-enter";
import lockIcon from "icon:lock";
import retryIcon from "icon:refresh";
import videoIcon from "icon:video";
import videoOffIcon from "icon:video-off";
import wifiIcon from "icon:wifi";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { isLacking } from "../../shared/call/check.ts";
import { deviceCheckView } from "../../shared/call/check-view.ts";
import { icon } from "../../shared/ui/icon.ts";
import type { JoinProps } from "../props.ts";
import { momentOf } from "../when.ts";
import { askedView, changesView } from "./early.ts";
import { failedView } from "./parts.ts";

export function prepareView(props: JoinProps): TemplateResult {
  const { t, state, now, media, actions } = props;
  const startsAt = state.room?.starts_at ?? null;
  const when =
    startsAt === null
      ? t(state.room?.host === "centre" ? "prepare.now.centre" : "prepare.now")
      : t("prepare.at", { time: momentOf(startsAt, t.locale, now + state.clockOffset) });
  return html`<section class="prepare">
    <div class="prepare__head">
      <h1 tabindex="-1">${t("prepare.heading")}</h1>
      <p class="lead">${when}</p>
      ${state.room?.wants_other_moment ? askedView(t) : nothing}
    </div>
    <ol class="course" aria-label=${t("prepare.steps")}>
      <li>${t("prepare.step.1")}</li>
      <li>${t("prepare.step.2")}</li>
      <li>${t("prepare.step.3")}</li>
    </ol>
    <section class="prepare__check" aria-labelledby="check-heading">
      <h2 id="check-heading">${t("check.heading")}</h2>
      ${
        media.camera === "asking" || media.microphone === "asking"
          ? html`<p class="news" role="status">${t("check.ask")}</p>`
          : lackingView(props)
      }
      ${deviceCheckView({
        t,
        handle: "join-device-check",
        media,
        microphone: props.microphone,
        cameraOff: media.camera === "off" ? "chosen" : null,
        toneSounding: props.toneSounding,
        hearing: !state.room?.needs.includes("without_hearing"),
        // What is lacking says so above, with the way to try anew.
        retry: null,
        playTone: actions.playTone,
      })}
      ${cameraView(props)}
    </section>
    ${networkView(props)}
    <details class="privacy card" data-testid="join-privacy" open>
      <summary>${icon(lockIcon)}<span>${t("privacy.heading")}</span></summary>
      <ul>
        <li>${t("privacy.1")}</li>
        <li>${t("privacy.2")}</li>
        ${state.room?.may_be_joined ? html`<li>${t("supervised.possible")}</li>` : nothing}
        <li>${t("privacy.3")}</li>
        <li>${t("privacy.4")}</li>
      </ul>
    </details>
    <div class="prepare__cannot">
      <p>${t("prepare.cannot")}</p>
      <div class="ways ways--small">${changesView(props)}</div>
    </div>
    <div class="foot">
      ${failedView(props)}
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="join-enter" ?disabled=${state.busy} @click=${actions.enter}>
        ${icon(enterIcon)}<span>${t(state.busy ? "enter.busy" : enterKey(props))}</span>
      </button>
    </div>
  </section>`;
}

function enterKey({ media }: JoinProps): "enter.all" | "enter.without_camera" | "enter.text" {
  if (isLacking(media.microphone)) return "enter.text";
  return isLacking(media.camera) ? "enter.without_camera" : "enter.all";
}

/** In plain words what is wrong, what can be done about it, and that one may go on as it is. */
function lackingView({ t, media, browser, actions }: JoinProps): TemplateResult | typeof nothing {
  const noCamera = isLacking(media.camera);
  const noMicrophone = isLacking(media.microphone);
  if (!noCamera && !noMicrophone) return nothing;
  const without = noCamera && noMicrophone ? "both" : noCamera ? "camera" : "microphone";
  const { camera, microphone } = media.trouble;
  const trouble = (noMicrophone ? microphone : camera) ?? "none";
  const helpFor = (name: "camera" | "microphone") => {
    const its = media.trouble[name] ?? "none";
    // Of a phone's own settings there is too much to tell; its browser's are a tap away.
    const isBlocked = its === "blocked" || (its === "system" && browser !== "computer");
    return isBlocked ? t(`allow.${browser}`) : t(`trouble.${name}.${its}`);
  };
  // What is one for both is said once.
  const help = new Set([
    ...(noMicrophone ? [helpFor("microphone")] : []),
    ...(noCamera ? [helpFor("camera")] : []),
  ]);
  return html`<div class="lacking" role="status" data-testid="join-lacking" data-trouble=${trouble} data-without=${without}>
    ${icon(alertIcon)}
    <div>
      ${[...help].map((each) => html`<p>${each}</p>`)}
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="retry-devices" @click=${actions.retryDevices}>${icon(retryIcon)}${t("check.retry")}</button>
      <p><strong>${t(`without.${without}`)}</strong></p>
    </div>
  </div>`;
}

/** For who would rather not be seen. */
function cameraView({ t, media, actions }: JoinProps): TemplateResult | typeof nothing {
  if (media.camera !== "on" && media.camera !== "off") return nothing;
  const isOn = media.camera === "on";
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="join-camera" @click=${actions.toggleCamera}>
    ${icon(isOn ? videoOffIcon : videoIcon)}<span>${t(isOn ? "check.camera.off" : "check.camera.on")}</span>
  </button>`;
}

function networkView({ t, state, actions }: JoinProps): TemplateResult {
  const { network } = state;
  const isWell = network === "good" || network === null;
  return html`<div class="network ${isWell ? "" : "network--weak"}" data-testid="join-network" data-quality=${network ?? "measuring"}>
    ${icon(network === "offline" ? wifiOffIcon : wifiIcon)}
    <p role="status">${t(network === null ? "network.measuring" : `network.${network}`)}</p>
    ${isWell ? nothing : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="join-measure" @click=${actions.measure}>${icon(retryIcon)}${t("network.again")}</button>`}
  </div>`;
}
