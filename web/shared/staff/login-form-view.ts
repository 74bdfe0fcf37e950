/** The forms of signing in by name and password: these two, the code of the second step, setting that up. */
import loadingIcon from "icon:loader-2";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { icon } from "../ui/icon.ts";
import { codeField, recoveryView, secretView } from "./second-step-view.ts";
import { type SigningIn, waitS } from "./signing-in.ts";

export interface FormProps {
  t: StaffTexts;
  state: SigningIn;
  now: number;
  submit(username: string, password: string): void;
  submitCode(code: string): void;
  back(): void;
  /** Go on: the codes for emergencies were seen. */
  proceed(): void;
}

/** Name and password; the `main` way of signing in, or one beside. */
export function formView(props: FormProps, main: boolean): TemplateResult {
  const { t, state } = props;
  const invalid = state.problem === "wrong_credentials" ? "true" : "false";
  const submitted = (fields: FormData) =>
    props.submit(String(fields.get("username")).trim(), String(fields.get("password")));
  return html`<form class="login__form" @submit=${once(props, submitted)}>
    <label class="field">
      <span class="utrecht-form-label">${t("login.username")}</span>
      <input class="utrecht-textbox" name="username" data-testid="login-username" ?data-autofocus=${main} autocomplete="username"
        autocapitalize="none" spellcheck="false" required .defaultValue=${state.username} aria-invalid=${invalid} />
    </label>
    <label class="field">
      <span class="utrecht-form-label">${t("login.password")}</span>
      <input class="utrecht-textbox" name="password" type="password" data-testid="login-password" autocomplete="current-password"
        required aria-invalid=${invalid} />
    </label>
    ${buttonView(props, t("login.submit"), main)}
  </form>`;
}

/** What follows the password. */
export function stepView(props: FormProps): TemplateResult {
  const { t, state } = props;
  const { step, offer, problem } = state;
  if (step === "recovery") {
    return html`<form class="login__form" @submit=${once(props, () => props.proceed())}>
      ${recoveryView(t, state.recovery)}${buttonView(props, t("login.submit.recovery"))}
    </form>`;
  }
  const isSetup = step === "setup";
  const submitted = (fields: FormData) => props.submitCode(String(fields.get("code")).trim());
  return html`<form class="login__form" @submit=${once(props, submitted)}>
    ${isSetup && offer ? secretView(t, offer) : nothing}
    ${codeField(t, "login-code", problem === "wrong_code", isSetup ? undefined : t("login.code.lost"))}
    ${buttonView(props, t(isSetup ? "login.submit.setup" : "login.submit.code"))}
    <button type="button" class="utrecht-button utrecht-button--subtle button--wide" data-testid="login-back" @click=${props.back}>${t("login.back")}</button>
  </form>`;
}

/** Submit nothing while an answer is awaited, or before the next try may be made. */
function once({ state }: FormProps, act: (fields: FormData) => void): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    if (!state.busy && waitS(state, Date.now()) === 0)
      act(new FormData(event.currentTarget as HTMLFormElement));
  };
}

function buttonView({ t, state, now }: FormProps, text: string, main = true): TemplateResult {
  const { busy } = state;
  return html`<button type="submit" class="utrecht-button ${main ? "utrecht-button--primary-action" : "utrecht-button--secondary-action"} button--wide button--large"
    data-testid="login-submit" ?disabled=${busy || waitS(state, now) > 0}>
    ${busy ? html`<span class="turning">${icon(loadingIcon)}</span>` : nothing}<span>${busy ? t("login.busy") : text}</span>
  </button>`;
}
