/** The call as every page shows it: the others, oneself, the controls, the chat. */

import signalIcon from "icon:antenna-bars-5";
import messageIcon from "icon:message-circle";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import hangUpIcon from "icon:phone-off";
import sendIcon from "icon:send";
import userIcon from "icon:user";
import videoIcon from "icon:video";
import videoOffIcon from "icon:video-off";
import volumeIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CallTexts } from "../i18n/catalogs.ts";
import { clockTime, duration } from "../i18n/format.ts";
import type { Participant } from "../protocol/server.ts";
import { icon } from "../ui/icon.ts";
import { play } from "../ui/play.ts";
import { type Conversation, type Tile, tilesOf } from "./conversation.ts";
import type { DeviceState } from "./devices.ts";
import type { MediaView } from "./media.ts";

export interface CallActions {
  toggleMicrophone(): void;
  toggleCamera(): void;
  hangUp(): void;
  post(text: string): void;
  soundBlocked(): void;
  turnSoundOn(): void;
}

export interface CallProps {
  t: CallTexts;
  conversation: Conversation;
  self: string;
  media: MediaView;
  actions: CallActions;
  /** Server time, epoch ms. */
  now: number;
  hangUpLabel: string;
  /** Shown above the chat. */
  aside?: TemplateResult | typeof nothing;
}

/** Say who somebody is: staff by role and name, a visitor only by role. */
function nameOf(t: CallTexts, participant: Participant): string {
  const role = t(`role.${participant.role}`);
  return participant.role === "visitor" || !participant.display_name
    ? role
    : `${participant.display_name}, ${role.toLowerCase()}`;
}

export function callView(props: CallProps): TemplateResult {
  const { t, conversation, media } = props;
  const tiles = tilesOf(conversation, props.self);
  const answered = conversation.call?.answered_at ?? null;
  return html`<section class="call" data-testid="call" data-call-id=${conversation.call?.call_id ?? nothing} data-others=${tiles.length}>
    <div class="call__stage">
      <div class="call__tiles">
        ${repeat(
          tiles,
          (tile) => tile.participant.participant_id,
          (tile) => tileView(props, tile),
        )}
        ${tiles.length === 0 ? html`<p class="call__alone">${t("call.alone")}</p>` : nothing}
      </div>
      ${selfView(props)}
      ${media.soundBlocked ? soundView(props) : nothing}
      <div class="call__bar">
        <p class="call__facts">
          ${
            answered === null
              ? nothing
              : html`<span class="call__duration"><span class="visually-hidden">${t("call.duration")}</span> ${duration((props.now - answered) / 1000)}</span>`
          }
          ${
            media.quality === null
              ? nothing
              : html`<span class="quality quality--${media.quality}" data-testid="network-quality" data-quality=${media.quality}>${icon(signalIcon)}${t(`quality.${media.quality}`)}</span>`
          }
        </p>
        ${controlsView(props)}
      </div>
    </div>
    <div class="call__side">
      ${props.aside ?? nothing}
      ${chatView(props)}
    </div>
  </section>`;
}

function tileView({ t, media, actions }: CallProps, tile: Tile): TemplateResult {
  const { participant, slot, leg } = tile;
  const name = nameOf(t, participant);
  const stream = slot === null ? null : (media.streams[slot] ?? null);
  const still = slot !== null && media.moving[slot] === false;
  const note =
    !participant.online || leg === "gone" ? t("call.away") : slot === null ? t("call.connecting") : null;
  return html`<figure class="tile tile--${participant.role} ${still || note ? "tile--still" : ""}">
    <div class="tile__placeholder">
      ${icon(userIcon)}
      <span>${note ?? (still ? t("call.no_picture") : t("call.connecting"))}</span>
    </div>
    ${
      stream
        ? html`<video
          class="tile__video"
          data-testid="video-${participant.role}"
          autoplay
          playsinline
          aria-label=${t("call.picture_of", { who: name })}
          ${play(stream, actions.soundBlocked)}
        ></video>`
        : nothing
    }
    <figcaption class="tile__name">
      ${name}${leg === "slow" && !note ? html`<span class="tile__slow">${t("call.slow")}</span>` : nothing}
    </figcaption>
  </figure>`;
}

function selfView({ t, media }: CallProps): TemplateResult {
  return html`<figure class="self">
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
    <figcaption class="tile__name">${t("call.self")}</figcaption>
  </figure>`;
}

function soundView({ t, actions }: CallProps): TemplateResult {
  return html`<div class="call__sound" role="alert">
    <p>${t("call.sound_blocked")}</p>
    <button type="button" class="utrecht-button utrecht-button--primary-action" @click=${actions.turnSoundOn}>
      ${icon(volumeIcon)}${t("call.sound_on")}
    </button>
  </div>`;
}

function controlsView(props: CallProps): TemplateResult {
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
    ${icon(state === "on" ? icons[0] : icons[1])}<span>${t(`${name}.${state}`)}</span>
  </button>`;
  return html`<div class="call__controls" role="group" aria-label=${t("call.controls")}>
    ${toggle("microphone", media.microphone, [microphoneIcon, microphoneOffIcon], actions.toggleMicrophone)}
    ${toggle("camera", media.camera, [videoIcon, videoOffIcon], actions.toggleCamera)}
    <button type="button" class="control control--end" data-testid="hang-up" @click=${actions.hangUp}>
      ${icon(hangUpIcon)}<span>${props.hangUpLabel}</span>
    </button>
  </div>`;
}

function chatView({ t, conversation, self, actions }: CallProps): TemplateResult {
  const names = new Map(
    conversation.call?.participants.map((each) => [each.participant_id, t(`role.${each.role}`)]) ?? [],
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    actions.post(text);
  };
  return html`<section class="chat" aria-labelledby="chat-title">
    <h2 class="chat__title" id="chat-title">${icon(messageIcon)}${t("chat.title")}</h2>
    <div class="chat__log" data-testid="chat-log" role="log" aria-labelledby="chat-title" tabindex="0">
      ${conversation.chat.length === 0 ? html`<p class="chat__empty">${t("chat.empty")}</p>` : nothing}
      ${repeat(
        conversation.chat,
        (entry) => entry.entry_id,
        (entry) => {
          const own = entry.participant_id === self;
          return html`<p class="bubble ${own ? "bubble--own" : ""}">
            <span class="bubble__who">${own ? t("call.self") : (names.get(entry.participant_id) ?? "")}
              <time>${clockTime(entry.at, t.locale)}</time></span>
            <span class="bubble__text" dir="auto">${entry.text}</span>
          </p>`;
        },
      )}
    </div>
    <form class="chat__form" @submit=${submit}>
      <input
        class="utrecht-textbox"
        name="text"
        type="text"
        maxlength="2000"
        autocomplete="off"
        dir="auto"
        data-testid="chat-input"
        aria-label=${t("chat.input")}
        placeholder=${t("chat.input")}
      />
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="chat-send">
        ${icon(sendIcon)}<span>${t("chat.send")}</span>
      </button>
    </form>
  </section>`;
}

/** Keep the newest line of the chat in sight. */
export function scrollChat(root: ParentNode): void {
  const log = root.querySelector(".chat__log");
  if (log) log.scrollTop = log.scrollHeight;
}
