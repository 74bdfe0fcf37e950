/** The list of ready phrases beside a chat: opened by its button or by `/` in an empty message, left by Escape. */
import type { TemplateResult } from "lit";
import { writeInto } from "../shared/call/chat.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { written } from "../shared/i18n/phrases.ts";
import { phrasesView } from "./phrases-view.ts";

export class Phrases {
  /** What is searched; null while the list is closed. */
  private query: string | null = null;
  private wasOpen = false;
  private readonly root: ParentNode;
  private readonly onChange: () => void;

  constructor(root: ParentNode, onChange: () => void) {
    this.root = root;
    this.onChange = onChange;
  }

  /** Return the list and its button, for a visitor who reads `language`. */
  view(t: StaffTexts, language: string): TemplateResult {
    return phrasesView({
      t,
      language,
      query: this.query,
      search: (query) => this.search(query),
      pick: (key) => {
        this.search(null);
        writeInto(this.root, written(key, language, t.locale));
      },
    });
  }

  /** Close the list: the call it was for is over. */
  close(): void {
    this.query = null;
  }

  /** Follow a key that was pressed somewhere on the page. */
  pressed(event: KeyboardEvent): void {
    const field = event.target as HTMLElement;
    if (event.key !== "/" || !field.matches("[data-testid='chat-input']")) return;
    if ((field as HTMLTextAreaElement).value !== "") return;
    event.preventDefault();
    this.search("");
  }

  /** Call after each rendering: the search has the focus when the list opens. */
  rendered(): void {
    const isOpen = this.query !== null;
    if (isOpen && !this.wasOpen)
      this.root.querySelector<HTMLElement>("[data-testid='phrases-search']")?.focus();
    this.wasOpen = isOpen;
  }

  private search(query: string | null): void {
    this.query = query;
    this.onChange();
    if (query === null) this.root.querySelector<HTMLElement>("[data-testid='chat-input']")?.focus();
  }
}
