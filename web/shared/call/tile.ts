/** The pictures of a call: the others', large, and one's own, small. */
import microphoneOffIcon from "icon:microphone-off";
import pauseIcon from "icon:player-pause";
import userIcon from "icon:user";
import videoOffIcon from "icon:video-off";
import voiceIcon from "icon:volume";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import type { CallTexts } from "../i18n/catalogs.ts";
import type { Participant } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { play } from "../ui/play.ts";
import { isCaller, isKeptFrom, type Tile } from "./conversation.ts";
import { seenOf, type Unseen } from "./seen.ts";
import type { CallProps } from "./view.ts";

/** Say who somebody is: staff by name and role, a caller only by role. */
export function nameOf(t: CallTexts, participant: Participant): string {
  const { role, display_name: name } = participant;
  // A service employee is in no call.
  return isCaller(role) || role === "service" || !name ? t(`role.${role}`) : t(`person.${role}`, { name });
}

/** Return the first letters of the first and the last word of a name; nothing for whoever has none. */
export function initialsOf({ role, display_name }: Participant): string {
  if (isCaller(role)) return "";
  const words = display_name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

const UNSEEN_ICONS: Partial<Record<Unseen, readonly string[]>> = {
  one_moment: pauseIcon,
  on_hold: pauseIcon,
  camera_off: videoOffIcon,
  no_camera: videoOffIcon,
  no_picture: videoOffIcon,
  unseen: videoOffIcon,
  away: wifiOffIcon,
  reconnecting: wifiOffIcon,
  paused: wifiOffIcon,
  frozen: wifiOffIcon,
  "frozen.own": wifiOffIcon,
};

export function tileView(props: CallProps, tile: Tile): TemplateResult {
  const { t, media, actions, conversation, self } = props;
  const { participant, slot } = tile;
  const { role } = participant;
  const name = nameOf(t, participant);
  const held = conversation.call !== null && isKeptFrom(conversation.call, self, participant);
  const stream = slot === null || held ? null : (media.streams[slot] ?? null);
  const { unseen, unheard, isSlow, isAway, isFrozen } = seenOf(props, tile);
  const speaks = !held && conversation.speakers.includes(participant.participant_id);
  const started = (event: Event) => {
    if (slot !== null && (event.currentTarget as HTMLVideoElement).videoWidth > 0) actions.playing(slot);
  };
  const classes = ["tile", `tile--${role}`];
  if (unseen) classes.push("tile--still");
  if (isFrozen) classes.push("tile--frozen");
  if (speaks) classes.push("tile--speaking");
  if (isCompact(tile)) classes.push("tile--compact");
  return html`<figure class=${classes.join(" ")} data-held=${held ? "true" : nothing} data-unseen=${unseen ?? nothing} data-speaking=${speaks ? "true" : "false"}>
    ${unseen ? placeholderView(t, participant, unseen) : nothing}
    ${
      stream
        ? html`<canvas class="tile__last" aria-hidden="true" width="0" height="0"></canvas><video
          class="tile__video"
          data-testid="video-${role}"
          autoplay
          playsinline
          aria-label=${t("call.picture_of", { who: name })}
          @resize=${started}
          ${play(stream, actions.soundBlocked)}
        ></video>`
        : nothing
    }
    ${voiceView()}
    <figcaption class="tile__name">
      <span>${name}</span>${isAway && unseen !== "away" ? html`<span class="tile__warning">${t("call.away")}</span>` : nothing}${isSlow ? html`<span class="tile__warning">${t("call.slow")}</span>` : nothing}${
        unheard
          ? html`<span class="tile__warning" data-testid="silent-${role}" data-unheard=${unheard}>${icon(microphoneOffIcon)}<span>${t(`call.${unheard}`)}</span></span>`
          : nothing
      }
    </figcaption>
  </figure>`;
}

/** Who joined a conversation of others and is only heard needs no room for a picture. */
function isCompact({ participant: { role, mode, camera } }: Tile): boolean {
  return (role === "interpreter" || mode !== null) && (camera === "off" || camera === "missing");
}

function placeholderView(t: CallTexts, participant: Participant, unseen: Unseen): TemplateResult {
  const initials = initialsOf(participant);
  const who = nameOf(t, participant);
  return html`<div class="tile__placeholder">
    <span class="tile__face" aria-hidden="true">${initials || icon(userIcon)}</span>
    <span class="tile__why">${UNSEEN_ICONS[unseen] ? icon(UNSEEN_ICONS[unseen]) : nothing}<span>${t(`call.${unseen}`, { who })}</span></span>
  </div>`;
}

/** In a corner of its own, so that nothing moves; for the eye only, who uses a screen reader hears who speaks. */
function voiceView(): TemplateResult {
  return html`<span class="tile__voice">${icon(voiceIcon)}</span>`;
}

export function selfView({ t, media, conversation, self }: CallProps): TemplateResult {
  const speaks = media.microphone === "on" && conversation.speakers.includes(self);
  // Nobody is to believe that the others see this picture while they don't.
  const isCutOff = media.wasConnected && !media.connected;
  return html`<figure class="self ${speaks ? "tile--speaking" : ""}" data-speaking=${speaks ? "true" : "false"}>
    ${
      media.preview
        ? html`<video
          class="self__video"
          data-testid="video-self"
          autoplay
          playsinline
          .muted=${true}
          aria-label=${t("call.own_picture")}
          ${play(media.preview)}
        ></video>`
        : html`<div class="self__off">${icon(videoOffIcon)}<span>${t(`camera.${media.camera}`)}</span></div>`
    }
    ${isCutOff ? html`<div class="self__cut-off" data-testid="self-reconnecting">${icon(wifiOffIcon)}<span>${t("call.reconnecting")}</span></div>` : nothing}
    ${voiceView()}
    <figcaption class="tile__name"><span>${t("call.self")}</span>${media.microphone === "on" ? nothing : html`<span class="tile__warning">${icon(microphoneOffIcon)}<span class="visually-hidden">${t(`microphone.${media.microphone}`)}</span></span>`}</figcaption>
  </figure>`;
}
