/** What lies over a screen: help, a question to somebody idle, a question about the camera. */
import { html, nothing, type TemplateResult } from "lit";
import type { BoothProps } from "../props.ts";
import { idleLeft } from "../screen.ts";
import { callHelpView } from "./call-help.ts";
import { numbersView } from "./parts.ts";

export function helpView(props: BoothProps): TemplateResult {
  const { t, actions } = props;
  const close = () => actions.help(false);
  return html`<div class="overlay" @click=${(event: Event) => event.target === event.currentTarget && close()}>
    <section class="dialog" role="dialog" aria-modal="true" aria-labelledby="help-heading">
      <h2 id="help-heading" tabindex="-1">${t("help.heading")}</h2>
      ${callHelpView(props)}
      ${numbersView(t)}
      ${props.state.help.wanted ? nothing : html`<p>${t("help.station")}</p>`}
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--huge" data-testid="help-close" @click=${close}>${t("help.close")}</button>
    </section>
  </div>`;
}

export function cameraView({ t, actions }: BoothProps): TemplateResult {
  return html`<div class="overlay">
    <section class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="camera-heading" aria-describedby="camera-lead">
      <h2 id="camera-heading" tabindex="-1">${t("camera.confirm.heading")}</h2>
      <p class="lead" id="camera-lead">${t("camera.confirm.lead")}</p>
      <button type="button" class="utrecht-button utrecht-button--primary-action button--huge" data-testid="camera-stay-off" @click=${() => actions.camera(false)}>${t("camera.confirm.no")}</button>
      <button type="button" class="utrecht-button utrecht-button--secondary-action button--huge" data-testid="camera-confirm" @click=${() => actions.camera(true)}>${t("camera.confirm.yes")}</button>
    </section>
  </div>`;
}

export function idleView({ t, state, now, actions }: BoothProps): TemplateResult | typeof nothing {
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
