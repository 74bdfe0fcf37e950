/** Which camera, microphone and loudspeaker: a menu of what is connected, before and during a call. */
import unfoldIcon from "icon:chevron-up";
import settingsIcon from "icon:settings";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import "../ui/level-bar.ts";
import type { CallTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";
import { type DeviceName, selectedOf } from "./inventory.ts";
import type { MediaView } from "./media.ts";
import { canRoute } from "./speaker.ts";

export interface DeviceChoiceProps {
  t: CallTexts;
  media: MediaView;
  /** The microphone's track, for its level; null while there is none. */
  microphone: MediaStreamTrack | null;
  choose(name: DeviceName, id: string | null): void;
}

export function deviceMenuView(props: DeviceChoiceProps): TemplateResult {
  return html`<details class="devices" name="call-panel" @keydown=${closeOnEscape} @focusout=${closeOnLeaving}>
    <summary class="devices__summary" data-testid="devices">${icon(settingsIcon)}<span>${props.t("devices.menu")}</span>${icon(unfoldIcon)}</summary>
    <div class="devices__panel" role="group" aria-label=${props.t("devices.menu")}>${deviceChoiceView(props)}</div>
  </details>`;
}

/** One choice for each kind of device of which the browser tells the names. */
export function deviceChoiceView({ t, media, microphone, choose }: DeviceChoiceProps): TemplateResult {
  const { inventory, using, speaker } = media;
  const choice = (name: DeviceName, used: string | null) => {
    const options = inventory[name].filter((option) => option.label !== "");
    const changed = (event: Event) => choose(name, (event.target as HTMLSelectElement).value || null);
    const selected = selectedOf(options, used);
    return html`<label class="devices__one">
      <span>${t(`devices.${name}`)}</span>
      <select class="utrecht-select" data-testid="device-${name}" @change=${changed}>
        <option value="" .selected=${live(selected === "")}>${t(options.length === 0 ? "devices.none" : "devices.system")}</option>
        ${options.map(({ id, label }) => html`<option value=${id} .selected=${live(selected === id)}>${label}</option>`)}
      </select>
    </label>`;
  };
  return html`${choice("microphone", using.microphone)}
    ${microphone && media.microphone === "on" ? html`<level-bar class="level" aria-hidden="true" .track=${microphone}></level-bar>` : nothing}
    ${choice("camera", using.camera)}
    ${canRoute() && inventory.speaker.length > 0 ? choice("speaker", speaker) : nothing}`;
}

function closeOnEscape(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
  event.stopPropagation();
}

function closeOnLeaving(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLDetailsElement;
  const next = event.relatedTarget as Node | null;
  if (next && !menu.contains(next)) menu.open = false;
}
