/** What the desk shows the others, and how it is chosen: a screen, or a file of the employee's. */
import type { CallMedia } from "../shared/call/media.ts";
import type { ShareActions } from "../shared/call/share-view.ts";
import { canShare } from "../shared/call/sharing.ts";
import type { StaffTexts } from "../shared/i18n/catalogs.ts";
import { type DocumentProblem, Unreadable } from "./document-pages.ts";
import { documentView, shareMenu } from "./document-share-view.ts";
import { ShownDocument } from "./shown-document.ts";

export class DocumentShare {
  private readonly media: CallMedia;
  private readonly root: ParentNode;
  private readonly onChange: () => void;
  private isOpen = false;
  private isReading = false;
  private problem: DocumentProblem | null = null;
  private document: ShownDocument | null = null;
  /** What takes the focus with the next rendering. */
  private focus: string | null = null;
  /** Rises with each choice and each call, so that a file read too late isn't shown. */
  private generation = 0;

  constructor(media: CallMedia, root: ParentNode, onChange: () => void) {
    this.media = media;
    this.root = root;
    this.onChange = onChange;
  }

  /** Return what the call's view needs to offer it. */
  actions(t: StaffTexts): ShareActions {
    const { document } = this;
    return {
      choose: () => (this.isOpen ? this.close("toggle-share") : this.open()),
      stop: () => this.media.stopSharing(),
      menu: this.isOpen
        ? shareMenu({
            t,
            canShareScreen: canShare(),
            isReading: this.isReading,
            problem: this.problem,
            screen: () => {
              this.close(null);
              this.media.share();
            },
            file: (file) => void this.show(file),
            close: (refocus) => this.close(refocus ? "toggle-share" : null),
          })
        : null,
      shown: document ? documentView({ t, document, turn: (page) => void this.turn(document, page) }) : null,
    };
  }

  /** There is no call any more: what is still read is for nobody. */
  forget(): void {
    this.generation += 1;
    this.isOpen = false;
    this.isReading = false;
    this.problem = null;
    this.focus = null;
  }

  /** Call after each rendering. */
  rendered(): void {
    const target = this.focus && this.root.querySelector<HTMLElement>(`[data-testid="${this.focus}"]`);
    // The bar of what is shared comes a rendering later than the choice of it.
    if (!target) return;
    this.focus = null;
    target.focus();
  }

  /** Show this file to the others, or say why not. */
  async show(file: File): Promise<void> {
    if (this.media.view.sharing.state !== "off" || this.isReading) return;
    this.generation += 1;
    const { generation } = this;
    this.isOpen = true;
    this.isReading = true;
    this.problem = null;
    this.onChange();
    try {
      const document = await ShownDocument.open(file, () => this.ended(document));
      if (generation !== this.generation) {
        document.track.stop();
        return;
      }
      this.document = document;
      this.isOpen = false;
      this.focus = document.count > 1 ? "document-next" : "stop-sharing";
      this.media.share(async () => document.track);
    } catch (error) {
      if (generation === this.generation)
        this.problem = error instanceof Unreadable ? error.problem : "broken";
    }
    if (generation !== this.generation) return;
    this.isReading = false;
    this.onChange();
  }

  private async turn(document: ShownDocument, page: number): Promise<void> {
    const turning = document.turn(page);
    this.onChange();
    await turning;
  }

  private ended(document: ShownDocument): void {
    if (this.document !== document) return;
    this.document = null;
    this.focus = null;
    this.onChange();
  }

  private open(): void {
    this.isOpen = true;
    this.problem = null;
    this.focus = canShare() ? "share-screen" : "share-document";
    this.onChange();
  }

  private close(focus: string | null): void {
    if (!this.isOpen) return;
    this.generation += 1;
    this.isOpen = false;
    this.isReading = false;
    this.focus = focus;
    this.onChange();
  }
}
