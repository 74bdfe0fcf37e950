/** The dialog of the own account: where one is signed in, the password, the second step. */
import checkIcon from "icon:circle-check";
import loadingIcon from "icon:loader-2";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { StaffTexts } from "../i18n/catalogs.ts";
import { clockTime, dateOf } from "../i18n/format.ts";
import { icon } from "../ui/icon.ts";
import { type AccountState, fieldOf, type OwnAccount, type OwnSignIn, type Task } from "./own-account.ts";
import { codeField, recoveryView, secretView } from "./second-step-view.ts";

export interface OwnAccountProps {
  t: StaffTexts;
  state: AccountState;
  close(): void;
  begin(task: Task | null): void;
  submit(fields: FormData): void;
  legible(legible: boolean): void;
  end(signInIds: readonly string[]): void;
}

/** Codes that are shown once stay until somebody says that they have kept them. */
const stay = (event: Event) => event.preventDefault();
const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();

export function ownAccountView(props: OwnAccountProps): TemplateResult {
  const { t, state } = props;
  return html`<dialog class="transfer own-account" data-testid="account" aria-labelledby="account-heading" @close=${props.close}
    @cancel=${state.task === "recovery" ? stay : nothing}>
    <div class="transfer__form">
      <header class="transfer__head">
        <h2 id="account-heading">${t("account.title")}</h2>
        ${state.task === "recovery" ? nothing : html`<button type="button" class="transfer__close" data-testid="account-close" aria-label=${t("account.close")} @click=${dismiss}>${icon(closeIcon)}</button>`}
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
  const others = account.sign_ins.filter((each) => !each.current).map((each) => each.sign_in_id);
  return html`${account.has_password ? secretsView(props, account) : nothing}
    <section class="own-account__part" aria-labelledby="account-sign-ins">
      <h3 id="account-sign-ins">${t("account.sign_ins")}</h3>
      <ul class="own-account__sign-ins">${repeat(
        account.sign_ins,
        (each) => each.sign_in_id,
        (each) => signInView(props, each),
      )}</ul>
      ${
        others.length > 1
          ? html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="account-end-others"
              @click=${() => props.end(others)}>${t("account.sign_in.end_others")}</button>`
          : nothing
      }
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
      ${
        account.second_step
          ? html`<div class="own-account__choices">${button("account-second-step-again", "prove", t("account.second_step.again"))}
              ${account.second_step_required ? nothing : button("account-second-step", "remove", t("account.second_step.remove"))}</div>`
          : button("account-second-step", "prove", t("account.second_step.set"))
      }
    </section>`;
}

function signInView({ t, end }: OwnAccountProps, each: OwnSignIn): TemplateResult {
  const page = t(`account.sign_in.page.${each.page}`);
  const since = momentOf(each.started_at, t.locale);
  return html`<li data-testid="account-sign-in" data-current=${each.current ? "true" : "false"}>
    <div><strong>${page} · ${machineOf(t, each)}</strong>${each.current ? html` <span class="own-account__here">${t("account.sign_in.current")}</span>` : nothing}
      <p>${t("account.sign_in.times", { since, seen: momentOf(each.seen_at, t.locale) })}</p></div>
    ${
      each.current
        ? nothing
        : html`<button type="button" class="utrecht-button utrecht-button--secondary-action button--small" data-testid="account-end"
            aria-label=${t("account.sign_in.end.of", { page, since })} @click=${() => end([each.sign_in_id])}>${t("account.sign_in.end")}</button>`
    }
  </li>`;
}

/** The time, with the day where that isn't today. */
function momentOf(at: number, locale: string): string {
  const time = clockTime(at, locale);
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? time : `${dateOf(at, locale, undefined, { year: false })} ${time}`;
}

const NAMES: Readonly<Record<string, string>> = {
  android: "Android",
  chrome: "Chrome",
  chromeos: "ChromeOS",
  edge: "Edge",
  firefox: "Firefox",
  ios: "iOS",
  linux: "Linux",
  macos: "macOS",
  opera: "Opera",
  safari: "Safari",
  windows: "Windows",
};

/** By which browser, on which system: makers' names, the same in each language. */
function machineOf(t: StaffTexts, { on }: OwnSignIn): string {
  const browser = NAMES[on.browser] ?? t("account.sign_in.some_browser");
  const system = NAMES[on.system];
  return system ? t("account.sign_in.on", { browser, system }) : browser;
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
    ${fieldOf(state.problem) ? nothing : problemView(t, state)}
    <footer class="transfer__foot">
      ${task === "recovery" ? nothing : html`<button type="button" class="utrecht-button utrecht-button--secondary-action" data-testid="account-cancel" @click=${() => begin(null)}>${t("account.cancel")}</button>`}
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="account-save" ?disabled=${state.busy}>${t(SUBMIT[task])}</button>
    </footer>
  </form>`;
}

/** What was wrong, beside what it is of. */
function problemView(t: StaffTexts, { problem }: AccountState): TemplateResult {
  return html`<div id="account-problem" role="alert" data-testid="account-problem">${problem ? html`<p class="problem">${t(`account.problem.${problem}`)}</p>` : nothing}</div>`;
}

const SUBMIT = {
  password: "account.password.save",
  prove: "account.second_step.next",
  scan: "account.second_step.confirm",
  recovery: "account.second_step.kept",
  remove: "account.second_step.remove",
} as const;

function fieldsView(props: OwnAccountProps, task: Task): TemplateResult {
  const { t, state } = props;
  const wrong = fieldOf(state.problem);
  switch (task) {
    case "password":
      return html`${presentField(props)}${presentCodeField(props)}
        <label class="field"><span class="utrecht-form-label">${t("account.password.new")}</span>
          <input class="utrecht-textbox" type=${state.legible ? "text" : "password"} name="new" data-testid="account-new" autocomplete="new-password"
            autocapitalize="none" spellcheck="false" required aria-invalid=${wrong === "new" ? "true" : "false"} aria-describedby="account-rule account-problem" />
        </label>
        ${wrong === "new" ? problemView(t, state) : nothing}
        <p class="second-step__note" id="account-rule">${t("account.password.rule")}</p>
        ${legibleView(props)}`;
    case "prove":
    case "remove":
      return html`${presentField(props)}${presentCodeField(props)}`;
    case "scan":
      return html`<p>${t("account.second_step.lead")}</p>${state.offer ? secretView(t, state.offer) : nothing}${codeField(t, "account-code", wrong === "code")}
        ${wrong === "code" ? problemView(t, state) : nothing}`;
    case "recovery":
      return html`<p>${t("account.second_step.recovery")}</p>${recoveryView(t, state.recovery)}`;
  }
}

/** Who has a second step shows that it is at hand: an open page and a password that was seen aren't enough. */
function presentCodeField({ t, state }: OwnAccountProps): TemplateResult | typeof nothing {
  if (!state.account?.second_step) return nothing;
  const isWrong = fieldOf(state.problem) === "code";
  return html`<label class="field"><span class="utrecht-form-label">${t("account.second_step.code")}</span>
    <input class="utrecht-textbox second-step__code" name="code" data-testid="account-present-code" autocomplete="one-time-code"
      autocapitalize="none" spellcheck="false" maxlength="40" required aria-invalid=${isWrong ? "true" : "false"} aria-describedby="account-problem" />
  </label>
  ${isWrong ? problemView(t, state) : nothing}`;
}

function presentField({ t, state }: OwnAccountProps): TemplateResult {
  const isWrong = fieldOf(state.problem) === "current";
  return html`<label class="field"><span class="utrecht-form-label">${t("account.password.current")}</span>
    <input class="utrecht-textbox" type=${state.legible ? "text" : "password"} name="current" data-testid="account-current" data-autofocus autocomplete="current-password"
      autocapitalize="none" spellcheck="false" required aria-invalid=${isWrong ? "true" : "false"} aria-describedby="account-problem" />
  </label>
  ${isWrong ? problemView(t, state) : nothing}`;
}

/** What is typed unseen, and once, is easily something else. */
function legibleView({ t, state, legible }: OwnAccountProps): TemplateResult {
  return html`<label class="own-account__legible"><input type="checkbox" class="utrecht-checkbox" data-testid="account-legible" .checked=${state.legible}
    @change=${(event: Event) => legible((event.currentTarget as HTMLInputElement).checked)} /><span>${t("account.password.show")}</span></label>`;
}
