/** Ready phrases above the chat's field: the button, and the list once it has come. */
import phraseIcon from "icon:message-2";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { icon } from "../shared/ui/icon.ts";

interface PhrasesProps {
  t: StaffTexts;
  isOpen: boolean;
  list: TemplateResult | typeof nothing;
  search(query: string | null): void;
}

export function phrasesView({ t, isOpen, list, search }: PhrasesProps): TemplateResult {
  return html`<div class="phrases">
    <button type="button" class="phrases__button" data-testid="phrases" aria-expanded=${isOpen ? "true" : "false"} aria-controls="phrases-list" aria-keyshortcuts="/" @click=${() => search(isOpen ? null : "")}>
      ${icon(phraseIcon)}<span>${t("phrases.title")}</span><kbd aria-hidden="true">/</kbd>
    </button>
    ${isOpen ? list : nothing}
  </div>`;
}
