/** The pages of a link that leads to no conversation now: each its own, saying what comes next. */

import browserIcon from "icon:browser-x";
import pauseIcon from "icon:calendar-pause";
import canceledIcon from "icon:calendar-x";
import doneIcon from "icon:circle-check";
import clockIcon from "icon:clock";
import devicesIcon from "icon:devices";
import enterIcon from "icon:door-enter";
import leaveIcon from "icon:door-exit";
import linkOffIcon from "icon:link-off";
import mailIcon from "icon:mail";
import phoneIcon from "icon:phone-incoming";
import plugIcon from "icon:plug-connected-x";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { ratingView } from "../../shared/call/rating-view.ts";
import { icon } from "../../shared/ui/icon.ts";
import { tryingView } from "../../shared/ui/trying.ts";
import type { JoinProps } from "../props.ts";
import type { Screen } from "../screen.ts";
import { momentOf, timeOf } from "../when.ts";
import { changesView } from "./early.ts";
import { messageView, newRequestView, referenceView } from "./parts.ts";

type Said = "late" | "revoked" | "renewed" | "wrong" | "unsupported";

const PICTURES: Readonly<Record<Said, readonly string[]>> = {
  late: clockIcon,
  revoked: pauseIcon,
  renewed: mailIcon,
  wrong: linkOffIcon,
  unsupported: browserIcon,
};

export function isMessage(screen: Screen): screen is Said {
  return screen in PICTURES;
}

/** What says no more than a heading and what comes next. */
export function plainMessageView({ t, state }: JoinProps, said: Said): TemplateResult {
  return messageView({
    handle: `join-${said}`,
    picture: PICTURES[said],
    tone: said === "wrong" || said === "unsupported" ? "warm" : "calm",
    heading: t(`${said}.heading`),
    lead: t(`${said}.lead`),
    more: state.room && said !== "wrong" ? referenceView(t, state.room.reference) : nothing,
  });
}

export function startingView({ t }: JoinProps): TemplateResult {
  return html`<section class="message" data-testid="join-starting">
    <h1 class="visually-hidden" tabindex="-1">${t("join.title")}</h1>
    ${tryingView(t("join.starting"))}
  </section>`;
}

export function offlineView({ t }: JoinProps): TemplateResult {
  return messageView({
    handle: "join-offline",
    picture: wifiOffIcon,
    heading: t("offline.heading"),
    lead: t("offline.lead"),
    more: tryingView(t("join.trying")),
  });
}

export function phoneView({ t, state, now }: JoinProps): TemplateResult {
  const startsAt = state.room?.starts_at ?? null;
  const when =
    startsAt === null
      ? nothing
      : html`<p class="lead">${t("phone.at", { when: momentOf(startsAt, t.locale, now) })}</p>`;
  return messageView({
    handle: "join-phone",
    picture: phoneIcon,
    tone: "good",
    heading: t("phone.heading"),
    lead: t("phone.lead"),
    more: html`${when}${state.room ? referenceView(t, state.room.reference) : nothing}`,
  });
}

export function elsewhereView({ t, state, actions }: JoinProps): TemplateResult {
  return messageView({
    handle: "join-elsewhere",
    picture: devicesIcon,
    heading: t("elsewhere.heading"),
    lead: t("elsewhere.lead"),
    more: html`${state.failed ? html`<p class="notice" role="alert">${t("elsewhere.still")}</p>` : nothing}
      <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="join-here" ?disabled=${state.busy} @click=${actions.askLink}>${t("elsewhere.here")}</button>`,
  });
}

/** The request is closed: how, and what to do for more. */
export function closedView(props: JoinProps): TemplateResult {
  const { t, state } = props;
  const outcome = state.room?.outcome ?? null;
  const reference = state.room ? referenceView(t, state.room.reference) : nothing;
  if (outcome === "spoken_by_video" || outcome === "spoken_by_phone") return thanksView(props);
  const kind =
    outcome === "canceled" ? "closed.canceled" : outcome === "not_reached" ? "closed.not_reached" : "closed";
  return messageView({
    handle: "join-closed",
    picture: outcome === "canceled" ? canceledIcon : doneIcon,
    heading: t(`${kind}.heading`),
    lead: t(`${kind}.lead`),
    more: html`${reference}${newRequestView(t)}`,
  });
}

/** They left the waiting room: how long they may come back. */
export function outsideView(props: JoinProps): TemplateResult {
  const { t, state, actions } = props;
  const until = state.room?.closes_at ?? null;
  return messageView({
    handle: "join-outside",
    picture: leaveIcon,
    heading: t("left.heading"),
    lead: until === null ? "" : t("left.lead", { time: timeOf(until, t.locale) }),
    more: html`<div class="ways">
      <button type="button" class="utrecht-button utrecht-button--primary-action button--large" data-testid="join-return" @click=${actions.comeBack}>${icon(enterIcon)}${t("left.back")}</button>
      ${changesView(props)}
    </div>`,
  });
}

/** After the conversation. */
export function doneView(props: JoinProps): TemplateResult {
  return props.state.finished?.reason === "connection_lost" ? lostView(props) : thanksView(props);
}

/** The connection was lost while they talked. */
export function lostView({ t, state }: JoinProps): TemplateResult {
  return messageView({
    handle: "join-lost",
    picture: plugIcon,
    tone: "warm",
    heading: t("done.lost.heading"),
    lead: t("done.lost.lead"),
    more: state.room ? referenceView(t, state.room.reference) : nothing,
  });
}

function thanksView({ t, state, actions }: JoinProps): TemplateResult {
  const { finished, room } = state;
  return messageView({
    handle: "join-done",
    picture: doneIcon,
    tone: "good",
    heading: t("done.heading"),
    lead: t("done.lead"),
    more: html`<section class="next card" aria-labelledby="next-heading">
        <h2 id="next-heading">${t("done.next")}</h2>
        <p>${t("done.next.text")}</p>
      </section>
      ${finished ? ratingView(t, finished.rating, actions.rate) : nothing}
      ${room ? referenceView(t, room.reference) : nothing}`,
  });
}
