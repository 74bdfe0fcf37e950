/** The form by which staff sign in. */
import loadingIcon from "icon:loader-2";
import shieldIcon from "icon:shield-half";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";
import type { LoginProblem, StaffPageName } from "./account.ts";
import { localeView } from "./frame.ts";

const PAGES: readonly StaffPageName[] = ["desk", "wijkagent", "interpreter", "station", "supervisor"];

function pagesView(t: StaffTexts): TemplateResult {
  return html`<ul class="login__pages">
    ${PAGES.map((page) => html`<li><a href="/${page}/" data-testid="page-${page}">${t(`login.page.${page}`)}</a></li>`)}
  </ul>`;
}

export interface LoginProps {
  t: StaffTexts;
  page: StaffPageName;
  busy: boolean;
  problem: LoginProblem | null;
  submit(username: string, password: string): void;
  setLocale(locale: string): void;
}

export function loginView({ t, page, busy, problem, submit, setLocale }: LoginProps): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    submit(String(fields.get("username")).trim(), String(fields.get("password")));
  };
  return html`<main class="login">
    <form class="login__card" @submit=${submitted}>
      <div class="login__head">
        <div class="login__emblem">${icon(shieldIcon)}</div>
        ${localeView(t, setLocale)}
      </div>
      <h1 tabindex="-1">${t(`login.heading.${page}`)}</h1>
      <p class="lead">${t("login.lead")}</p>
      <label class="field">
        <span class="utrecht-form-label">${t("login.username")}</span>
        <input class="utrecht-textbox" name="username" data-testid="login-username" data-autofocus autocomplete="username"
          autocapitalize="none" spellcheck="false" required aria-invalid=${problem === "wrong_credentials" ? "true" : "false"} />
      </label>
      <label class="field">
        <span class="utrecht-form-label">${t("login.password")}</span>
        <input class="utrecht-textbox" name="password" type="password" data-testid="login-password" autocomplete="current-password"
          required aria-invalid=${problem === "wrong_credentials" ? "true" : "false"} />
      </label>
      <div class="login__problem" role="alert">${problem ? html`<p class="problem">${t(`login.${problem}`)}</p>${problem === "wrong_role" ? pagesView(t) : nothing}` : nothing}</div>
      <button type="submit" class="utrecht-button utrecht-button--primary-action button--wide button--large" data-testid="login-submit" ?disabled=${busy}>
        ${busy ? html`<span class="turning">${icon(loadingIcon)}</span>` : nothing}<span>${t(busy ? "login.busy" : "login.submit")}</span>
      </button>
    </form>
  </main>`;
}
