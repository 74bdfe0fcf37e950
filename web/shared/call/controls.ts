/** What one does in a call: microphone, camera, hang up; and what must be said loudly about them. */
import alertIcon from "icon:alert-triangle";
import tabsIcon from "icon:copy";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import hangUpIcon from "icon:phone-off";
import videoIcon from "icon:video";
import videoOffIcon from "icon:video-off";
import volumeIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import type { DeviceState } from "./devices.ts";
import type { CallProps } from "./view.ts";

type Deed = "turn_on" | "turn_off" | "wait" | "retry";

/** What pressing a toggle does, by what the device does now. */
const DEEDS: Readonly<Record<DeviceState, Deed>> = {
  on: "turn_off",
  off: "turn_on",
  asking: "wait",
  missing: "retry",
  denied: "retry",
};

export function controlsView(props: CallProps): TemplateResult {
  const { t, media, actions } = props;
  const toggle = (
    name: "microphone" | "camera",
    state: DeviceState,
    icons: readonly [readonly string[], readonly string[]],
    press: () => void,
  ) => html`<button
    type="button"
    class="control ${state === "on" ? "" : "control--off"}"
    data-testid="toggle-${name}"
    data-state=${state}
    aria-pressed=${state === "on" ? "true" : "false"}
    @click=${press}
  >
    ${icon(state === "on" ? icons[0] : icons[1])}
    <span class="control__words"><span>${t(`${name}.${DEEDS[state]}`)}</span><small>${t(`${name}.${state}`)}</small></span>
  </button>`;
  return html`<div class="call__controls" role="group" tabindex="-1" data-autofocus aria-label=${t("call.controls")}>
    ${
      props.conversation.elsewhere
        ? nothing
        : html`${toggle("microphone", media.microphone, [microphoneIcon, microphoneOffIcon], actions.toggleMicrophone)}
          ${toggle("camera", media.camera, [videoIcon, videoOffIcon], actions.toggleCamera)}`
    }
    <button type="button" class="control control--end" data-testid="hang-up" @click=${actions.hangUp}>
      ${icon(hangUpIcon)}<span>${props.hangUpLabel}</span>
    </button>
  </div>`;
}

/** Over the pictures: what keeps the others from hearing, or being heard. */
export function warningsView({ t, media, actions }: CallProps): TemplateResult | typeof nothing {
  const isMute = media.microphone === "missing" || media.microphone === "denied";
  if (!isMute && !media.soundBlocked) return nothing;
  return html`<div class="call__warnings">
    ${
      media.soundBlocked
        ? html`<div class="call__warning" role="alert">
          <p>${icon(volumeIcon)}${t("call.sound_blocked")}</p>
          <button type="button" class="utrecht-button utrecht-button--primary-action" @click=${actions.turnSoundOn}>
            ${t("call.sound_on")}
          </button>
        </div>`
        : nothing
    }
    ${
      isMute
        ? html`<div class="call__warning" role="alert" data-testid="not-heard">
          <p>${icon(alertIcon)}<span><strong>${t("call.not_heard")}</strong> ${t(`call.not_heard.${media.microphone === "denied" ? "denied" : "missing"}`)}</span></p>
        </div>`
        : nothing
    }
  </div>`;
}

/** Instead of the pictures, while another page of the same person has them. */
export function elsewhereView({ t, actions }: CallProps): TemplateResult {
  return html`<div class="call__elsewhere" data-testid="call-elsewhere" role="status">
    ${icon(tabsIcon)}
    <p>${t("call.elsewhere")}</p>
    <button type="button" class="utrecht-button button--accept button--large" data-testid="call-here" @click=${actions.resume}>
      ${t("call.here")}
    </button>
  </div>`;
}
