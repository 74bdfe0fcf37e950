/** The last step before the call: devices, privacy, start. */
import alertIcon from "icon:alert-triangle";
import markIcon from "icon:check";
import readIcon from "icon:ear-off";
import anonymousIcon from "icon:eye-off";
import signIcon from "icon:hand-love-you";
import typeIcon from "icon:keyboard";
import lockIcon from "icon:lock";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import phoneIcon from "icon:phone";
import retryIcon from "icon:refresh";
import videoIcon from "icon:video";
import cameraOffIcon from "icon:video-off";
import speakerIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import "../../shared/ui/level-bar.ts";
import { icon } from "../../shared/ui/icon.ts";
import { play } from "../../shared/ui/play.ts";
import { checkLead, checkTexts } from "../check.ts";
import type { BoothProps } from "../props.ts";
import { isServed } from "../screen.ts";
import type { Need } from "../visit.ts";
import { backView, problemView, stepView } from "./parts.ts";

export function checkView(props: BoothProps): TemplateResult {
  const { t, state, media, actions } = props;
  const anonymous = state.subject === "anonymous";
  const texts = checkTexts(media.camera, media.microphone, anonymous);
  const lead = checkLead(anonymous, state.needs.includes("without_voice"));
  const noCamera = !anonymous && (media.camera === "missing" || media.camera === "denied");
  const noMicrophone = media.microphone === "missing" || media.microphone === "denied";
  return html`<section class="step step--check">
    <div class="check__head">
    ${stepView(t, 3)}
    <h1 tabindex="-1">${t("check.heading")}</h1>
    ${
      texts.without
        ? html`<p class="notice" role="status" data-testid="check-without">${icon(alertIcon)}${t(texts.without)}</p>`
        : lead && html`<p class="lead check__lead">${t(lead)}</p>`
    }
    ${isServed(state, state.language) ? nothing : html`<p class="notice">${icon(alertIcon)}${t("check.unserved")}</p>`}
    </div>
    ${problemView(props)}
    <div class="check__columns">
    <div class="check" data-testid="device-check" data-camera=${media.camera} data-microphone=${media.microphone}>
      <figure class="check__picture">
        ${
          media.preview
            ? html`<video class="check__video" autoplay playsinline .muted=${true} aria-label=${t("check.picture")} ${play(media.preview)}></video>`
            : html`<div class="check__off">${icon(anonymous ? anonymousIcon : cameraOffIcon)}</div>`
        }
        <figcaption class=${noCamera ? "check__caption check__caption--problem" : "check__caption"}>
          ${icon(media.preview ? videoIcon : cameraOffIcon)}${t(texts.camera)}
        </figcaption>
      </figure>
      <div class="check__sound ${noMicrophone ? "check__caption--problem" : ""}">
        ${icon(media.microphone === "off" ? microphoneOffIcon : microphoneIcon)}
        <p>${t(texts.microphone)}</p>
        ${noMicrophone || noCamera ? retryView(props) : nothing}
        ${noMicrophone || media.microphone === "off" ? nothing : html`<level-bar class="level" aria-hidden="true" .track=${props.microphone}></level-bar>`}
      </div>
      ${state.needs.includes("without_hearing") ? nothing : speakerView(props)}
    </div>
    <div class="check__words">
    ${needsView(props)}
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

/** A tone to hear; nobody is asked to have heard it. */
function speakerView({ t, toneSounding, actions }: BoothProps): TemplateResult {
  return html`<div class="check__sound check__speaker">
    ${icon(speakerIcon)}
    <p role="status">${t(toneSounding ? "check.speaker.sounding" : "check.speaker")}</p>
    <button type="button" class="utrecht-button utrecht-button--secondary-action check__play ${toneSounding ? "check__play--sounding" : ""}" data-testid="speaker-test" @click=${actions.playTone}>
      <span class="check__waves" aria-hidden="true"><span></span><span></span><span></span></span>${t("check.speaker.play")}
    </button>
  </div>`;
}

const NEEDS: readonly (readonly [Need, readonly string[]])[] = [
  ["without_voice", typeIcon],
  ["without_hearing", readIcon],
];

/** For who can't or won't talk or hear: the employee knows before answering. */
function needsView({ t, state, actions }: BoothProps): TemplateResult {
  return html`<section class="needs" aria-labelledby="needs-heading">
    <h2 id="needs-heading">${t("needs.heading")}</h2>
    <div class="needs__choices">
      ${NEEDS.map(
        ([
          need,
          paths,
        ]) => html`<button type="button" class="need" data-testid="need-${need}" aria-pressed=${state.needs.includes(need) ? "true" : "false"} @click=${() => actions.need(need)}>
          <span class="need__picture">${icon(paths)}</span>
          <span class="need__words"><span class="need__name">${t(`needs.${need}`)}</span><span class="need__text">${t(`needs.${need}.text`)}</span></span>
          <span class="need__mark" aria-hidden="true">${icon(markIcon)}</span>
        </button>`,
      )}
    </div>
    <p class="needs__sign">${icon(signIcon)}<span>${t("needs.sign")}</span></p>
  </section>`;
}

/** What was plugged in or allowed meanwhile is used without starting over. */
function retryView({ t, actions }: BoothProps): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action check__retry" data-testid="retry-devices" @click=${actions.retryDevices}>
    ${icon(retryIcon)}<span>${t("check.retry")}</span>
  </button>`;
}
