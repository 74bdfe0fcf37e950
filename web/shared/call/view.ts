/** The call as every page shows it: the others, oneself, the controls, the chat. */
import messageIcon from "icon:message-circle";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CallTexts } from "../i18n/catalogs.ts";
import { duration } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { chatView } from "./chat.ts";
import type { ChatMark } from "./chat-marks.ts";
import type { Unsent } from "./chat-outbox.ts";
import type { ChatScroll } from "./chat-scroll.ts";
import { controlsView, elsewhereView } from "./controls.ts";
import { type Conversation, sharerOf, takesPartSince, tilesOf } from "./conversation.ts";
import { deviceMenuView } from "./device-menu.ts";
import type { DeviceName } from "./inventory.ts";
import type { Typing } from "./live-text.ts";
import type { MediaView } from "./media.ts";
import type { Quality } from "./quality.ts";
import { qualityView } from "./quality-view.ts";
import { type ShareActions, shareView } from "./share-view.ts";
import { speakingView } from "./speaking-view.ts";
import type { Advice } from "./steadiness.ts";
import { selfView, tileView } from "./tile.ts";
import { warningsView } from "./warnings.ts";

export interface CallActions {
  toggleMicrophone(): void;
  toggleCamera(): void;
  hangUp(): void;
  /** Write to the others. */
  write(text: string): void;
  /** Try once more what the server refused. */
  rewrite(entryId: string): void;
  /** What is being typed is this now. */
  type(text: string): void;
  /** Let the others see what is typed here, or no longer. */
  shareText(shared: boolean): void;
  soundBlocked(): void;
  turnSoundOn(): void;
  /** The picture in `slot` plays. */
  playing(slot: number): void;
  /** Connect here, where another page has the media now. */
  resume(): void;
  /** Take a warning away until its reason comes anew. */
  dismiss(what: string): void;
  /** Show what is shared as large as can be, or beside the people. */
  enlarge(on: boolean): void;
}

export interface CallProps {
  t: CallTexts;
  conversation: Conversation;
  self: string;
  /** A visitor is told of hold beside the pictures, in other words. */
  isVisitor?: boolean;
  /** The devices are a booth's: their user can neither choose nor mend them. */
  fixedDevices?: boolean;
  media: MediaView;
  /** The own microphone's track, for its level. */
  microphone: MediaStreamTrack | null;
  /** Use this device from now on; null = whatever the system prefers. */
  choose(name: DeviceName, id: string | null): void;
  /** How well the connection does, said steadily. */
  word: Quality | null;
  advice: Advice | null;
  /** What is shared is shown as large as can be. */
  enlarged: boolean;
  /** Warnings the user has taken away. */
  dismissed: ReadonlySet<string>;
  /** The signaling session stands. */
  online: boolean;
  scroll: ChatScroll;
  /** What was written and isn't in the conversation yet. */
  unsent: readonly Unsent[];
  typing: Typing;
  actions: CallActions;
  /** Server time, epoch ms. */
  now: number;
  localNow: number;
  hangUpLabel: string;
  /** Whose clock the chat goes by; the browser's without it. */
  timeZone?: string;
  /** Put the visitor on hold, or talk on; absent for whoever can't. */
  hold?: (held: boolean) => void;
  /** Show the others a screen or a document; absent for whoever can't. */
  share?: ShareActions;
  /** Said between the messages, each at its time. */
  chatMarks?: readonly ChatMark[];
  /** Shown above the field for a message, such as ready phrases; `writeInto` puts them there. */
  chatTools?: TemplateResult | typeof nothing;
  /** How staff are told of the supervisor in the call; visitors are told in their own words. */
  supervised?: string | null;
  /** Its user only receives: there is nothing of theirs to switch or to show. */
  receivesOnly?: boolean;
  /** Why nothing can be written here, said in place of the field for it. */
  readsOnly?: string;
  /** Shown above the chat. */
  aside?: TemplateResult | typeof nothing;
}

export function callView(props: CallProps): TemplateResult {
  const { t, conversation } = props;
  const tiles = tilesOf(conversation, props.self);
  const { elsewhere } = conversation;
  const isShown = !elsewhere && sharerOf(conversation, props.self) !== null;
  return html`<section class="call" data-testid="call" data-call-id=${conversation.call?.call_id ?? nothing} data-others=${tiles.length} data-sharing=${isShown ? "true" : nothing} data-enlarged=${isShown && props.enlarged ? "true" : nothing}>
    <div class="call__stage">
      ${
        elsewhere
          ? elsewhereView(props)
          : html`<div class="call__tiles">
            ${shareView(props)}
            <div class="call__people">
              ${repeat(
                tiles,
                (tile) => tile.participant.participant_id,
                (tile) => tileView(props, tile),
              )}
              ${tiles.length === 0 ? html`<p class="call__alone">${t("call.alone")}</p>` : nothing}
              ${props.receivesOnly ? nothing : selfView(props)}
            </div>
          </div>`
      }
      ${elsewhere ? nothing : warningsView(props)}
      <div class="call__bar">
        ${factsView(props)}
        ${controlsView(props)}
      </div>
    </div>
    <div class="call__side">
      ${props.aside ?? nothing}
      ${chatView(props)}
    </div>
  </section>`;
}

function factsView(props: CallProps): TemplateResult {
  const { t, conversation } = props;
  const since = conversation.call && takesPartSince(conversation.call, props.self);
  return html`<div class="call__facts">
    ${
      since === null
        ? nothing
        : html`<span class="call__duration"><span class="visually-hidden">${t("call.duration")}</span> ${duration((props.now - since) / 1000)}</span>`
    }
    ${conversation.elsewhere ? nothing : html`${qualityView(props)} ${props.fixedDevices ? nothing : deviceMenuView(props)}`}
    ${conversation.elsewhere ? nothing : speakingView(props)}
    <a class="call__to-chat" href="#chat" @click=${toChat}>${icon(messageIcon)}${t("chat.title")}</a>
  </div>`;
}

/** On a small or enlarged screen the chat is below the pictures. */
function toChat(event: Event): void {
  event.preventDefault();
  const root = (event.currentTarget as HTMLElement).closest(".call");
  root?.querySelector("#chat")?.scrollIntoView({ block: "end" });
  root?.querySelector<HTMLElement>("[data-testid='chat-input']")?.focus();
}
