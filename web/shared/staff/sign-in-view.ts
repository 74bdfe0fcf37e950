/** The card by which staff sign in: at their organization's provider, here by name and password, or both. */
import loadingIcon from "icon:loader-2";
import shieldIcon from "icon:shield-half";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";
import type { LoginProblem, StaffPageName } from "./account.ts";
import { localeView } from "./frame.ts";
import { providerView } from "./provider-view.ts";
import type { Ways } from "./ways.ts";

const PAGES: readonly StaffPageName[] = ["desk", "wijkagent", "interpreter", "station", "supervisor"];

function pagesView(t: StaffTexts): TemplateResult {
  return html`<ul class="login__pages">
    ${PAGES.map((page) => html`<li><a href="/${page}/" data-testid="page-${page}">${t(`login.page.${page}`)}</a></li>`)}
  </ul>`;
}

export interface LoginProps {
  t: StaffTexts;
  page: StaffPageName;
  /** Null until they are known. */
  ways: Ways | null;
  busy: boolean;
  problem: LoginProblem | null;
  submit(username: string, password: string): void;
  setLocale(locale: string): void;
}

export function loginView(props: LoginProps): TemplateResult {
  const { t, page, ways, problem, setLocale } = props;
  return html`<main class="login">
    <div class="login__card">
      <div class="login__head">
        <div class="login__emblem">${icon(shieldIcon)}</div>
        ${localeView(t, setLocale)}
      </div>
      <h1 tabindex="-1">${t(`login.heading.${page}`)}</h1>
      <p class="lead">${t("login.lead")}</p>
      <div class="login__problem" role="alert">${problem ? html`<p class="problem">${t(`login.${problem}`)}</p>${problem === "wrong_role" ? pagesView(t) : nothing}` : nothing}</div>
      ${ways?.provider ? providerView(t, page, ways.provider) : nothing}
      ${ways?.local ? localView(props, ways) : nothing}
    </div>
  </main>`;
}

/** The form, folded where most people sign in at the provider. */
function localView(props: LoginProps, { provider }: Ways): TemplateResult {
  if (provider === null) return formView(props);
  return html`<details class="login__local" ?open=${!provider.available}>
    <summary data-testid="login-local">${props.t("login.local")}</summary>
    ${formView(props)}
  </details>`;
}

function formView({ t, ways, busy, problem, submit }: LoginProps): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    submit(String(fields.get("username")).trim(), String(fields.get("password")));
  };
  const isWrong = problem === "wrong_credentials" ? "true" : "false";
  return html`<form class="login__form" @submit=${submitted}>
    <label class="field">
      <span class="utrecht-form-label">${t("login.username")}</span>
      <input class="utrecht-textbox" name="username" data-testid="login-username" ?data-autofocus=${!ways?.provider} autocomplete="username"
        autocapitalize="none" spellcheck="false" required aria-invalid=${isWrong} />
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("login.password")}</span>
      <input class="utrecht-textbox" name="password" type="password" data-testid="login-password" autocomplete="current-password"
        required aria-invalid=${isWrong} />
    </label>
    <button type="submit" class="utrecht-button ${ways?.provider ? "utrecht-button--secondary-action" : "utrecht-button--primary-action"} button--wide button--large" data-testid="login-submit" ?disabled=${busy}>
      ${busy ? html`<span class="turning">${icon(loadingIcon)}</span>` : nothing}<span>${t(busy ? "login.busy" : "login.submit")}</span>
    </button>
  </form>`;
}
