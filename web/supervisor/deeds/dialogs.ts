/** The dialogs that ask once, where a deed hurts somebody: why, and to whom. */
import moveIcon from "icon:arrows-exchange";
import signOutIcon from "icon:logout";
import takeIcon from "icon:phone-incoming";
import stopIcon from "icon:phone-off";
import freeIcon from "icon:user-check";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { type TargetProps, targetView } from "../../shared/staff/target-view.ts";
import type { ToldKey } from "../../shared/staff/told.ts";
import { isStaffed } from "../../shared/staff/transfer.ts";
import { icon } from "../../shared/ui/icon.ts";

interface WhyProps {
  t: StaffTexts;
  why: string;
  /** It was sent without what it needs. */
  isIncomplete: boolean;
  /** Why it wasn't done. */
  failure: ToldKey | null;
  write(why: string): void;
}

interface DialogProps extends WhyProps {
  submit(): void;
  /** Something it needs is missing. */
  lack(): void;
  close(): void;
}

const REASON_ICONS = { stop: stopIcon, free: freeIcon, sign_out: signOutIcon } as const;

/** End a call, free somebody or sign them out: others feel it, so it needs a reason. */
export function reasonDialog(
  kind: "stop" | "free" | "sign_out",
  who: string,
  meaning: string,
  props: DialogProps,
): TemplateResult {
  const { t } = props;
  return dialogView(
    props,
    t(`deed.${kind}.heading`, { who }),
    meaning,
    html`${whyView(props, true)}
      <footer class="transfer__foot">
        <button type="submit" class="utrecht-button utrecht-button--primary-action button--danger" data-testid="deed-confirm">
          ${icon(REASON_ICONS[kind])}<span>${t(`deed.${kind}.confirm`)}</span>
        </button>
      </footer>`,
  );
}

/** What was asked about is no more, by somebody else's doing; what was written can still be read. */
export function goneDialog(kind: "call" | "person", props: Omit<DialogProps, "submit">): TemplateResult {
  const { t, why, close } = props;
  const read = why.trim() === "" ? nothing : html`<p class="field__hint"><q dir="auto">${why}</q></p>`;
  return dialogView(
    { ...props, submit: close },
    t("deed.gone.heading"),
    t(`deed.gone.${kind}`),
    html`${read}<footer class="transfer__foot">
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="deed-gone">${t("deed.gone.close")}</button>
    </footer>`,
  );
}

/** Take a call in a language one doesn't speak. */
export function pullDialog(heading: string, meaning: string, props: DialogProps): TemplateResult {
  return dialogView(
    props,
    heading,
    meaning,
    html`<footer class="transfer__foot">
      <button type="submit" class="utrecht-button utrecht-button--primary-action" data-testid="deed-confirm">
        ${icon(takeIcon)}<span>${props.t("deed.pull")}</span>
      </button>
    </footer>`,
  );
}

/** Have others asked for a call. */
export function moveDialog(what: string, target: TargetProps | null, props: DialogProps): TemplateResult {
  const { t } = props;
  const isStuck =
    !target || (target.choice.kind === "person" && !isStaffed(target.colleagues, target.self, target.choice));
  return dialogView(
    props,
    t("deed.move.heading", { what }),
    t("deed.move.means"),
    html`${target ? targetView(target) : html`<p role="status">${t("ui.loading")}</p>`}
      <p class="dialog__problem" role="alert">${props.isIncomplete && target?.choice.kind === "person" && target.choice.staffId === "" ? t("deed.move.nobody") : ""}</p>
      ${whyView(props, false)}
      <footer class="transfer__foot">
        <button type="submit" ?disabled=${isStuck} class="utrecht-button utrecht-button--primary-action" data-testid="deed-confirm">
          ${icon(moveIcon)}<span>${t("deed.move.confirm")}</span>
        </button>
      </footer>`,
  );
}

/** Its page opens it as a modal one; it closes itself, so that the focus goes back to where it came from. */
export function dialogView(
  { t, failure, submit, lack, close }: Pick<DialogProps, "t" | "failure" | "submit" | "lack" | "close">,
  heading: string,
  meaning: string | null,
  content: TemplateResult,
): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (form.checkValidity()) return submit();
    form.querySelector<HTMLElement>(":invalid:not(fieldset)")?.focus();
    lack();
  };
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  return html`<dialog class="transfer deed-dialog" data-testid="deed-dialog" aria-labelledby="deed-heading" @close=${close}>
    <form class="transfer__form" novalidate @submit=${submitted}>
      <header class="transfer__head">
        <h2 id="deed-heading">${heading}</h2>
        <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("deed.cancel")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      ${meaning === null ? nothing : html`<p class="transfer__lead">${meaning}</p>`}
      <p class="dialog__problem" role="alert" data-testid="deed-failure">${failure ? t(failure) : ""}</p>
      ${content}
    </form>
  </dialog>`;
}

/** In their own words: it stands in the audit log. */
export function whyView({ t, why, isIncomplete, write }: WhyProps, isRequired: boolean): TemplateResult {
  const isMissing = isRequired && isIncomplete && why.trim() === "";
  const written = (event: Event) => write((event.target as HTMLInputElement).value);
  return html`<label class="field">
    <span class="utrecht-form-label">${t(isRequired ? "deed.why" : "deed.why.optional")}</span>
    <input class="utrecht-textbox" type="text" maxlength="200" autocomplete="off" data-testid="deed-why" pattern=".*\\S.*"
      ?required=${isRequired} aria-invalid=${isMissing ? "true" : "false"} aria-describedby="deed-why-problem" .value=${why} @input=${written} />
    <span class="dialog__problem" id="deed-why-problem" role="alert" data-testid="deed-problem">${isMissing ? t("deed.why.title") : ""}</span>
    <small class="field__hint">${t("deed.why.hint")}</small>
  </label>`;
}
