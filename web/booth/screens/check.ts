/** The last step before the call: devices, privacy, start. */
import alertIcon from "icon:alert-triangle";
import markIcon from "icon:check";
import readIcon from "icon:ear-off";
import signIcon from "icon:hand-love-you";
import typeIcon from "icon:keyboard";
import lockIcon from "icon:lock";
import phoneIcon from "icon:phone";
import { html, nothing, type TemplateResult } from "lit";
import { checkTexts } from "../../shared/call/check.ts";
import { deviceCheckView } from "../../shared/call/check-view.ts";
import { icon } from "../../shared/ui/icon.ts";
import { checkLead } from "../check.ts";
import type { BoothProps } from "../props.ts";
import { isServed } from "../screen.ts";
import { backView, problemView, stepView } from "./parts.ts";

export function checkView(props: BoothProps): TemplateResult {
  const { t, state, media, actions } = props;
  const anonymous = state.subject === "anonymous";
  const texts = checkTexts(media.camera, media.microphone, anonymous);
  const lead = checkLead(anonymous, state.needs.includes("without_voice"));
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
    ${deviceCheckView({
      t,
      handle: "device-check",
      media,
      microphone: props.microphone,
      cameraOff: anonymous ? "anonymous" : null,
      toneSounding: props.toneSounding,
      hearing: !state.needs.includes("without_hearing"),
      retry: actions.retryDevices,
      playTone: actions.playTone,
    })}
    <div class="check__words">
    ${needsView(props)}
    <section class="privacy" aria-labelledby="privacy-heading">
      <h2 id="privacy-heading">${icon(lockIcon)}${t("check.privacy")}</h2>
      <ul>
        ${anonymous ? html`<li>${t("check.privacy.anonymous")}</li>` : nothing}
        <li>${t("check.privacy.1")}</li>
        <li>${t("check.privacy.2")}</li>
        <li>${t("check.privacy.3")}</li>
        ${state.location?.may_be_joined ? html`<li>${t("supervised.possible")}</li>` : nothing}
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

/** Those a booth can meet by itself. */
const NEEDS: readonly (readonly ["without_voice" | "without_hearing", readonly string[]])[] = [
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
