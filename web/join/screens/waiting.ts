/** The waiting room: whether the officer is there, and after a while what else can be done. */
import clockIcon from "icon:clock";
import lockIcon from "icon:device-mobile";
import leaveIcon from "icon:door-exit";
import peopleIcon from "icon:headset";
import interpreterIcon from "icon:language";
import phoneIcon from "icon:phone";
import ringingIcon from "icon:phone-ringing";
import officerIcon from "icon:shield-half";
import { html, nothing, type TemplateResult } from "lit";
import { interpreterState } from "../../shared/call/conversation.ts";
import type { RoomView } from "../../shared/protocol/server.ts";
import { icon } from "../../shared/ui/icon.ts";
import { play } from "../../shared/ui/play.ts";
import type { JoinProps } from "../props.ts";
import { needsOtherWays, type Prospect, prospectOf, waitsLong } from "../screen.ts";
import { currentCall } from "../state.ts";
import { timeOf } from "../when.ts";
import { failedView } from "./parts.ts";

const PICTURES: Readonly<Record<Prospect, readonly string[]>> = {
  ringing: ringingIcon,
  there: officerIcon,
  busy: clockIcon,
  away: clockIcon,
  put_through: peopleIcon,
};

export function waitingView(props: JoinProps): TemplateResult {
  const { t, state, media, now, actions } = props;
  const isBack = currentCall(state) !== null;
  const prospect = prospectOf(state);
  const serverNow = now + state.clockOffset;
  const startsAt = state.room?.starts_at ?? null;
  const isBefore = startsAt !== null && serverNow < startsAt;
  const lead = isBefore ? t("waiting.at", { time: timeOf(startsAt, t.locale) }) : t("waiting.lead");
  return html`<section class="room" data-testid="join-waiting" data-prospect=${prospect}>
    <div class="waiting__picture ${prospect === "ringing" ? "waiting__picture--ringing" : ""}" aria-hidden="true">
      <span class="waiting__ring"></span><span class="waiting__ring"></span><span class="waiting__ring"></span>
      ${icon(PICTURES[prospect])}
    </div>
    <div class="room__words" role="status">
      <h1 tabindex="-1">${t(isBack ? headingKey(prospect, state.room) : "waiting.returning")}</h1>
      ${state.room?.put_through && state.place !== null ? html`<p class="room__place" data-testid="queue-position">${t("waiting.place", { position: state.place })}</p>` : nothing}
      <p class="lead">${lead}</p>
      ${interpreterView(props)}
    </div>
    ${
      media.preview
        ? html`<video class="room__self" autoplay playsinline .muted=${true} aria-label=${t("call.own_picture")} ${play(media.preview)}></video>`
        : nothing
    }
    ${needsOtherWays(state, serverNow) ? otherWaysView(props) : html`<p class="room__kept">${icon(lockIcon)}<span>${t("waiting.kept")}</span></p>`}
    ${failedView(props)}
    <div class="foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="join-leave" @click=${actions.leave}>${icon(leaveIcon)}${t("waiting.leave")}</button>
    </div>
  </section>`;
}

/** Where an employee of the centre is to come, no officer is spoken of. */
function headingKey(prospect: Prospect, room: RoomView | null) {
  if (prospect === "put_through") return "waiting.put_through" as const;
  return room?.host === "centre" ? (`waiting.${prospect}.centre` as const) : (`waiting.${prospect}` as const);
}

/** Whether somebody comes who translates. */
function interpreterView({ t, state }: JoinProps): TemplateResult | typeof nothing {
  const call = currentCall(state);
  const asked = call ? interpreterState(call) : "none";
  const free = state.room?.interpreter ?? null;
  if (asked === "none" && free === null) return nothing;
  const said =
    asked === "joined"
      ? t("waiting.interpreter.there")
      : asked === "none"
        ? t(`waiting.interpreter.${free ?? "free"}`)
        : t("call.interpreter_coming");
  return html`<p class="room__interpreter" data-testid="join-interpreter">${icon(interpreterIcon)}<span>${said}</span></p>`;
}

/** For who waits in vain. */
function otherWaysView({ t, state, now, actions }: JoinProps): TemplateResult {
  const { room, busy } = state;
  const isLong = waitsLong(state, now + state.clockOffset);
  return html`<section class="others card" aria-labelledby="ways-heading" data-testid="join-other-ways">
    <h2 id="ways-heading">${t(isLong ? "ways.heading" : "ways.heading.soon")}</h2>
    ${isLong ? html`<p>${t("ways.lead")}</p>` : nothing}
    <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="join-wait-on" @click=${actions.waitOn}>${icon(clockIcon)}${t("ways.wait")}</button>
    ${
      room?.phone
        ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="join-ask-phone" aria-describedby="ways-phone" ?disabled=${busy} @click=${actions.askPhone}>${icon(phoneIcon)}${t("ways.phone")}</button>
          <p id="ways-phone">${t("ways.phone.text")}</p>`
        : nothing
    }
    ${
      room?.put_through || !room?.centre
        ? nothing
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="join-ask-centre" aria-describedby="ways-centre" ?disabled=${busy} @click=${actions.askCentre}>${icon(peopleIcon)}${t("ways.centre")}</button>
          <p id="ways-centre">${t("ways.centre.text")}</p>`
    }
  </section>`;
}
