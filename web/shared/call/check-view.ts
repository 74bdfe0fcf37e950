/** Camera, microphone and loudspeaker, as whoever is about to talk tries them. */
import anonymousIcon from "icon:eye-off";
import microphoneIcon from "icon:microphone";
import microphoneOffIcon from "icon:microphone-off";
import retryIcon from "icon:refresh";
import videoIcon from "icon:video";
import cameraOffIcon from "icon:video-off";
import speakerIcon from "icon:volume";
import { html, nothing, type TemplateResult } from "lit";
import "../ui/level-bar.ts";
import type { CallTexts } from "../i18n/catalogs.ts";
import type { Translate } from "../i18n/translate.ts";
import { icon } from "../ui/icon.ts";
import { play } from "../ui/play.ts";
import { checkTexts, isLacking } from "./check.ts";
import type { MediaView } from "./media.ts";

/** Each page says in its own words who sees the picture, and what to do when nothing is heard. */
type OwnKey = "check.picture" | "check.camera_off" | "check.speaker.sounding";
type SharedKey = Parameters<CallTexts>[0];

export interface CheckProps {
  t: Translate<SharedKey | OwnKey>;
  /** The test handle. */
  handle: string;
  media: MediaView;
  microphone: MediaStreamTrack | null;
  /** The camera is off by choice: for good where its user is anonymous. */
  cameraOff: "chosen" | "anonymous" | null;
  /** The loudspeaker is being tried. */
  toneSounding: boolean;
  /** Whether there is anything to hear for them. */
  hearing: boolean;
  /** Try the devices anew; null: that is offered elsewhere. */
  readonly retry: (() => void) | null;
  playTone(): void;
}

export function deviceCheckView(props: CheckProps): TemplateResult {
  const { t, media, handle, cameraOff } = props;
  const texts = checkTexts(media.camera, media.microphone, cameraOff !== null);
  const noCamera = cameraOff === null && isLacking(media.camera);
  const noMicrophone = isLacking(media.microphone);
  return html`<div class="check" data-testid=${handle} data-camera=${media.camera} data-microphone=${media.microphone}>
    <figure class="check__picture">
      ${
        media.preview
          ? html`<video class="check__video" autoplay playsinline .muted=${true} aria-label=${t("check.picture")} ${play(media.preview)}></video>`
          : html`<div class="check__off">${icon(cameraOff === "anonymous" ? anonymousIcon : cameraOffIcon)}</div>`
      }
      <figcaption class=${noCamera ? "check__caption check__caption--problem" : "check__caption"}>
        ${icon(media.preview ? videoIcon : cameraOffIcon)}${t(texts.camera)}
      </figcaption>
    </figure>
    <div class="check__sound ${noMicrophone ? "check__caption--problem" : ""}">
      ${icon(media.microphone === "off" ? microphoneOffIcon : microphoneIcon)}
      <p>${t(texts.microphone)}</p>
      ${(noMicrophone || noCamera) && props.retry ? retryView(t, props.retry) : nothing}
      ${noMicrophone || media.microphone === "off" ? nothing : html`<level-bar class="level" aria-hidden="true" .track=${props.microphone}></level-bar>`}
    </div>
    ${props.hearing ? speakerView(props) : nothing}
  </div>`;
}

/** A tone to hear; nobody is asked to have heard it. */
function speakerView({ t, toneSounding, playTone }: CheckProps): TemplateResult {
  return html`<div class="check__sound check__speaker">
    ${icon(speakerIcon)}
    <p role="status">${t(toneSounding ? "check.speaker.sounding" : "check.speaker")}</p>
    <button type="button" class="utrecht-button utrecht-button--secondary-action check__play ${toneSounding ? "check__play--sounding" : ""}" data-testid="speaker-test" @click=${playTone}>
      <span class="check__waves" aria-hidden="true"><span></span><span></span><span></span></span>${t("check.speaker.play")}
    </button>
  </div>`;
}

/** What was plugged in or allowed meanwhile is used without starting over. */
function retryView(t: CheckProps["t"], retry: () => void): TemplateResult {
  return html`<button type="button" class="utrecht-button utrecht-button--secondary-action check__retry" data-testid="retry-devices" @click=${retry}>
    ${icon(retryIcon)}<span>${t("check.retry")}</span>
  </button>`;
}
