/** A shared screen: somebody else's, large; and what whoever shares one's own does and is told. */
import alertIcon from "icon:alert-triangle";
import maximizeIcon from "icon:maximize";
import minimizeIcon from "icon:minimize";
import shareIcon from "icon:screen-share";
import shareOffIcon from "icon:screen-share-off";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import { play } from "../ui/play.ts";
import { isHeld, sharerOf } from "./conversation.ts";
import type { ShareState } from "./sharing.ts";
import { nameOf } from "./tile.ts";
import type { CallProps } from "./view.ts";

export interface ShareActions {
  /** Open or close the menu. */
  choose(): void;
  stop(): void;
  /** What can be shared, unfolded above the button; null while the menu is closed. */
  menu: TemplateResult | null;
  /** What is shared, if the page has more to say of it than that it is a screen. */
  shown: TemplateResult | null;
}

/** The shared screen of somebody else; nothing while nobody shares. */
export function shareView({
  t,
  conversation,
  self,
  media,
  actions,
  enlarged,
}: CallProps): TemplateResult | typeof nothing {
  const sharer = sharerOf(conversation, self);
  if (!sharer || !media.share) return nothing;
  const title = t("share.by", { who: nameOf(t, sharer) });
  const note = media.connected ? null : t(media.wasConnected ? "call.reconnecting" : "call.connecting");
  const toggle = () => actions.enlarge(!enlarged);
  return html`<figure class="tile tile--share ${note ? "tile--still tile--frozen" : ""}" @dblclick=${toggle}>
    ${note ? html`<div class="tile__placeholder"><span class="tile__why">${icon(shareIcon)}<span>${note}</span></span></div>` : nothing}
    <canvas class="tile__last" aria-hidden="true" width="0" height="0"></canvas><video
      class="tile__video"
      data-testid="video-share"
      autoplay
      playsinline
      .muted=${true}
      aria-label=${title}
      ${play(media.share, actions.soundBlocked)}
    ></video>
    <button type="button" class="share__enlarge" data-testid="enlarge-share" aria-pressed=${enlarged ? "true" : "false"} @click=${toggle} @dblclick=${(event: Event) => event.stopPropagation()}>
      ${icon(enlarged ? minimizeIcon : maximizeIcon)}<span>${t(enlarged ? "share.reduce" : "share.enlarge")}</span>
    </button>
    <figcaption class="tile__name">${title}</figcaption>
  </figure>`;
}

/** The button of whoever may share. */
export function shareToggle(props: CallProps, share: ShareActions): TemplateResult {
  const { t, conversation, self, media } = props;
  const { state } = media.sharing;
  const other = state === "off" ? sharerOf(conversation, self) : null;
  const isOn = state === "on";
  const press: Readonly<Record<ShareState, () => void>> = {
    off: share.choose,
    on: share.stop,
    asking: () => undefined,
  };
  const how = other ? t("share.other", { who: nameOf(t, other) }) : t(`share.${state}`);
  return html`<div class="share" data-share-menu>${state === "off" && !other ? share.menu : null}<button
    type="button"
    class="control ${isOn ? "control--held" : ""}"
    data-testid="toggle-share"
    data-state=${state}
    aria-pressed=${isOn ? "true" : nothing}
    aria-expanded=${isOn ? nothing : share.menu ? "true" : "false"}
    ?disabled=${other !== null}
    @click=${press[state]}
  >
    ${icon(isOn ? shareOffIcon : shareIcon)}
    <span class="control__words"><span>${t(isOn ? "share.stop" : "share.start")}</span><small>${how}</small></span>
  </button></div>`;
}

/** Over the pictures: that one shares, with the way to stop; or why one doesn't. */
export function shareNotice(
  { t, media, conversation: { call } }: CallProps,
  share: ShareActions,
): TemplateResult | typeof nothing {
  const { state, problem } = media.sharing;
  if (problem)
    return html`<div class="call__warning" role="alert" data-testid="share-problem">
      <p>${icon(alertIcon)}<span>${t(`share.${problem}`)}</span></p>
    </div>`;
  if (state !== "on") return nothing;
  const held = call !== null && isHeld(call);
  const seen = held ? "share.you.held" : "share.you.text";
  return html`<div class="call__warning" role="status" data-testid="sharing">
    ${share.shown}
    ${share.shown && !held ? nothing : html`<p>${icon(shareIcon)}<span>${share.shown ? nothing : html`<strong>${t("share.you")}</strong> `}${t(seen)}</span></p>`}
    <button type="button" class="utrecht-button utrecht-button--primary-action" data-testid="stop-sharing" @click=${share.stop}>
      ${t("share.stop")}
    </button>
  </div>`;
}
