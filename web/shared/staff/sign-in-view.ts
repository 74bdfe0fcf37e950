/** The card by which staff sign in: at their organization's provider, here by name and password, or both. */
import shieldIcon from "icon:shield-half";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { duration } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import type { StaffPageName } from "./account.ts";
import { localeView } from "./frame.ts";
import { type FormProps, formView, stepView } from "./login-form-view.ts";
import { providerView } from "./provider-view.ts";
import { callAfter, type Ended, type SigningIn, waitS } from "./signing-in.ts";
import type { Ways } from "./ways.ts";

const PAGES: readonly StaffPageName[] = ["desk", "wijkagent", "interpreter", "station", "supervisor"];

function pagesView(t: StaffTexts): TemplateResult {
  return html`<ul class="login__pages">
    ${PAGES.map((page) => html`<li><a href="/${page}/" data-testid="page-${page}">${t(`login.page.${page}`)}</a></li>`)}
  </ul>`;
}

export interface LoginProps extends FormProps {
  page: StaffPageName;
  /** Null until they are known. */
  ways: Ways | null;
  setLocale(locale: string): void;
}

export function loginView(props: LoginProps): TemplateResult {
  const { t, page, ways, state, setLocale } = props;
  const { step } = state;
  return html`<main class="login">
    <div class="login__card" data-step=${step}>
      <div class="login__head">
        <div class="login__emblem">${icon(shieldIcon)}</div>
        ${localeView(t, setLocale)}
      </div>
      <h1 tabindex="-1">${step === "password" ? t(`login.heading.${page}`) : t(`login.heading.${step}`)}</h1>
      <p class="lead">${step === "password" ? t("login.lead") : t(`login.lead.${step}`)}</p>
      ${state.ended ? endedView(t, state, state.ended) : nothing}
      ${problemView(props)}
      ${step === "password" ? waysView(props, ways) : stepView(props)}
    </div>
  </main>`;
}

function endedView(t: StaffTexts, state: SigningIn, ended: Ended): TemplateResult {
  const call = callAfter(state);
  return html`<div class="login__ended" role="status" data-testid="login-ended" data-why=${ended}>
    <p>${t(`login.ended.${ended}`)}</p>
    ${call ? html`<p>${t(`login.ended.call.${call}`)}</p>` : nothing}
  </div>`;
}

function problemView({ t, state, now }: LoginProps): TemplateResult {
  const { problem } = state;
  const wait = waitS(state, now);
  return html`<div class="login__problem" role="alert">${problem ? html`<p class="problem">${t(`login.${problem}`)}</p>${problem === "wrong_role" ? pagesView(t) : nothing}` : nothing}</div>
    ${wait > 0 ? html`<p class="login__wait" role="timer" data-testid="login-wait">${t("login.wait", { time: duration(wait) })}</p>` : nothing}`;
}

function waysView(props: LoginProps, ways: Ways | null): TemplateResult {
  return html`${ways?.provider ? providerView(props.t, props.page, ways.provider) : nothing}
    ${ways?.local ? localView(props, ways) : nothing}`;
}

/** The form, folded where most people sign in at the provider. */
function localView(props: LoginProps, { provider }: Ways): TemplateResult {
  if (provider === null) return formView(props, true);
  return html`<details class="login__local" ?open=${!provider.available}>
    <summary data-testid="login-local">${props.t("login.local")}</summary>
    ${formView(props, false)}
  </details>`;
}
