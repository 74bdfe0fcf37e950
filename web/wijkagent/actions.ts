/** What can be done with a request now. */

import calendarIcon from "icon:calendar-down";
import planIcon from "icon:calendar-plus";
import moreIcon from "icon:chevron-down";
import lessIcon from "icon:chevron-up";
import answeredIcon from "icon:mail-check";
import writeIcon from "icon:mail-forward";
import phoneIcon from "icon:phone";
import spokenIcon from "icon:phone-check";
import missedIcon from "icon:phone-x";
import videoIcon from "icon:video";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../shared/ui/icon.ts";
import { type CardProps, namedAs } from "./card.ts";
import { phoneText } from "./phone-number.ts";
import { channelOf, isLate, isWritten } from "./work.ts";

interface Button {
  handle: string;
  symbol: readonly string[];
  text: string;
  act(): void;
}

export function actionsView(props: CardProps): TemplateResult {
  const { t, view, self, requests } = props;
  const { request, contact } = view;
  const id = request.request_id;
  const isMine = request.staff_id === self;
  const isOpen = requests.work.opened === id;
  const isOthers = request.staff_id !== null && !isMine;
  const toggle = html`<button type="button" class="utrecht-button utrecht-button--subtle button--small request__more" data-testid="request-open" aria-expanded=${isOpen ? "true" : "false"} aria-label="${t(isOpen ? "request.close" : "request.open")}, ${namedAs(props)}" @click=${() => requests.open(isOpen ? null : id)}>
    <span>${t(isOpen ? "request.close" : "request.open")}</span>${icon(isOpen ? lessIcon : moreIcon)}
  </button>`;
  if (isOthers || request.state === "talking" || !contact)
    return html`<div class="request__actions">${toggle}</div>`;
  return html`<div class="request__actions">${mainView(props)}${sideViews(props)}${toggle}</div>`;
}

/** By how they want to be reached, what comes first. */
function mainView(props: CardProps): TemplateResult {
  const { t, view, requests, self } = props;
  const { request, contact } = view;
  const id = request.request_id;
  const isMine = request.staff_id === self;
  const isOpen = requests.work.opened === id;
  const written = isWritten(request);
  const isKnown = isMine || isOpen;
  const wantsVideo = channelOf(request) === "video";
  const isPhoned = !wantsVideo && !written;
  const call = offersVideo(props) && (wantsVideo || isOpen) ? videoView(props, wantsVideo) : nothing;
  const number = contact?.phone ?? null;
  const dial =
    number === null || (wantsVideo && !isOpen)
      ? nothing
      : isKnown
        ? html`<a class="utrecht-button ${kindOf(isPhoned)} button--small" data-testid="request-dial" href="tel:${number}" aria-label="${t("request.phone", { number: phoneText(number) })}, ${namedAs(props)}" @click=${() => {
            if (!isMine) requests.claim(id);
          }}>${icon(phoneIcon)}<span dir="ltr">${phoneText(number)}</span></a>`
        : buttonView(props, isPhoned, {
            handle: "request-call-phone",
            symbol: phoneIcon,
            text: t("request.call_phone"),
            act: () => void requests.phone(id, isMine),
          });
  // Some are phoned all the same: by a relay service, or with who is beside them.
  if (written) return html`${writeView(props)}${dial}${call}`;
  return wantsVideo ? html`${call}${dial}` : html`${dial}${call}`;
}

/** To write to who can't be spoken with, in the officer's own program; whoever does has the request. */
function writeView(props: CardProps): TemplateResult | typeof nothing {
  const { t, view, requests, self } = props;
  const { request, contact } = view;
  const { mail = null, phone = null } = contact ?? {};
  const words = t(mail ? "request.write.mail" : "request.write.sms");
  const subject = encodeURIComponent(t("request.write.subject", { reference: request.reference }));
  const href = mail ? `mailto:${encodeURIComponent(mail)}?subject=${subject}` : phone ? `sms:${phone}` : null;
  if (href === null) return nothing;
  return html`<a class="utrecht-button ${kindOf(true)} button--small" data-testid="request-write" href=${href} aria-label="${words}, ${namedAs(props)}" @click=${() => {
    if (request.staff_id !== self) requests.claim(request.request_id);
  }}>${icon(writeIcon)}<span>${words}</span></a>`;
}

function videoView(props: CardProps, isFirst: boolean): TemplateResult {
  const { t, view, requests, now } = props;
  const { request } = view;
  const id = request.request_id;
  const isAgain = request.state === "invited" || isLate(request, now);
  const act = () => {
    // What was agreed on would lapse: that is to be meant.
    const lapses = request.appointment !== null && !isAgain;
    const wantsPhone = request.wishes.channel === "phone" && !isAgain;
    if (lapses || wantsPhone) requests.ask({ kind: "video", id });
    else void requests.invite(id);
  };
  const text = t(isAgain ? "request.call_again" : "request.call_now");
  return buttonView(props, isFirst && request.state !== "invited", {
    handle: "request-call-now",
    symbol: videoIcon,
    text,
    act,
  });
}

function sideViews(props: CardProps): TemplateResult {
  const { t, view, self, requests } = props;
  const { request, contact } = view;
  const id = request.request_id;
  const isMine = request.staff_id === self;
  const isOpen = requests.work.opened === id;
  const channel = channelOf(request);
  const written = isWritten(request);
  const byPhone = contact?.phone !== null && (channel === "phone" || isOpen);
  const tried = (isMine && channel === "phone" && byPhone) || isOpen || isLate(request, props.now);
  const isPlanned = request.state === "planned";
  return html`
    ${buttonView(props, false, { handle: "request-plan", symbol: planIcon, text: t(isPlanned ? "request.replan" : "request.plan"), act: () => requests.ask({ kind: "plan", id, moments: null }) })}
    ${isPlanned ? buttonView(props, false, { handle: "request-calendar", symbol: calendarIcon, text: t("request.calendar"), act: props.keepMoment }) : nothing}
    ${written ? buttonView(props, false, { handle: "request-answered", symbol: answeredIcon, text: t("request.answered"), act: () => requests.promise(id, "answered") }) : nothing}
    ${byPhone ? buttonView(props, false, { handle: "request-phone-done", symbol: spokenIcon, text: t("request.phone_done"), act: () => requests.promise(id, "spoken") }) : nothing}
    ${tried ? buttonView(props, false, { handle: "request-missed", symbol: missedIcon, text: t(request.invitation ? "request.missed.video" : "request.missed.phone"), act: () => requests.promise(id, "missed") }) : nothing}`;
}

function kindOf(isFirst: boolean): string {
  return isFirst ? "utrecht-button--primary-action" : "utrecht-button--secondary-action";
}

function buttonView(
  props: CardProps,
  isFirst: boolean,
  { handle, symbol, text, act }: Button,
): TemplateResult {
  const { view, requests, online } = props;
  const isBusy = requests.work.busy.includes(view.request.request_id);
  return html`<button type="button" class="utrecht-button ${kindOf(isFirst)} button--small" data-testid=${handle} aria-label="${text}, ${namedAs(props)}" ?disabled=${isBusy || !online} @click=${act}>${icon(symbol)}<span>${text}</span></button>`;
}

/** Say whether the citizen's neighborhood takes part in calling by video. */
function offersVideo({ view: { request }, teams }: CardProps): boolean {
  return teams.find((each) => each.team_id === request.team)?.video ?? false;
}
