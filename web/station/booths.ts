/** The booths of a station: what goes on there, since when, and a picture of how each device is. */
import alertIcon from "icon:alert-triangle";
import cameraIcon from "icon:camera";
import cameraOffIcon from "icon:camera-off";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import volumeIcon from "icon:volume";
import volumeOffIcon from "icon:volume-off";
import wifiIcon from "icon:wifi";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clockTime, placeName } from "../shared/i18n/format.ts";
import type { DeviceReport, StationBooth } from "../shared/protocol/server.ts";
import { boothName } from "../shared/staff/help-wanted.ts";
import { icon } from "../shared/ui/icon.ts";
import { isHeard, type StationState, usedBooths } from "./state.ts";
import type { StationTexts } from "./words.ts";

const DEVICES = ["camera", "microphone", "loudspeaker", "network"] as const;
type DeviceName = (typeof DEVICES)[number];
type DeviceState = DeviceReport[DeviceName];

const ICONS: Record<DeviceName, Record<"well" | "bad", readonly string[]>> = {
  camera: { well: cameraIcon, bad: cameraOffIcon },
  microphone: { well: microphoneIcon, bad: microphoneOffIcon },
  loudspeaker: { well: volumeIcon, bad: volumeOffIcon },
  network: { well: wifiIcon, bad: wifiOffIcon },
};
const HEALTH: Record<DeviceState, "well" | "fair" | "bad" | "unknown"> = {
  on: "well",
  off: "well",
  ok: "well",
  good: "well",
  fair: "fair",
  poor: "bad",
  missing: "bad",
  unknown: "unknown",
};

/** `now`: server time, epoch ms. */
export function boothsView(t: StationTexts, state: StationState, now: number): TemplateResult {
  const used = usedBooths(state);
  const unused = state.booths.length - used.length;
  return html`<section class="card station__booths" data-testid="booths">
    <h2>${t("station.booths")}</h2>
    ${
      used.length > 0
        ? html`<ul class="booth-cards">${repeat(
            used,
            (each) => each.booth_id,
            (each) => boothView(t, state, each, now),
          )}</ul>`
        : html`<p class="station__empty">${t("station.booths.empty")}</p>`
    }
    ${unused > 0 ? html`<p class="station__unused">${t("station.booths.unused", { count: unused })}</p>` : nothing}
  </section>`;
}

function boothView(t: StationTexts, state: StationState, booth: StationBooth, now: number): TemplateResult {
  const help = state.help.get(booth.booth_id);
  const use = booth.use ?? "offline";
  const shown = help ? (help.acknowledged_at == null ? "help" : "coming") : use;
  const name = boothName(booth.booth_id);
  const time = (at: number) => clockTime(at, t.locale);
  const isAlone = state.locations.length < 2;
  // What was well when it was last heard may not be so now.
  const report = isHeard(booth, now) ? booth.report : null;
  const isInOrder =
    report !== null &&
    booth.troubles.length === 0 &&
    DEVICES.every((each) => HEALTH[report[each]] === "well");
  return html`<li class="booth-card booth-card--${shown} ${isInOrder ? "booth-card--in-order" : ""}" data-testid="booth-row" data-booth-id=${booth.booth_id} data-state=${use} data-shown=${shown}>
    <div class="booth-card__head">
      <h3>${name}${isAlone ? nothing : html`<small>${placeName(booth.location)}</small>`}</h3>
      <p class="booth-card__use"><strong>${t(`station.use.${shown}`)}</strong>${
        booth.use_since === null || help
          ? nothing
          : html` <span>${t("station.since", { time: time(booth.use_since) })}</span>`
      }</p>
    </div>
    ${report ? devicesView(t, name, report) : nothing}
    <p class="booth-card__foot">
      ${booth.troubles.length > 0 ? html`<span class="badge badge--trouble" data-testid="booth-trouble">${icon(alertIcon)}${t("station.booth.trouble")}</span>` : nothing}
      <span>${booth.reported_at === null ? t("station.reported.never") : t("station.reported", { time: time(booth.reported_at) })}</span>
    </p>
  </li>`;
}

function devicesView(t: StationTexts, booth: string, report: DeviceReport): TemplateResult {
  const device = (name: DeviceName) => {
    const health = HEALTH[report[name]];
    return html`<li class="device device--${health}" data-testid="device-${name}" data-state=${report[name]}>
      <span class="device__picture">${icon(ICONS[name][health === "bad" ? "bad" : "well"])}</span>
      <span class="device__name">${t(`device.${name}`)}</span>
      <span class="device__state">${t(`device.state.${report[name]}`)}</span>
    </li>`;
  };
  return html`<ul class="devices-health" aria-label=${t("station.devices", { booth })}>${DEVICES.map(device)}</ul>`;
}
