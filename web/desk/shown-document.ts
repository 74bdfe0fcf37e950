/** A document that the others are shown, page by page, as a picture of this page's own making. */
import { openPages, type Pages } from "./document-file.ts";
import { sheetOf, within } from "./document-pages.ts";

/** Frames flow also while nothing changes, so that whoever joins later, or by another relay, gets a picture. */
const FRAMES_PER_S = 4;

export class ShownDocument {
  /** What the others see. */
  readonly canvas = document.createElement("canvas");
  readonly track: MediaStreamTrack;
  page = 1;
  private readonly pages: Pages;
  private readonly ended: () => void;
  /** The present page, as drawn. */
  private paper: HTMLCanvasElement;
  private drawn = 1;
  private isDrawing = false;
  private readonly timer: ReturnType<typeof setInterval>;

  /** Open a file at its first page; `ended` is called when its track is stopped. Raises Unreadable. */
  static async open(file: File, ended: () => void): Promise<ShownDocument> {
    const pages = await openPages(file);
    try {
      return new ShownDocument(pages, await drawn(pages, 1), ended);
    } catch (error) {
      pages.close();
      throw error;
    }
  }

  private constructor(pages: Pages, paper: HTMLCanvasElement, ended: () => void) {
    this.pages = pages;
    this.paper = paper;
    this.ended = ended;
    this.show();
    const [track] = this.canvas.captureStream(FRAMES_PER_S).getVideoTracks();
    if (!track) throw new Error("a canvas without a picture");
    track.contentHint = "detail";
    this.track = track;
    this.timer = setInterval(() => this.tick(), 1000 / FRAMES_PER_S);
  }

  get count(): number {
    return this.pages.count;
  }

  /** Show this page, or the nearest there is. What is asked for last is what is shown in the end. */
  async turn(page: number): Promise<void> {
    this.page = within(page, this.count);
    if (this.isDrawing) return;
    this.isDrawing = true;
    try {
      while (this.drawn !== this.page) {
        const { page: wanted } = this;
        // A page that can't be drawn stays white; the others can be.
        this.paper = await drawn(this.pages, wanted).catch(() => blank(this.canvas));
        this.drawn = wanted;
        this.show();
      }
    } finally {
      this.isDrawing = false;
    }
  }

  /** Whoever sends the track stops it when it isn't sent any more: no event tells that. */
  private tick(): void {
    if (this.track.readyState === "live") {
      this.show();
      return;
    }
    clearInterval(this.timer);
    this.pages.close();
    this.ended();
  }

  private show(): void {
    const { canvas, paper } = this;
    if (canvas.width !== paper.width) canvas.width = paper.width;
    if (canvas.height !== paper.height) canvas.height = paper.height;
    canvas.getContext("2d", { alpha: false, willReadFrequently: true })?.drawImage(paper, 0, 0);
  }
}

async function drawn(pages: Pages, page: number): Promise<HTMLCanvasElement> {
  const sheet = sheetOf(await pages.size(page));
  const paper = blank(sheet);
  await pages.draw(page, paper, sheet);
  return paper;
}

function blank({ width, height }: { width: number; height: number }): HTMLCanvasElement {
  const paper = document.createElement("canvas");
  paper.width = width;
  paper.height = height;
  const context = paper.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context) {
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
  }
  return paper;
}
