/** The booth: which screen, and what surrounds it. */
import "./keyboard/keyboard.ts";
import { html, nothing, type TemplateResult } from "lit";
import { endingView } from "../shared/call/ending-view.ts";
import { headerView, readingView } from "./header.ts";
import type { BoothProps } from "./props.ts";
import { isCovered, type Screen, screenOf } from "./screen.ts";
import { busyView } from "./screens/busy.ts";
import { inCallView } from "./screens/call.ts";
import { checkView } from "./screens/check.ts";
import { closedView } from "./screens/closed.ts";
import { cameraView, helpView, idleView } from "./screens/dialogs.ts";
import { doneView } from "./screens/done.ts";
import { homeView } from "./screens/home.ts";
import { languagesView } from "./screens/languages.ts";
import { presenceView } from "./screens/leaving.ts";
import { offlineView, outageView } from "./screens/offline.ts";
import { setupView } from "./screens/setup.ts";
import { languageView, subjectView } from "./screens/steps.ts";
import { tileView } from "./screens/tile.ts";
import { waitingView } from "./screens/waiting.ts";

export function boothView(props: BoothProps): TemplateResult {
  const { state } = props;
  const screen = screenOf(state);
  const covered = isCovered(state, props.now);
  return html`<div class="booth booth--${screen}" data-screen=${screen} data-needs=${state.needs.join(" ") || nothing}>
    ${headerView(props, covered)}
    ${outageView(props, screen)}
    <main class="booth__main" ?inert=${covered}>${screenView(props, screen)}</main>
    ${state.readingOpen ? readingView(props) : nothing}
    ${state.helpOpen ? helpView(props) : nothing}
    ${state.cameraAsked ? cameraView(props) : nothing}
    ${idleView(props)}
    ${presenceView(props)}
    ${state.endingAt === null ? nothing : endingView(props.t, state.endingAt - props.now, props.actions)}
    <touch-keyboard .locale=${props.t.locale} .surface=${`${screen} ${covered}`}></touch-keyboard>
  </div>`;
}

function screenView(props: BoothProps, screen: Screen): TemplateResult {
  switch (screen) {
    case "starting":
      return html`<h1 class="visually-hidden">${props.t("booth.title")}</h1>`;
    case "offline":
      return offlineView(props);
    case "setup":
      return setupView(props);
    case "closed":
      return closedView(props);
    case "busy":
      return busyView(props);
    case "home":
      return homeView(props);
    case "tile":
      return tileView(props);
    case "language":
      return languageView(props);
    case "languages":
      return languagesView(props);
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
