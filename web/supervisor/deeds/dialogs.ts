/** The dialogs that ask once, where a deed hurts somebody: why, and to whom. */
import moveIcon from "icon:arrows-exchange";
import takeIcon from "icon:phone-incoming";
import stopIcon from "icon:phone-off";
import freeIcon from "icon:user-check";
import closeIcon from "icon:x";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../../shared/i18n/catalogs.ts";
import { type TargetProps, targetView } from "../../shared/staff/target-view.ts";
import { isStaffed } from "../../shared/staff/transfer.ts";
import { icon } from "../../shared/ui/icon.ts";

interface WhyProps {
  t: StaffTexts;
  why: string;
  write(why: string): void;
}

interface DialogProps extends WhyProps {
  submit(): void;
  close(): void;
}

/** End a call, or free somebody: others feel it, so it needs a reason. */
export function reasonDialog(
  kind: "stop" | "free",
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
          ${icon(kind === "stop" ? stopIcon : freeIcon)}<span>${t(`deed.${kind}.confirm`)}</span>
        </button>
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
  { t, submit, close }: Pick<DialogProps, "t" | "submit" | "close">,
  heading: string,
  meaning: string | null,
  content: TemplateResult,
): TemplateResult {
  const submitted = (event: SubmitEvent) => {
    event.preventDefault();
    submit();
  };
  const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();
  return html`<dialog class="transfer deed-dialog" data-testid="deed-dialog" aria-labelledby="deed-heading" @close=${close}>
    <form class="transfer__form" @submit=${submitted}>
      <header class="transfer__head">
        <h2 id="deed-heading">${heading}</h2>
        <button type="button" class="transfer__close" data-testid="dialog-close" aria-label=${t("deed.cancel")} @click=${dismiss}>${icon(closeIcon)}</button>
      </header>
      ${meaning === null ? nothing : html`<p class="transfer__lead">${meaning}</p>`}
      ${content}
    </form>
  </dialog>`;
}

/** In their own words: it stands in the audit log. */
export function whyView({ t, why, write }: WhyProps, isRequired: boolean): TemplateResult {
  const written = (event: Event) => write((event.target as HTMLInputElement).value);
  return html`<label class="field">
    <span class="utrecht-form-label">${t(isRequired ? "deed.why" : "deed.why.optional")}</span>
    <input class="utrecht-textbox" type="text" maxlength="200" autocomplete="off" data-testid="deed-why" pattern=".*\\S.*"
      title=${t("deed.why.title")} ?required=${isRequired} .value=${why} @input=${written} />
    <small class="field__hint">${t("deed.why.hint")}</small>
  </label>`;
}
