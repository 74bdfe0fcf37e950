/** A citizen's page: which screen, and what surrounds it. */
import languageIcon from "icon:language";
import shieldIcon from "icon:shield-half";
import wifiOffIcon from "icon:wifi-off";
import { html, nothing, type TemplateResult } from "lit";
import { callerAside } from "../shared/call/caller-aside.ts";
import { endingView } from "../shared/call/ending-view.ts";
import { callView } from "../shared/call/view.ts";
import { VISITOR_LANGUAGES } from "../shared/i18n/languages.ts";
import { icon } from "../shared/ui/icon.ts";
import type { JoinProps } from "./props.ts";
import { isCovered, isCutOff, type Screen, screenOf, titleKey } from "./screen.ts";
import { dialogView } from "./screens/dialogs.ts";
import { earlyView } from "./screens/early.ts";
import {
  closedView,
  doneView,
  elsewhereView,
  isMessage,
  lostView,
  offlineView,
  outsideView,
  phoneView,
  plainMessageView,
  startingView,
} from "./screens/messages.ts";
import { prepareView } from "./screens/prepare.ts";
import { waitingView } from "./screens/waiting.ts";

export function joinView(props: JoinProps): TemplateResult {
  const { t, state, now } = props;
  const screen = screenOf(state, props.supported);
  const covered = isCovered(state);
  return html`<div class="join join--${screen}" data-screen=${screen}>
    ${headerView(props, covered)}
    ${outageView(props, screen)}
    <main class="join__main" ?inert=${covered}>${screenView(props, screen)}</main>
    ${screen === "call" ? nothing : footerView(props, covered)}
    ${dialogView(props)}
    ${state.endingAt === null ? nothing : endingView(t, state.endingAt - now, props.actions)}
  </div>`;
}

function headerView({ t, state, actions }: JoinProps, covered: boolean): TemplateResult {
  const language = VISITOR_LANGUAGES.find(({ code }) => code === t.locale);
  return html`<header class="join__bar" ?inert=${covered}>
    <p class="join__brand">${icon(shieldIcon)}<span>${t(titleKey(state.room))}</span></p>
    <button type="button" class="join__language" data-testid="reading" aria-haspopup="dialog" aria-label=${t("join.language", { language: language?.name ?? t.locale })} @click=${() => actions.open("language")}>
      ${icon(languageIcon)}<span lang=${t.locale}>${language?.name ?? t.locale}</span>
    </button>
  </header>`;
}

function footerView({ t }: JoinProps, covered: boolean): TemplateResult {
  return html`<footer class="join__foot" ?inert=${covered}>
    <p><a href="tel:112">${t("help.emergency")}</a> ${t("help.emergency.text")}</p>
    <p><a href="tel:09008844">${t("help.police")}</a> ${t("help.police.text")}</p>
  </footer>`;
}

function outageView(props: JoinProps, screen: Screen): TemplateResult | typeof nothing {
  const { t, state, media, now } = props;
  if (!isCutOff(state, screen, now)) return nothing;
  const talks = screen === "call" && media.connected;
  const text = talks ? "talking" : screen === "call" || screen === "waiting" ? screen : "prepare";
  return html`<p class="banner ${talks ? "banner--calm" : ""}" role="alert" data-testid="outage">
    ${icon(wifiOffIcon)}<span>${t(`outage.${text}`)}</span>
  </p>`;
}

function screenView(props: JoinProps, screen: Screen): TemplateResult {
  if (isMessage(screen)) return plainMessageView(props, screen);
  switch (screen) {
    case "starting":
      return startingView(props);
    case "offline":
      return offlineView(props);
    case "early":
      return earlyView(props);
    case "phone":
      return phoneView(props);
    case "elsewhere":
      return elsewhereView(props);
    case "closed":
      return closedView(props);
    case "lost":
      return lostView(props);
    case "outside":
      return outsideView(props);
    case "prepare":
      return prepareView(props);
    case "waiting":
      return waitingView(props);
    case "done":
      return doneView(props);
    default:
      return inCallView(props);
  }
}

function inCallView({ t, call }: JoinProps): TemplateResult {
  return html`<h1 class="visually-hidden" tabindex="-1">${t("call.heading")}</h1>
    ${callView({ ...call, aside: callerAside(t, call.conversation, call.self) })}`;
}
