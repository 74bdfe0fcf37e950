/** The list of ready phrases beside a chat: opened by its button or by `/` in an empty message, left by Escape. */
import { nothing, type TemplateResult } from "lit";
import { writeInto } from "../shared/call/chat.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import type { ListProps } from "./phrases-list.ts";
import { phrasesView } from "./phrases-view.ts";

export class Phrases {
  /** What is searched; null while the list is closed. */
  private query: string | null = null;
  private wasOpen = false;
  /** How the list is drawn; null until that was fetched. */
  private list: ((props: ListProps) => TemplateResult) | null = null;
  private isFetching = false;
  private readonly root: ParentNode;
  private readonly onChange: () => void;

  constructor(root: ParentNode, onChange: () => void) {
    this.root = root;
    this.onChange = onChange;
  }

  /** Return the list and its button, for a visitor who reads `language`. */
  view(t: StaffTexts, language: string): TemplateResult {
    void this.fetch();
    const { list, query } = this;
    const search = (text: string | null) => this.search(text);
    const pick = (text: string) => {
      this.search(null);
      writeInto(this.root, text);
    };
    const shown = list && query !== null ? list({ t, language, query, search, pick }) : nothing;
    return phrasesView({ t, isOpen: query !== null, list: shown, search });
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
    const isOpen = this.query !== null && this.list !== null;
    if (isOpen && !this.wasOpen)
      this.root.querySelector<HTMLElement>("[data-testid='phrases-search']")?.focus();
    this.wasOpen = isOpen;
  }

  /** Few calls need them, and all languages' are many words; what fails is tried at the next drawing. */
  private async fetch(): Promise<void> {
    if (this.list || this.isFetching) return;
    this.isFetching = true;
    try {
      this.list = (await import("./phrases-list.ts")).listView;
      this.onChange();
    } catch {
      // Without a connection the call says so itself.
    } finally {
      this.isFetching = false;
    }
  }

  private search(query: string | null): void {
    this.query = query;
    this.onChange();
    if (query === null) this.root.querySelector<HTMLElement>("[data-testid='chat-input']")?.focus();
  }
}
