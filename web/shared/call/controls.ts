/** What one does in a call: microphone, camera, hang up. */
import tabsIcon from "icon:copy";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import hangUpIcon from "icon:phone-off";
import pauseIcon from "icon:player-pause";
import playIcon from "icon:player-play";
import videoIcon from "icon:video";
import videoOffIcon from "icon:video-off";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import { isHeld } from "./conversation.ts";
import type { DeviceState } from "./devices.ts";
import { shareToggle } from "./share-view.ts";
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
      props.conversation.elsewhere || props.receivesOnly
        ? nothing
        : html`${toggle("microphone", media.microphone, [microphoneIcon, microphoneOffIcon], actions.toggleMicrophone)}
          ${toggle("camera", media.camera, [videoIcon, videoOffIcon], actions.toggleCamera)}
          ${props.share ? shareToggle(props, props.share) : nothing}`
    }
    ${props.hold ? holdView(props, props.hold) : nothing}
    <button type="button" class="control control--end" data-testid="hang-up" @click=${actions.hangUp}>
      ${icon(hangUpIcon)}<span>${props.hangUpLabel}</span>
    </button>
  </div>`;
}

function holdView({ t, conversation }: CallProps, hold: (held: boolean) => void): TemplateResult {
  const isOn = conversation.call !== null && isHeld(conversation.call);
  return html`<button
    type="button"
    class="control ${isOn ? "control--held" : ""}"
    data-testid="hold"
    data-state=${isOn ? "held" : "talking"}
    aria-pressed=${isOn ? "true" : "false"}
    @click=${() => hold(!isOn)}
  >
    ${icon(isOn ? playIcon : pauseIcon)}
    <span class="control__words"><span>${t(isOn ? "hold.end" : "hold.start")}</span><small>${t(isOn ? "hold.on" : "hold.off")}</small></span>
  </button>`;
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
