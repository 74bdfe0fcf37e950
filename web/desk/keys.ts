/** The desk by keyboard: what a key does, and the list of them. */
import closeIcon from "icon:x";
import { html, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { icon } from "../shared/ui/icon.ts";

export type KeyAct = "note" | "disposition" | "microphone" | "chat" | "done" | "list";

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat">;

/** Function keys that browsers leave to pages, since characters belong to what is typed (WCAG 2.1.4). */
const KEYS: Readonly<Record<string, KeyAct>> = {
  F1: "list",
  F2: "note",
  F4: "disposition",
  F8: "microphone",
  F9: "chat",
};

/** Return what a key asks for. */
export function actOf({ key, ctrlKey, metaKey, altKey, repeat }: Pressed): KeyAct | null {
  if (repeat || altKey) return null;
  if (ctrlKey || metaKey) return key === "Enter" ? "done" : null;
  return KEYS[key] ?? null;
}

const LIST = [
  ["accept", ["Enter", "A"]],
  ["decline", ["Esc", "D"]],
  ["note", ["F2"]],
  ["disposition", ["F4"]],
  ["microphone", ["F8"]],
  ["chat", ["F9"]],
  ["phrases", ["/"]],
  ["done", ["Ctrl + Enter"]],
  ["help", ["F1"]],
] as const;

/** The dialog closes itself, so that the focus goes back to where it came from. */
const dismiss = (event: Event) => (event.currentTarget as HTMLElement).closest("dialog")?.close();

export function keysView(t: StaffTexts, close: () => void): TemplateResult {
  return html`<dialog class="transfer keys" data-testid="keys" aria-labelledby="keys-title" @close=${close}>
    <div class="transfer__form">
      <div class="transfer__head">
        <h2 id="keys-title">${t("keys.heading")}</h2>
        <button type="button" class="transfer__close" data-testid="keys-close" aria-label=${t("keys.close")} @click=${dismiss}>${icon(closeIcon)}</button>
      </div>
      <dl class="keys__list">
        ${LIST.map(
          ([act, keys]) =>
            html`<div><dt>${t(`keys.${act}`)}</dt><dd>${keys.map((key, index) => html`${index > 0 ? html` ${t("keys.or")} ` : ""}<kbd>${key}</kbd>`)}</dd></div>`,
        )}
      </dl>
    </div>
  </dialog>`;
}
