/** A device that nobody has made a booth yet: visitors are told so, an operator types the code in. */

import alertIcon from "icon:alert-triangle";
import eraseIcon from "icon:backspace";
import deviceIcon from "icon:device-desktop-cog";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { DEVICE } from "../../shared/i18n/device.ts";
import { direction } from "../../shared/i18n/languages.ts";
import { translator } from "../../shared/i18n/translate.ts";
import { icon } from "../../shared/ui/icon.ts";
import { CODE_LENGTH, written } from "../device/enrolment.ts";
import type { BoothProps } from "../props.ts";
import { messagePicture } from "./parts.ts";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

export function setupView({ t, enrolment, actions }: BoothProps): TemplateResult {
  const { digits, sending, problem } = enrolment;
  // Only operators read this part; they have Dutch and English.
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    actions.enrol({ kind: "submitted" });
  };
  const say = translator(DEVICE, t.locale, ["en"]);
  return html`<section class="setup" data-testid="setup">
    <div class="setup__lead">
      ${messagePicture(deviceIcon)}
      <h1 tabindex="-1">${t("setup.heading")}</h1>
      <p class="lead">${t("setup.lead")}</p>
    </div>
    <form class="setup__code" lang=${say.locale} dir=${direction(say.locale)} @submit=${submitted}>
      <label class="setup__label" for="enrol-code">${say("device.code")}</label>
      <p class="setup__hint" id="enrol-hint">${say("device.code.hint")}</p>
      <input
        class="utrecht-textbox setup__field" id="enrol-code" data-testid="enrol-code" data-autofocus
        inputmode="none" autocomplete="off" dir="ltr" aria-describedby="enrol-hint enrol-problem"
        aria-invalid=${problem ? "true" : "false"} ?readonly=${sending}
        .value=${live(written(digits))}
        @input=${(event: Event) => actions.enrol({ kind: "entered", text: (event.target as HTMLInputElement).value })}
      />
      <p class="setup__told" id="enrol-problem" role="alert" data-testid="enrol-problem" data-problem=${problem ?? ""}>
        ${problem ? html`${icon(alertIcon)}<span>${say(`device.problem.${problem}`, { count: CODE_LENGTH - digits.length })}</span>` : sending ? html`<span>${say("device.sending")}</span>` : nothing}
      </p>
      <div class="setup__keys" dir="ltr">
        ${DIGITS.map(
          (digit) =>
            html`<button type="button" class="setup__key" data-testid="key-${digit}" ?disabled=${sending} @click=${() => actions.enrol({ kind: "pressed", digit })}>${digit}</button>`,
        )}
        <button type="button" class="setup__key setup__key--erase" data-testid="key-erase" aria-label=${say("device.erase")} ?disabled=${sending} @click=${() => actions.enrol({ kind: "erased" })}>${icon(eraseIcon)}</button>
      </div>
    </form>
  </section>`;
}
