/** The booth: which screen, and what surrounds it. */
import alertIcon from "icon:alert-triangle";
import helpIcon from "icon:help";
import shieldIcon from "icon:shield-half";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../shared/ui/icon.ts";
import type { BoothProps } from "./props.ts";
import { idleLeft, type Screen, screenOf } from "./screen.ts";
import { attractView } from "./screens/attract.ts";
import { busyView } from "./screens/busy.ts";
import { inCallView } from "./screens/call.ts";
import { checkView } from "./screens/check.ts";
import { closedView } from "./screens/closed.ts";
import { cameraView, helpView, idleView } from "./screens/dialogs.ts";
import { doneView } from "./screens/done.ts";
import { messageView } from "./screens/parts.ts";
import { languageView, subjectView } from "./screens/steps.ts";
import { waitingView } from "./screens/waiting.ts";

export function boothView(props: BoothProps): TemplateResult {
  const { t, state, actions } = props;
  const screen = screenOf(state);
  const covered = state.helpOpen || state.cameraAsked || idleLeft(state, props.now) !== null;
  const offline = state.connection !== "online" && (screen === "waiting" || screen === "call");
  return html`<div class="booth booth--${screen}" data-screen=${screen} @contextmenu=${prevent}>
    <header class="booth__bar" ?inert=${covered}>
      <p class="booth__brand">${icon(shieldIcon)}<span>${state.location?.name ?? ""}</span></p>
      <button type="button" class="booth__help" data-testid="help" aria-expanded=${state.helpOpen ? "true" : "false"} @click=${() => actions.help(true)}>
        ${icon(helpIcon)}<span>${t("help.open")}</span>
      </button>
    </header>
    ${offline ? html`<p class="banner" role="alert">${icon(wifiOffIcon)}${t(screen === "call" ? "offline.banner.call" : "offline.banner")}</p>` : nothing}
    <main class="booth__main" ?inert=${covered}>${screenView(props, screen)}</main>
    ${state.helpOpen ? helpView(props) : nothing}
    ${state.cameraAsked ? cameraView(props) : nothing}
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
      return messageView(wifiOffIcon, props.t("offline.heading"), props.t("offline.lead"));
    case "setup":
      return messageView(alertIcon, props.t("setup.heading"), props.t("setup.lead"));
    case "closed":
      return closedView(props);
    case "busy":
      return busyView(props);
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
