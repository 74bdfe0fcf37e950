/** The booth's screens, one function each. */

import alertIcon from "icon:alert-triangle";
import arrowIcon from "icon:arrow-left";
import checkIcon from "icon:circle-check";
import anonymousIcon from "icon:eye-off";
import complaintIcon from "icon:file-text";
import ambulanceIcon from "icon:first-aid-kit";
import fingerIcon from "icon:hand-finger";
import helpIcon from "icon:help";
import languageIcon from "icon:language";
import lockIcon from "icon:lock";
import questionIcon from "icon:message-circle";
import microphoneIcon from "icon:microphone";
import mood1 from "icon:mood-cry";
import mood5 from "icon:mood-happy";
import mood3 from "icon:mood-neutral";
import mood2 from "icon:mood-sad";
import mood4 from "icon:mood-smile";
import phoneIcon from "icon:phone";
import shieldIcon from "icon:shield-half";
import reportIcon from "icon:speakerphone";
import peopleIcon from "icon:users";
import videoIcon from "icon:video";
import cameraOffIcon from "icon:video-off";
import wifiOffIcon from "icon:wifi-off";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import "../shared/ui/level-bar.ts";
import { interpreterState } from "../shared/call/conversation.ts";
import type { MediaView } from "../shared/call/media.ts";
import type { CallProps } from "../shared/call/view.ts";
import { callView } from "../shared/call/view.ts";
import type { BoothTexts } from "../shared/i18n/catalogs.ts";
import { dayAndTime, weekday } from "../shared/i18n/format.ts";
import { VISITOR_LANGUAGES } from "../shared/i18n/languages.ts";
import type { LocationView, Subject } from "../shared/protocol/server.ts";
import { icon } from "../shared/ui/icon.ts";
import { play } from "../shared/ui/play.ts";
import { type BoothState, currentCall, DONE_MS, idleLeft, type Screen, screenOf } from "./state.ts";

export interface BoothActions {
  start(): void;
  read(language: string): void;
  chooseLanguage(language: string): void;
  chooseSubject(subject: Subject): void;
  back(): void;
  startCall(): void;
  cancel(): void;
  rate(rating: number): void;
  close(): void;
  help(open: boolean): void;
  stay(): void;
}

export interface BoothProps {
  t: BoothTexts;
  state: BoothState;
  media: MediaView;
  microphone: MediaStreamTrack | null;
  /** Local time, epoch ms. */
  now: number;
  actions: BoothActions;
  call: CallProps;
}

export function boothView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const screen = screenOf(state);
  const covered = state.helpOpen || idleLeft(state, props.now) !== null;
  const offline = state.connection !== "online" && (screen === "waiting" || screen === "call");
  return html`<div class="booth booth--${screen}" data-screen=${screen} @contextmenu=${prevent}>
    <header class="booth__bar" ?inert=${covered}>
      <p class="booth__brand">${icon(shieldIcon)}<span>${state.location?.name ?? ""}</span></p>
      <button type="button" class="booth__help" data-testid="help" aria-expanded=${state.helpOpen ? "true" : "false"} @click=${() => actions.help(true)}>
        ${icon(helpIcon)}<span>${t("help.open")}</span>
      </button>
    </header>
    ${offline ? html`<p class="banner" role="alert">${icon(wifiOffIcon)}${t("offline.banner")}</p>` : nothing}
    <main class="booth__main" ?inert=${covered}>${screenView(props, screen)}</main>
    ${state.helpOpen ? helpView(props) : nothing}
    ${idleView(props)}
  </div>`;
}

function prevent(event: Event): void {
  event.preventDefault();
}

function screenView(props: BoothProps, screen: Screen): TemplateResult {
  switch (screen) {
    case "starting":
      return html`<h1 class="visually-hidden">${props.t("booth.title")}</h1>`;
    case "offline":
      return messageView(props.t, wifiOffIcon, props.t("offline.heading"), props.t("offline.lead"));
    case "setup":
      return messageView(props.t, alertIcon, props.t("offline.heading"), props.t("offline.setup"));
    case "closed":
      return closedView(props);
    case "attract":
      return attractView(props);
    case "language":
      return languageView(props);
    case "subject":
      return subjectView(props);
    case "check":
      return checkView(props);
    case "waiting":
      return waitingView(props);
    case "call":
      return inCallView(props);
    case "done":
      return doneView(props);
  }
}

function messageView(
  _t: BoothTexts,
  paths: readonly string[],
  heading: string,
  lead: string,
): TemplateResult {
  return html`<section class="message">
    <div class="message__picture">${icon(paths)}</div>
    <h1 tabindex="-1">${heading}</h1>
    <p class="lead" role="status">${lead}</p>
  </section>`;
}

function problemView({ t, state }: BoothProps): TemplateResult | typeof nothing {
  return state.problem
    ? html`<p class="notice" role="alert">${icon(alertIcon)}${t(`problem.${state.problem}`)}</p>`
    : nothing;
}

function stepView(t: BoothTexts, step: number): TemplateResult {
  return html`<p class="steps">
    <span class="steps__text">${t("step.of", { step, steps: 3 })}</span>
    <span class="steps__dots" aria-hidden="true">${[1, 2, 3].map((each) => html`<span class="steps__dot ${each <= step ? "steps__dot--done" : ""}"></span>`)}</span>
  </p>`;
}

function backView({ t, actions }: BoothProps): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--large booth__back" @click=${actions.back}>
    ${icon(arrowIcon)}<span>${t("booth.back")}</span>
  </button>`;
}

/** The greeting of each language, so that everybody sees at once that this is for them too. */
const GREETINGS: readonly (readonly [string, string])[] = [
  ["nl", "Hallo"],
  ["en", "Hello"],
  ["de", "Hallo"],
  ["fr", "Bonjour"],
  ["es", "Hola"],
  ["pl", "Cześć"],
  ["tr", "Merhaba"],
  ["uk", "Вітаємо"],
  ["ar", "مرحبا"],
];

function attractView(props: BoothProps): TemplateResult {
  const { t, actions } = props;
  return html`<section class="attract">
    <ul class="attract__greetings" aria-hidden="true">
      ${GREETINGS.map(([lang, word], index) => html`<li class="attract__greeting attract__greeting--${index}" lang=${lang} dir="auto">${word}</li>`)}
    </ul>
    <div class="attract__text">
      <h1 tabindex="-1">${t("attract.heading")}</h1>
      <p class="lead">${t("attract.lead")}</p>
      ${problemView(props)}
    </div>
    <button type="button" class="attract__start" data-testid="start" @click=${actions.start}>
      ${icon(fingerIcon)}<span>${t("attract.start")}</span><span class="attract__start-en" lang="en">Tap to begin</span>
    </button>
    <ul class="attract__promises">
      <li>${icon(lockIcon)}${t("attract.private")}</li>
      <li>${icon(languageIcon)}${t("attract.languages")}</li>
      <li>${icon(anonymousIcon)}${t("attract.anonymous")}</li>
    </ul>
  </section>`;
}

function languageView(props: BoothProps): TemplateResult {
  const { t, actions } = props;
  return html`<section class="step">
    ${stepView(t, 1)}
    <h1 tabindex="-1">${t("language.heading")}${t.locale === "en" ? nothing : html`<span class="step__second" lang="en" dir="ltr">Choose your language</span>`}</h1>
    <p class="lead">${t("language.lead")}</p>
    ${problemView(props)}
    <ul class="tiles tiles--languages">
      ${VISITOR_LANGUAGES.map(
        ({ code, name, dir }) => html`<li>
          <button type="button" class="choice choice--language" data-testid="language-${code}" lang=${code} dir=${dir} @click=${() => actions.chooseLanguage(code)}>
            <span class="choice__name">${name}</span><span class="choice__text">${GREETINGS.find(([lang]) => lang === code)?.[1]}</span>
          </button>
        </li>`,
      )}
    </ul>
    <div class="step__foot">${backView(props)}</div>
  </section>`;
}

const SUBJECTS: readonly (readonly [Subject, readonly string[]])[] = [
  ["question", questionIcon],
  ["report", reportIcon],
  ["complaint", complaintIcon],
  ["anonymous", anonymousIcon],
];

function subjectView(props: BoothProps): TemplateResult {
  const { t, actions } = props;
  return html`<section class="step">
    ${stepView(t, 2)}
    <h1 tabindex="-1">${t("subject.heading")}</h1>
    <p class="lead">${t("subject.lead")}</p>
    <ul class="tiles tiles--subjects">
      ${SUBJECTS.map(
        ([subject, paths]) => html`<li>
          <button type="button" class="choice choice--subject" data-testid="subject-${subject}" @click=${() => actions.chooseSubject(subject)}>
            <span class="choice__picture">${icon(paths)}</span>
            <span class="choice__words">
              <span class="choice__name">${t(`subject.${subject}`)}</span>
              <span class="choice__text">${t(`subject.${subject}.text`)}</span>
            </span>
          </button>
        </li>`,
      )}
    </ul>
    <div class="step__foot">${backView(props)}</div>
  </section>`;
}

function checkView(props: BoothProps): TemplateResult {
  const { t, state, media, actions } = props;
  const anonymous = state.subject === "anonymous";
  const noCamera = media.camera === "missing" || media.camera === "denied";
  const noMicrophone = media.microphone === "missing" || media.microphone === "denied";
  const caption = anonymous ? "check.camera_off" : noCamera ? "check.camera_missing" : "check.picture";
  return html`<section class="step step--check">
    ${stepView(t, 3)}
    <h1 tabindex="-1">${t("check.heading")}</h1>
    <p class="lead">${t("check.lead")}</p>
    ${problemView(props)}
    <div class="check__columns">
    <div class="check" data-testid="device-check" data-camera=${media.camera} data-microphone=${media.microphone}>
      <figure class="check__picture">
        ${
          media.preview
            ? html`<video class="check__video" autoplay playsinline .muted=${true} aria-label=${t("check.picture")} ${play(media.preview)}></video>`
            : html`<div class="check__off">${icon(anonymous ? anonymousIcon : cameraOffIcon)}</div>`
        }
        <figcaption class=${noCamera && !anonymous ? "check__caption check__caption--problem" : "check__caption"}>
          ${icon(media.preview ? videoIcon : cameraOffIcon)}${t(caption)}
        </figcaption>
      </figure>
      <div class="check__sound ${noMicrophone ? "check__caption--problem" : ""}">
        ${icon(microphoneIcon)}
        <p>${t(noMicrophone ? "check.microphone_missing" : "check.microphone")}</p>
        ${noMicrophone ? nothing : html`<level-bar class="level" aria-hidden="true" .track=${props.microphone}></level-bar>`}
      </div>
    </div>
    <section class="privacy" aria-labelledby="privacy-heading">
      <h2 id="privacy-heading">${icon(lockIcon)}${t("check.privacy")}</h2>
      <ul>
        ${anonymous ? html`<li>${t("check.privacy.anonymous")}</li>` : nothing}
        <li>${t("check.privacy.1")}</li>
        <li>${t("check.privacy.2")}</li>
        <li>${t("check.privacy.3")}</li>
      </ul>
    </section>
    </div>
    <div class="step__foot">
      ${backView(props)}
      ${
        state.requesting
          ? html`<p class="step__busy" role="status">${t("check.starting")}</p>`
          : html`<button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="start-call" @click=${actions.startCall}>
            ${icon(phoneIcon)}<span>${t("check.start")}</span>
          </button>`
      }
    </div>
  </section>`;
}

function estimateText(t: BoothTexts, place: BoothState["place"]): string {
  if (!place || place.wait_to_s === null) return t("waiting.estimate.unknown");
  if (place.wait_to_s <= 60) return t("waiting.estimate.soon");
  const from = Math.floor((place.wait_from_s ?? 0) / 60);
  const to = Math.ceil(place.wait_to_s / 60);
  return from >= 1 && from < to ? t("waiting.estimate", { from, to }) : t("waiting.estimate.one", { to });
}

function waitingView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const call = currentCall(state);
  const ringing = call?.seats.some((seat) => seat.role === "agent" && seat.state === "reserved") ?? false;
  const { place } = state;
  const before = (place?.position ?? 1) - 1;
  const position = before === 0 ? t("waiting.position.next") : t("waiting.position", { count: before });
  return html`<section class="waiting" data-testid="waiting" data-call-id=${call?.call_id ?? nothing}>
    <div class="waiting__lead">
    <div class="waiting__picture ${ringing ? "waiting__picture--ringing" : ""}" aria-hidden="true">
      <span class="waiting__ring"></span><span class="waiting__ring"></span><span class="waiting__ring"></span>
      ${icon(ringing ? phoneIcon : peopleIcon)}
    </div>
    <h1 tabindex="-1">${t("waiting.heading")}</h1>
    <p class="lead">${t("waiting.lead")}</p>
    <div class="waiting__place" role="status">
      ${
        place
          ? html`<p class="waiting__position" data-testid="queue-position" data-position=${place.position}>${t("waiting.place", { position: place.position })}</p>
          <p class="waiting__before">${ringing ? t("waiting.ringing") : position}</p>
          <p class="waiting__estimate" data-testid="estimated-wait">${estimateText(t, place)}</p>`
          : nothing
      }
    </div>
    </div>
    <section class="tips" aria-labelledby="tips-heading">
      <h2 id="tips-heading">${t("waiting.tip.heading")}</h2>
      <ul>
        <li>${icon(checkIcon)}${t("waiting.tip.1")}</li>
        <li>${icon(checkIcon)}${t("waiting.tip.2")}</li>
        <li>${icon(checkIcon)}${t("waiting.tip.3")}</li>
      </ul>
    </section>
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--large" data-testid="cancel-call" @click=${actions.cancel}>
        ${icon(closeIcon)}<span>${t("waiting.cancel")}</span>
      </button>
    </div>
  </section>`;
}

function inCallView({ t, call }: BoothProps): TemplateResult {
  const record = call.conversation.call;
  const state = record ? interpreterState(record) : "none";
  const coming = state === "waiting" || state === "ringing";
  return html`<h1 class="visually-hidden" tabindex="-1">${t("call.heading")}</h1>
    ${callView({
      ...call,
      aside: coming
        ? html`<p class="notice" role="status">${icon(languageIcon)}${t("call.interpreter_coming")}</p>`
        : nothing,
    })}`;
}

const MOODS: readonly (readonly [1 | 2 | 3 | 4 | 5, readonly string[]])[] = [
  [1, mood1],
  [2, mood2],
  [3, mood3],
  [4, mood4],
  [5, mood5],
];

function doneView({ t, state, now, actions }: BoothProps): TemplateResult {
  const { finished } = state;
  const seconds = Math.min(DONE_MS, Math.max(0, (finished?.closesAt ?? now) - now)) / 1000;
  const lost = finished?.reason === "connection_lost";
  return html`<section class="done">
    <div class="done__picture">${icon(checkIcon)}</div>
    <h1 tabindex="-1">${t("done.heading")}</h1>
    <p class="lead">${t(lost ? "done.lost" : "done.lead")}</p>
    ${
      finished?.rating
        ? html`<p class="done__rated" role="status">${t("done.rated")}</p>`
        : html`<div class="rating" role="group" aria-labelledby="rating-heading">
          <h2 id="rating-heading">${t("done.rate")}</h2>
          <div class="rating__choices">
            ${MOODS.map(
              ([
                value,
                paths,
              ]) => html`<button type="button" class="rating__choice rating__choice--${value}" data-testid="rating-${value}" @click=${() => actions.rate(value)}>
                ${icon(paths)}<span>${t(`rating.${value}`)}</span>
              </button>`,
            )}
          </div>
        </div>`
    }
    <div class="step__foot">
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="done" @click=${actions.close}>${t("done.close")}</button>
      <p class="done__closing">${t("done.closing", { seconds: Math.ceil(seconds) })}</p>
    </div>
  </section>`;
}

/** Return the weekday at `now` in `timezone`, 1 = Monday. */
function today(now: number, timezone: string): number {
  const name = new Intl.DateTimeFormat("en", { weekday: "short", timeZone: timezone }).format(now);
  return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(name) + 1;
}

function closedView({ t, state, now, actions }: BoothProps): TemplateResult {
  const { location } = state;
  if (!location) return html``;
  const current = today(now + state.clockOffset, location.timezone);
  return html`<section class="closed" data-testid="closed">
    <h1 tabindex="-1">${t("closed.heading")}</h1>
    ${
      location.opens_at === null
        ? nothing
        : html`<p class="lead">${t("closed.opens", { when: dayAndTime(location.opens_at, t.locale, location.timezone) })}</p>`
    }
    <div class="closed__columns">
      ${hoursView(t, location, current)}
      ${numbersView(t)}
    </div>
    <div class="step__foot closed__languages">
      ${(["nl", "en"] as const).map(
        (code) => html`<button
          type="button"
          class="utrecht-button utrecht-button--secondary-action button--large"
          data-testid="read-${code}"
          lang=${code}
          aria-pressed=${t.locale === code ? "true" : "false"}
          @click=${() => actions.read(code)}
        >
          ${code === "nl" ? "Nederlands" : "English"}
        </button>`,
      )}
    </div>
  </section>`;
}

function hoursView(t: BoothTexts, location: LocationView, current: number): TemplateResult {
  return html`<section class="card hours" aria-labelledby="hours-heading">
    <h2 id="hours-heading">${t("closed.hours")}</h2>
    <table>
      <tbody>
        ${location.hours.map(
          (day) => html`<tr class=${day.weekday === current ? "hours__today" : ""}>
            <th scope="row">${weekday(day.weekday, t.locale)}${day.weekday === current ? html` <small>${t("closed.today")}</small>` : nothing}</th>
            <td>${day.opens && day.closes ? `${day.opens} – ${day.closes}` : t("closed.day")}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function numbersView(t: BoothTexts): TemplateResult {
  return html`<ul class="numbers">
    <li class="numbers__one numbers__one--emergency">${icon(ambulanceIcon)}<span><strong>${t("help.emergency")}</strong>${t("help.emergency.text")}</span></li>
    <li class="numbers__one">${icon(phoneIcon)}<span><strong>${t("help.police")}</strong>${t("help.police.text")}</span></li>
  </ul>`;
}

function helpView({ t, actions }: BoothProps): TemplateResult {
  const close = () => actions.help(false);
  return html`<div class="overlay" @click=${(event: Event) => event.target === event.currentTarget && close()}>
    <section class="dialog" role="dialog" aria-modal="true" aria-labelledby="help-heading" @keydown=${(event: KeyboardEvent) => event.key === "Escape" && close()}>
      <h2 id="help-heading" tabindex="-1">${t("help.heading")}</h2>
      ${numbersView(t)}
      <p>${t("help.station")}</p>
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="help-close" @click=${close}>${t("help.close")}</button>
    </section>
  </div>`;
}

function idleView({ t, state, now, actions }: BoothProps): TemplateResult | typeof nothing {
  const left = idleLeft(state, now);
  if (left === null) return nothing;
  return html`<div class="overlay">
    <section class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="idle-heading">
      <h2 id="idle-heading" tabindex="-1">${t("idle.heading")}</h2>
      <p class="lead">${t("idle.lead", { seconds: Math.ceil(left / 1000) })}</p>
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" @click=${actions.stay}>${t("idle.stay")}</button>
    </section>
  </div>`;
}
