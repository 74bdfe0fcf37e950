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
import { hasSettled, isKeptFrom, type Tile } from "./conversation.ts";
import type { CallProps } from "./view.ts";

/** Say who somebody is: staff by name and role, a visitor only by role. */
export function nameOf(t: CallTexts, participant: Participant): string {
  const role = t(`role.${participant.role}`);
  return participant.role === "visitor" || !participant.display_name
    ? role
    : `${participant.display_name}, ${role.toLowerCase()}`;
}

/** What a tile shows of somebody's picture and sound. */
interface Shown {
  /** Instead of the picture; null while it plays. */
  readonly note: string | null;
  readonly isSilent: boolean;
  readonly isSlow: boolean;
  /** Nobody knows whether they are there, though their picture still plays. */
  readonly isAway?: boolean;
  /** The last picture stands still below the note. */
  readonly isFrozen?: boolean;
}

function shownOf(props: CallProps, { participant, slot, leg }: Tile): Shown {
  const { t, media, online, conversation } = props;
  const isSlowHere = conversation.legs[props.self] === "slow";
  const hidden = (note: string): Shown => ({ note, isSilent: false, isSlow: false });
  const isMoving = slot !== null && media.moving[slot] === true;
  const isAway = !participant.online;
  // Media goes on without the server: what still plays is no less true for its sender's page being out of reach.
  if (leg === "gone" || (isAway && !isMoving)) return hidden(t("call.away"));
  // Without the server nobody knows whether it is the camera or the connection.
  if (!online && !isMoving) return hidden(t("call.reconnecting"));
  if (slot === null || leg === "connecting") return hidden(t("call.connecting"));
  if (!media.connected) return hidden(media.wasConnected ? t("call.reconnecting") : t("call.connecting"));
  const settled = hasSettled(conversation, participant, props);
  // The browser measures what it plays.
  const isSilent = settled && !media.soundBlocked && media.sounding[slot] === false;
  if (media.moving[slot] === false) {
    // A camera that is off and a connection that falters look alike from here: the relay knows which it is.
    if (isSlowHere || leg === "slow") {
      const note = isSlowHere ? t("call.frozen.own") : t("call.frozen", { who: nameOf(t, participant) });
      return { note, isSilent: false, isSlow: false, isFrozen: true };
    }
    return { note: t(settled ? "call.no_picture" : "call.connecting"), isSilent, isSlow: false };
  }
  const note = media.moving[slot] === null ? t("call.connecting") : null;
  return { note, isSilent, isSlow: leg === "slow", isAway };
}

/** Hold is the server's work; the page takes no chances: what it keeps from the visitor isn't even played. */
function onHold({ t, conversation, self }: CallProps, { participant }: Tile): Shown | null {
  if (!conversation.call || !isKeptFrom(conversation.call, self, participant)) return null;
  const note = t(participant.role === "visitor" ? "call.on_hold" : "call.one_moment");
  return { note, isSilent: false, isSlow: false };
}

export function tileView(props: CallProps, tile: Tile): TemplateResult {
  const { t, media, actions } = props;
  const { participant, slot } = tile;
  const name = nameOf(t, participant);
  const held = onHold(props, tile);
  const stream = slot === null || held ? null : (media.streams[slot] ?? null);
  const { note, isSilent, isSlow, isAway, isFrozen } = held ?? shownOf(props, tile);
  const speaks = !held && props.conversation.speakers.includes(participant.participant_id);
  const started = (event: Event) => {
    if (slot !== null && (event.currentTarget as HTMLVideoElement).videoWidth > 0) actions.playing(slot);
  };
  const classes = ["tile", `tile--${participant.role}`];
  if (note) classes.push("tile--still");
  if (isFrozen) classes.push("tile--frozen");
  if (speaks) classes.push("tile--speaking");
  return html`<figure class=${classes.join(" ")} data-held=${held ? "true" : nothing} data-speaking=${speaks ? "true" : "false"}>
    ${note ? html`<div class="tile__placeholder">${icon(held ? pauseIcon : userIcon)}<span>${note}</span></div>` : nothing}
    ${
      stream
        ? html`<video
          class="tile__video"
          data-testid="video-${participant.role}"
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
      ${name}${isAway ? html`<span class="tile__warning">${t("call.away")}</span>` : nothing}${isSlow ? html`<span class="tile__warning">${t("call.slow")}</span>` : nothing}${
        isSilent
          ? html`<span class="tile__warning" data-testid="silent-${participant.role}">${icon(microphoneOffIcon)}${t("call.silent")}</span>`
          : nothing
      }
    </figcaption>
  </figure>`;
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
    <figcaption class="tile__name">${t("call.self")}</figcaption>
  </figure>`;
}
