/** The menu of what can be shared, and the document that is: its pages and what the others see of it. */
import alertIcon from "icon:alert-triangle";
import previousIcon from "icon:chevron-left";
import nextIcon from "icon:chevron-right";
import documentIcon from "icon:file-text";
import screenIcon from "icon:screen-share";
import { html, nothing, type TemplateResult } from "lit";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { icon } from "../shared/ui/icon.ts";
import { ACCEPTED, type DocumentProblem, MOST_MB, MOST_PAGES, turned } from "./document-pages.ts";
import type { ShownDocument } from "./shown-document.ts";

export interface ShareMenuProps {
  t: StaffTexts;
  canShareScreen: boolean;
  isReading: boolean;
  problem: DocumentProblem | null;
  screen(): void;
  file(file: File): void;
  /** `refocus`: the menu's button takes the focus. */
  close(refocus: boolean): void;
}

export function shareMenu(props: ShareMenuProps): TemplateResult {
  const { t, canShareScreen, isReading, problem, screen, file, close } = props;
  const pressed = (event: KeyboardEvent) => {
    const items = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (step)
      items.at((items.indexOf(event.target as HTMLButtonElement) + step) % items.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const left = (event: FocusEvent) => {
    const next = event.relatedTarget as Node | null;
    const around = (event.currentTarget as HTMLElement).parentElement;
    if (next && !around?.contains(next)) close(false);
  };
  const pick = (event: Event) =>
    (event.currentTarget as HTMLElement).parentElement?.querySelector("input")?.click();
  const picked = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const [chosen] = input.files ?? [];
    // The same file can be picked again.
    input.value = "";
    if (chosen) file(chosen);
  };
  return html`<div class="share__menu" role="group" aria-label=${t("share.choose")} data-testid="share-menu" @keydown=${pressed} @focusout=${left}>
    ${
      canShareScreen
        ? html`<button type="button" class="share__item" data-testid="share-screen" ?disabled=${isReading} @click=${screen}>
            ${icon(screenIcon)}<span class="share__words"><span>${t("share.screen")}</span><small>${t("share.screen.hint")}</small></span>
          </button>`
        : nothing
    }
    <div>
      <button type="button" class="share__item" data-testid="share-document" aria-disabled=${isReading ? "true" : "false"} @click=${isReading ? nothing : pick}>
        ${icon(documentIcon)}<span class="share__words"><span>${t("share.document")}</span><small role="status">${t(isReading ? "document.opening" : "share.document.hint")}</small></span>
      </button>
      <input type="file" hidden data-testid="document-file" accept=${ACCEPTED.join()} @change=${picked} />
    </div>
    ${
      problem
        ? html`<p class="share__problem" role="alert" data-testid="document-problem" data-problem=${problem}>
            ${icon(alertIcon)}<span>${t(`document.${problem}`, { mb: MOST_MB, pages: MOST_PAGES })}</span>
          </p>`
        : nothing
    }
  </div>`;
}

export interface DocumentProps {
  t: StaffTexts;
  document: ShownDocument;
  turn(page: number): void;
}

/** What the others see of the document, and the way to its other pages. */
export function documentView({ t, document, turn }: DocumentProps): TemplateResult {
  const { page, count, canvas } = document;
  canvas.className = "document__picture";
  const pressed = (event: KeyboardEvent) => {
    const to = turned(event.key, page, count);
    if (to === null) return;
    event.preventDefault();
    turn(to);
  };
  // At an end a button stays, or the focus would be lost with it.
  const button = (name: "previous" | "next", to: number, paths: readonly string[]) => html`<button
    type="button"
    class="document__turn"
    data-testid="document-${name}"
    title=${t(`document.${name}`)}
    aria-disabled=${to < 1 || to > count ? "true" : "false"}
    @click=${() => turn(to)}
  >
    ${icon(paths)}<span class="visually-hidden">${t(`document.${name}`)}</span>
  </button>`;
  return html`<div class="document" role="group" aria-label=${t("document.shared")} @keydown=${pressed}>
    <div class="document__preview" role="img" aria-label=${t("document.preview")}>${canvas}</div>
    <strong>${t("document.shared")}</strong>
    ${
      count > 1
        ? html`<span class="document__pages">
            ${button("previous", page - 1, previousIcon)}
            <span class="number" data-testid="document-page">${t("document.page", { page, count })}</span>
            ${button("next", page + 1, nextIcon)}
          </span>`
        : nothing
    }
  </div>`;
}
