/** Pages of a PDF, drawn by PDF.js. It is large: loaded only when somebody picks a PDF. */
import { getDocument, PDFWorker } from "pdfjs-dist";
import reader from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { trustedUrl } from "../shared/ui/trusted-url.ts";
import type { Pages } from "./document-file.ts";
import { MOST_PAGES, Unreadable } from "./document-pages.ts";

const READER = trustedUrl("document-reader", reader);

/** Read a PDF; nothing is fetched from elsewhere for it, and no script in it runs. Raises Unreadable. */
export async function readPdf(file: Blob): Promise<Pages> {
  const port = new Worker(READER, { type: "module" });
  const task = getDocument({
    data: await file.arrayBuffer(),
    worker: PDFWorker.create({ port }),
    // Our pages allow neither; fonts that a file doesn't bring are the computer's.
    isEvalSupported: false,
    useWasm: false,
    useSystemFonts: true,
    enableXfa: false,
    verbosity: 0,
  });
  const close = () => {
    void task.destroy().finally(() => port.terminate());
  };
  try {
    const pdf = await task.promise;
    if (pdf.numPages > MOST_PAGES) throw new Unreadable("too_long");
    return {
      count: pdf.numPages,
      size: async (page) => (await pdf.getPage(page)).getViewport({ scale: 1 }),
      draw: async (number, canvas, { page: { x, y, width } }) => {
        const page = await pdf.getPage(number);
        const scale = width / page.getViewport({ scale: 1 }).width;
        const viewport = page.getViewport({ scale, offsetX: x, offsetY: y });
        await page.render({ canvas, viewport }).promise;
        page.cleanup();
      },
      close,
    };
  } catch (error) {
    close();
    if (error instanceof Unreadable) throw error;
    throw new Unreadable((error as Error).name === "PasswordException" ? "locked" : "broken");
  }
}
