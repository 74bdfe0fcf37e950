/** The dialog of the own account: where one is signed in, the password, the second step. */
import checkIcon from "icon:circle-check";
import loadingIcon from "icon:loader-2";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { clockTime } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import type { AccountState, OwnAccount, OwnSignIn, Task } from "./own-account.ts";
import { codeField, recoveryView, secretView } from "./second-step-view.ts";

export interface OwnAccountProps {
  t: StaffTexts;
  state: AccountState;
  close(): void;
  begin(task: Task | null): void;
  submit(fields: FormData): void;
  end(signInId: string): void;
}

const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();

export function ownAccountView(props: OwnAccountProps): TemplateResult {
  const { t, state } = props;
  return html`<dialog class="transfer own-account" data-testid="account" aria-labelledby="account-heading" @close=${props.close}>
    <div class="transfer__form">
      <header class="transfer__head">
        <h2 id="account-heading">${t("account.title")}</h2>
        <button type="button" class="transfer__close" data-testid="account-close" aria-label=${t("account.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      <p class="own-account__done" role="status" data-testid="account-done">${state.done ? html`${icon(checkIcon)}<span>${t(state.done)}</span>` : nothing}</p>
      ${state.task ? taskView(props, state.task) : partsView(props)}
    </div>
  </dialog>`;
}

function partsView(props: OwnAccountProps): TemplateResult {
  const { t, state } = props;
  if (state.failed) return html`<p class="problem" role="alert">${t("account.failed")}</p>`;
  if (!state.account)
    return html`<p class="own-account__wait" role="status"><span class="turning">${icon(loadingIcon)}</span>${t("ui.loading")}</p>`;
  const { account } = state;
  return html`${account.has_password ? secretsView(props, account) : nothing}
    <section class="own-account__part" aria-labelledby="account-sign-ins">
      <h3 id="account-sign-ins">${t("account.sign_ins")}</h3>
      <ul class="own-account__sign-ins">${repeat(
        account.sign_ins,
        (each) => each.sign_in_id,
        (each) => signInView(props, each),
      )}</ul>
    </section>`;
}

function secretsView({ t, begin }: OwnAccountProps, account: OwnAccount): TemplateResult {
  const button = (testid: string, task: Task, text: string) => html`<button type="button"
    class="utrecht-button utrecht-button--secondary-action button--small" data-testid=${testid} @click=${() => begin(task)}>${text}</button>`;
  const words = account.second_step
    ? t("account.second_step.on", { count: String(account.recovery_codes) })
    : t("account.second_step.off");
  return html`<section class="own-account__part own-account__row" aria-labelledby="account-password-heading">
      <h3 id="account-password-heading">${t("account.password")}</h3>
      ${button("account-password", "password", t("account.password.change"))}
    </section>
    <section class="own-account__part own-account__row" aria-labelledby="account-second-step-heading" data-on=${account.second_step ? "true" : "false"}>
      <div><h3 id="account-second-step-heading">${t("account.second_step")}</h3><p>${words}</p>
        ${account.second_step && account.second_step_required ? html`<p>${t("account.second_step.required")}</p>` : nothing}</div>
      ${account.second_step ? (account.second_step_required ? nothing : button("account-second-step", "remove", t("account.second_step.remove"))) : button("account-second-step", "prove", t("account.second_step.set"))}
    </section>`;
}

function signInView({ t, end }: OwnAccountProps, each: OwnSignIn): TemplateResult {
  const page = t(`account.sign_in.page.${each.page}`);
  const since = clockTime(each.started_at, t.locale);
  return html`<li data-testid="account-sign-in" data-current=${each.current ? "true" : "false"}>
    <div><strong>${page}</strong>${each.current ? html` <span class="own-account__here">${t("account.sign_in.current")}</span>` : nothing}
      <p>${t("account.sign_in.times", { since, seen: clockTime(each.seen_at, t.locale) })}</p></div>
    ${
      each.current
        ? nothing
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="account-end"
            aria-label=${t("account.sign_in.end.of", { page, since })} @click=${() => end(each.sign_in_id)}>${t("account.sign_in.end")}</button>`
    }
  </li>`;
}

function taskView(props: OwnAccountProps, task: Task): TemplateResult {
  const { t, state, begin } = props;
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    if (!state.busy) props.submit(new FormData(event.currentTarget as HTMLFormElement));
  };
  return html`<form class="own-account__task" data-task=${task} @submit=${submitted}>
    <h3>${t(task === "password" ? "account.password.change" : "account.second_step")}</h3>
    ${fieldsView(props, task)}
    <div id="account-problem" role="alert" data-testid="account-problem">${state.problem ? html`<p class="problem">${t(`account.problem.${state.problem}`)}</p>` : nothing}</div>
    <footer class="transfer__foot">
      ${task === "recovery" ? nothing : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="account-cancel" @click=${() => begin(null)}>${t("account.cancel")}</button>`}
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="account-save" ?disabled=${state.busy}>${t(SUBMIT[task])}</button>
    </footer>
  </form>`;
}

const SUBMIT = {
  password: "account.password.save",
  prove: "account.second_step.next",
  scan: "account.second_step.confirm",
  recovery: "account.second_step.kept",
  remove: "account.second_step.remove",
} as const;

function fieldsView({ t, state }: OwnAccountProps, task: Task): TemplateResult {
  const { problem, offer } = state;
  switch (task) {
    case "password":
      return html`${presentField(t, problem === "wrong_credentials")}
        <label class="field"><span class="utrecht-form-label">${t("account.password.new")}</span>
          <input class="utrecht-textbox" type="password" name="new" data-testid="account-new" autocomplete="new-password" required
            aria-invalid=${problem && problem !== "wrong_credentials" ? "true" : "false"} aria-describedby="account-rule account-problem" />
        </label>
        <p class="second-step__note" id="account-rule">${t("account.password.rule")}</p>`;
    case "prove":
    case "remove":
      return presentField(t, problem === "wrong_credentials");
    case "scan":
      return html`<p>${t("account.second_step.lead")}</p>${offer ? secretView(t, offer) : nothing}${codeField(t, "account-code", problem === "wrong_code")}`;
    case "recovery":
      return html`<p>${t("account.second_step.recovery")}</p>${recoveryView(t, state.recovery)}`;
  }
}

function presentField(t: StaffTexts, wrong: boolean): TemplateResult {
  return html`<label class="field"><span class="utrecht-form-label">${t("account.password.current")}</span>
    <input class="utrecht-textbox" type="password" name="current" data-testid="account-current" data-autofocus autocomplete="current-password" required
      aria-invalid=${wrong ? "true" : "false"} aria-describedby="account-problem" />
  </label>`;
}
