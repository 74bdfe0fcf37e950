/** A picture or a PDF of the user's, opened in the browser: it goes nowhere. */
import { objectionTo, PDF, type Sheet, type Size, Unreadable } from "./document-pages.ts";

/** Pages count from 1. */
export interface Pages {
  readonly count: number;
  /** The page's own size, in whatever unit. */
  size(page: number): Promise<Size>;
  /** Draw it on a canvas that is as large as the sheet, and white. */
  draw(page: number, canvas: HTMLCanvasElement, sheet: Sheet): Promise<void>;
  close(): void;
}

/** Open the file; raises Unreadable if it is nothing to be shown. */
export async function openPages(file: File): Promise<Pages> {
  const objection = objectionTo(file);
  if (objection) throw new Unreadable(objection);
  if (file.type !== PDF) return readPicture(file);
  const { readPdf } = await import("./document-pdf.ts");
  return readPdf(file);
}

async function readPicture(file: File): Promise<Pages> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Unreadable("broken");
  });
  return {
    count: 1,
    size: async () => picture,
    draw: async (_page, canvas, { page: { x, y, width, height } }) => {
      const context = canvas.getContext("2d");
      if (!context) throw new Unreadable("broken");
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, x, y, width, height);
    },
    close: () => picture.close(),
  };
}
