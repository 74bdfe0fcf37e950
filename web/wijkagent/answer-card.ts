/** The cards that only want an answer: of a request that was closed a moment ago, and of one that was called off. */
import undoIcon from "icon:arrow-back-up";
import calendarIcon from "icon:calendar-down";
import withdrawnIcon from "icon:calendar-off";
import doneIcon from "icon:circle-check";
import mailIcon from "icon:mail";
import phoneIcon from "icon:phone";
import { html, nothing, type TemplateResult } from "lit";
import type { CallbackView, Withdrawn } from "../shared/protocol/server.ts";
import { whenText } from "../shared/staff/moments.ts";
import { icon } from "../shared/ui/icon.ts";
import type { CardProps } from "./card.ts";
import { phoneText } from "./phone-number.ts";
import type { Errand } from "./work.ts";

/** What was done a moment ago, and can still be undone; of whom it was done to that nobody of us had, it is asked. */
export function errandView(props: CardProps, { kind, isUnsure }: Errand): TemplateResult {
  const { t, view, requests } = props;
  const { request, contact } = view;
  const id = request.request_id;
  const number = phoneText(contact?.phone ?? "").replaceAll(" ", "\u00a0");
  const to = kind === "answered" ? (contact?.mail ?? number) : number;
  const asked = kind === "answered" ? "errand.unsure.answered" : "errand.unsure";
  const words = isUnsure
    ? html`<strong>${t(asked, { name: contact?.name ?? request.reference, number: to })}</strong><br />${request.reference} · ${t("errand.unsure.closes")}`
    : html`<strong>${request.reference}</strong> ${t(`errand.${kind}`)}`;
  return html`<article class="request request--done ${isUnsure ? "request--unsure" : ""}" data-testid="request-done" data-request-id=${id}>
    <p class="request__done" role="status">${icon(isUnsure ? (kind === "answered" ? mailIcon : phoneIcon) : doneIcon)}<span>${words}</span></p>
    <div class="request__answers">
      ${isUnsure ? answerView(view, { handle: "request-confirm", symbol: doneIcon, text: t("errand.unsure.yes"), act: () => requests.confirm(id) }) : nothing}
      ${answerView(view, { handle: "request-undo", symbol: undoIcon, text: t(isUnsure ? "errand.unsure.no" : "errand.undo"), act: () => requests.undo(id) })}
    </div>
  </article>`;
}

/** The citizen called it off: whoever had it is to know, and to have it out of their calendar. */
export function withdrawnView(props: CardProps, { appointment }: Withdrawn): TemplateResult {
  const { t, view, requests, now, online, keepMoment } = props;
  const { request, contact } = view;
  const id = request.request_id;
  const isBusy = requests.work.busy.includes(id) || !online;
  const agreed = appointment
    ? t(`request.state.planned.${appointment.channel}`, { when: whenText(t, appointment.starts_at, now) })
    : null;
  return html`<article class="request request--withdrawn" data-testid="request-withdrawn" data-request-id=${id} aria-labelledby="request-${id} reference-${id}">
    <div class="request__done" role="status">${icon(withdrawnIcon)}<div>
      <h3 id="request-${id}">${t("withdrawn.by", { name: contact?.name ?? t("request.contact") })}</h3>
      ${agreed === null ? nothing : html`<p><strong>${agreed}</strong></p>`}
      <p><span id="reference-${id}" class="request__reference" dir="ltr">${request.reference}</span> · ${t("withdrawn.at", { when: whenText(t, request.closed_at ?? now, now) })}</p>
    </div></div>
    <div class="request__answers">
      ${appointment ? answerView(view, { handle: "withdrawn-calendar", symbol: calendarIcon, text: t("withdrawn.calendar"), act: keepMoment }) : nothing}
      ${answerView(view, { handle: "withdrawn-known", symbol: doneIcon, text: t("withdrawn.known"), isDisabled: isBusy, act: () => requests.dismiss(id) })}
    </div>
  </article>`;
}

interface Answer {
  handle: string;
  symbol: readonly string[];
  text: string;
  isDisabled?: boolean;
  act(): void;
}

function answerView(
  { request }: CallbackView,
  { handle, symbol, text, isDisabled, act }: Answer,
): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid=${handle} aria-label="${text}, ${request.reference}" ?disabled=${isDisabled === true} @click=${act}>${icon(symbol)}<span>${text}</span></button>`;
}
