/** A callback request as its officers see it: what it is about, where it stands, and what can be done next. */
import alertIcon from "icon:alert-triangle";
import plannedIcon from "icon:calendar-event";
import otherIcon from "icon:calendar-time";
import laterIcon from "icon:clock-pause";
import waitsIcon from "icon:door-enter";
import leftIcon from "icon:door-exit";
import deafIcon from "icon:ear-off";
import unseenIcon from "icon:eye-off";
import triedIcon from "icon:history";
import likesIcon from "icon:hourglass";
import interpreterIcon from "icon:language";
import mailIcon from "icon:mail";
import typesIcon from "icon:message-2";
import noteIcon from "icon:note";
import phoneIcon from "icon:phone";
import talkIcon from "icon:phone-call";
import sentIcon from "icon:send";
import heldIcon from "icon:user-check";
import companionIcon from "icon:user-heart";
import videoIcon from "icon:video";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { duration, languageName, listOf, placeName, weekday } from "../shared/i18n/format.ts";
import type { CallbackRequest, CallbackView, Need, TeamView } from "../shared/protocol/server.ts";
import { dueText, timeIn, whenText } from "../shared/staff/moments.ts";
import { icon } from "../shared/ui/icon.ts";
import { actionsView } from "./actions.ts";
import { errandView, withdrawnView } from "./answer-card.ts";
import { deliveryText, detailsView } from "./details.ts";
import { interpretingOf, interpretingText, type Spoken } from "./interpreting.ts";
import { problemKey } from "./refusals.ts";
import type { Requests } from "./requests.ts";
import { channelOf, isLate, isWaitedFor, isWritten } from "./work.ts";

export interface CardProps {
  t: StaffTexts;
  view: CallbackView;
  self: string;
  requests: Requests;
  teams: readonly TeamView[];
  spoken: Spoken;
  /** Server time, epoch ms. */
  now: number;
  online: boolean;
  /** Begin the conversation with the citizen who waits. */
  start(): void;
  /** Hand over a file for the own calendar: the planned moment, or that it is called off. */
  keepMoment(): void;
}

/** Return what tells a request from others, as buttons name it: the citizen too, to whom works on it. */
export function namedAs({ view: { request, contact }, self, requests }: CardProps): string {
  const isKnown = request.staff_id === self || requests.work.opened === request.request_id;
  return isKnown && contact ? `${contact.name}, ${request.reference}` : request.reference;
}

const NEED_ICONS: Record<Need, readonly string[]> = {
  without_voice: typesIcon,
  without_hearing: deafIcon,
  screen_reader: unseenIcon,
  companion: companionIcon,
};

const WAY_ICONS = { video: videoIcon, phone: phoneIcon, written: mailIcon } as const;

export function cardView(props: CardProps): TemplateResult {
  const { t, view, self, requests, now } = props;
  const { request, contact } = view;
  const id = request.request_id;
  const { work } = requests;
  const errand = work.errands[id];
  if (request.withdrawn) return withdrawnView(props, request.withdrawn);
  if (errand) return errandView(props, errand);
  const isMine = request.staff_id === self;
  const isOpen = work.opened === id;
  const isKnown = isMine || isOpen;
  const waits = isMine && isWaitedFor(request);
  // A dialog about it says so itself.
  const problem = work.dialog?.id === id ? undefined : work.problems[id];
  const way = isWritten(request) ? "written" : channelOf(request);
  const isOverdue = request.due_at <= now && request.appointment === null;
  return html`<article class="request ${waits ? "request--waits" : isMine ? "request--mine" : ""}" data-testid="request" data-request-id=${id}
    data-state=${request.state} data-channel=${request.wishes.channel} aria-labelledby="request-${id} reference-${id}" aria-busy=${work.busy.includes(id) ? "true" : "false"}>
    <header class="request__head">
      <span class="request__channel" title=${t(`request.channel.${way}`)}>${icon(WAY_ICONS[way])}<span class="visually-hidden">${t(`request.channel.${way}`)}</span></span>
      <div class="request__what">
        <h3 id="request-${id}">${isKnown && contact ? contact.name : t(`subject.${request.subject}`)}</h3>
        <p class="request__line">${lineOf(props, isKnown && contact !== null)}</p>
        <p class="request__asked"><span id="reference-${id}" class="request__reference" dir="ltr">${request.reference}</span> · ${t("request.asked", { when: whenText(t, request.requested_at, now) })}</p>
      </div>
      <p class="request__due ${isOverdue ? "request__due--late" : ""}">${isOverdue ? icon(alertIcon) : nothing}<span>${request.appointment ? whenText(t, request.appointment.starts_at, now) : dueText(t, request.due_at, now)}</span></p>
    </header>
    ${marksView(props)}
    ${waits ? waitsView(props) : stateView(props, isMine)}
    ${problem ? html`<p class="problem request__problem" role="alert" data-testid="request-problem">${t(problemKey(problem))}</p>` : nothing}
    ${waits ? nothing : actionsView(props)}
    ${isOpen ? detailsView(props) : nothing}
  </article>`;
}

function lineOf({ t, view: { request }, teams }: CardProps, isNamed: boolean): string {
  const team = teams.find((each) => each.team_id === request.team);
  const where = team?.neighborhoods[request.neighborhood] ?? placeName(request.neighborhood);
  const subject = isNamed ? [t(`subject.${request.subject}`)] : [];
  return [...subject, languageName(request.language, t.locale), where].join(" · ");
}

/** What is special about it. */
function marksView(props: CardProps): TemplateResult | typeof nothing {
  const { t, self, spoken } = props;
  const { request, contact } = props.view;
  const { wishes, attempts, urgent } = request;
  const days = wishes.days.map((day) => weekday(day, t.locale));
  const parts = wishes.parts.map((part) => t(`request.part.${part}`));
  const likes = [days, parts].filter((each) => each.length > 0).map((each) => listOf(each, t.locale));
  const mark = (symbol: readonly string[], text: string, kind = "") =>
    html`<li class="mark ${kind}">${icon(symbol)}<span>${text}</span></li>`;
  const isOthers = request.staff_id !== null && request.staff_id !== self;
  const stands = interpretingOf(spoken, request.language);
  const marks = [
    urgent ? mark(alertIcon, t("request.urgent"), "mark--urgent") : null,
    likes.length > 0 ? mark(likesIcon, t("request.likes", { when: likes.join(", ") })) : null,
    ...wishes.needs.map((need) => mark(NEED_ICONS[need], t(`need.${need}`), "mark--need")),
    isOthers || stands === null
      ? null
      : mark(
          interpreterIcon,
          interpretingText(t, spoken, request.language),
          stands === "free" ? "" : "mark--need",
        ),
    attempts.length > 0 ? mark(triedIcon, t("request.attempts.count", { count: attempts.length })) : null,
    contact?.note ? mark(noteIcon, t("request.note")) : null,
  ].filter((each) => each !== null);
  return marks.length === 0 ? nothing : html`<ul class="request__marks">${marks}</ul>`;
}

/** Say whether the conversation with who waits is about to begin. */
export function isStarting({ work }: Requests, { request_id }: CallbackRequest): boolean {
  return work.starting === request_id;
}

/** The citizen is there: everything else can wait. */
function waitsView({ t, view: { request }, requests, now, start }: CardProps): TemplateResult {
  const since = request.invitation?.arrived_at ?? now;
  const starts = isStarting(requests, request);
  // To an employee of the centre it is work of their own.
  const isPutThrough = request.queue === request.centre && !requests.work.queues.includes(request.centre);
  return html`<div class="request__waits">
    <p><strong role="alert">${t("request.waits")}</strong> <span>${t("request.waits.since", { time: duration((now - since) / 1000) })}</span></p>
    ${isPutThrough ? html`<p>${t("request.put_through")}</p>` : nothing}
    <button type="button" class="utrecht-button button--accept button--large button--wide" data-testid="citizen-waiting" aria-label="${t(starts ? "request.starting" : "request.start")}, ${request.reference}" ?disabled=${starts} @click=${start}>
      ${icon(waitsIcon)}<span>${t(starts ? "request.starting" : "request.start")}</span>
    </button>
  </div>`;
}

/** Where it stands, and how far what the citizen was written came. */
function stateView(props: CardProps, isMine: boolean): TemplateResult | typeof nothing {
  const { t, view, now } = props;
  const { request, deliveries } = view;
  const line = (symbol: readonly string[], text: string, kind = "") =>
    html`<p class="request__state ${kind}">${icon(symbol)}<span>${text}</span></p>`;
  const letters = ["invitation", "planned", "phone_planned"];
  const latest = deliveries.filter((each) => letters.includes(each.letter)).sort((a, b) => b.at - a.at)[0];
  const told =
    latest && isMine
      ? html`<p class="request__told request__told--${latest.state}" data-testid="request-told" data-state=${latest.state}>${deliveryText(t, latest, now)}</p>`
      : nothing;
  const agreed = request.appointment;
  const again =
    request.not_before !== null && request.not_before > now
      ? line(laterIcon, t("request.again", { when: whenText(t, request.not_before, now) }))
      : nothing;
  const moved = request.wants_other_moment
    ? line(otherIcon, t("request.other_moment"), "request__state--warm")
    : nothing;
  const { left_at = null, waited_ms = null, arrived_at = null } = request.invitation ?? {};
  const left =
    left_at !== null && arrived_at === null
      ? line(
          leftIcon,
          t("request.left", { time: duration((waited_ms ?? 0) / 1000), at: timeIn(left_at) }),
          "request__state--warm",
        )
      : nothing;
  const late = isLate(request, now) ? line(alertIcon, t("request.late"), "request__state--late") : nothing;
  if (!isMine && request.staff_id !== null) return line(heldIcon, holderText(props));
  switch (request.state) {
    case "invited":
      return html`${line(sentIcon, t("request.state.invited", { time: timeIn(request.invitation?.closes_at ?? now) }))}${told}${left}`;
    case "planned":
      return html`${agreed ? line(plannedIcon, t(`request.state.planned.${agreed.channel}`, { when: whenText(t, agreed.starts_at, now) })) : nothing}${told}${left}${late}${moved}`;
    case "talking":
      return line(talkIcon, t("request.state.talking"));
    case "claimed":
      return line(heldIcon, t("request.state.claimed"));
    default:
      return again;
  }
}

function holderText({ t, view: { request }, teams }: CardProps): string {
  const officers = teams.flatMap((team) => team.officers);
  const holder = officers.find((each) => each.staff_id === request.staff_id);
  return holder ? t("request.by", { name: holder.display_name }) : t("request.by.someone");
}
