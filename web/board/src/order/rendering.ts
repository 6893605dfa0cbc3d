/** A document as it can be shown. Pages are drawn with pdf.js; that and the reader of mails are loaded only where they are needed. */

import { useDesk, useDeskStore } from "@freightwire/react";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useState, type RefObject } from "react";
import { laidOut, readMail, type Mail } from "./texts.js";

export type Content =
  | { state: "loading" }
  | { state: "failed" }
  | { state: "ready"; kind: "pdf"; url: string; pages: number; pdf: PDFDocumentProxy }
  | { state: "ready"; kind: "mail"; url: string; pages: 1; mail: Mail }
  | { state: "ready"; kind: "text"; url: string; pages: 1; text: string }
  | { state: "ready"; kind: "image" | "none"; url: string; pages: 1 };

export type Ready = Content & { state: "ready" };

const SHOWN_BY_BROWSERS = /^image\/(png|jpeg|webp|gif)$/;
const XML = /^(application|text)\/xml$/;
const MAIL = "message/rfc822";

/** What can be shown of a document. */
async function shown(blob: Blob, contentType: string): Promise<DistributiveOmit<Ready, "url">> {
  if (contentType === "application/pdf") {
    const pdf = await readPdf(blob);
    return { state: "ready", kind: "pdf", pages: pdf.numPages, pdf };
  }
  if (contentType === MAIL) return { state: "ready", kind: "mail", pages: 1, mail: await readMail(blob) };
  if (XML.test(contentType)) return { state: "ready", kind: "text", pages: 1, text: laidOut(await blob.text()) };
  return { state: "ready", kind: SHOWN_BY_BROWSERS.test(contentType) ? "image" : "none", pages: 1 };
}

type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown ? Omit<Type, Key> : never;

async function readPdf(blob: Blob): Promise<PDFDocumentProxy> {
  const [{ getDocument, GlobalWorkerOptions }, worker] = await Promise.all([
    import("pdfjs-dist"),
    import("pdfjs-dist/build/pdf.worker.min.mjs?url"),
  ]);
  GlobalWorkerOptions.workerSrc = worker.default;
  const data = new Uint8Array(await blob.arrayBuffer());
  return getDocument({ data, isEvalSupported: false, wasmUrl: "/pdf/", standardFontDataUrl: "/pdf/", enableXfa: false }).promise;
}

export function useContent(documentId: string, contentType: string): Content {
  const { orders } = useDesk();
  const [content, setContent] = useState<Content>({ state: "loading" });
  const isConnected = useDeskStore((store) => store.isConnected);
  const [attempt, setAttempt] = useState(0);
  const hasFailed = content.state === "failed";
  // What failed without a network is tried again with one.
  useEffect(() => {
    if (isConnected || !hasFailed) return;
    return () => { setAttempt((before) => before + 1); };
  }, [isConnected, hasFailed]);
  useEffect(() => {
    let isCurrent = true;
    let url = "";
    let pdf: PDFDocumentProxy | null = null;
    const load = async () => {
      const blob = await orders.content(documentId);
      const ready = await shown(blob, contentType);
      pdf = ready.kind === "pdf" ? ready.pdf : null;
      if (!isCurrent) {
        void pdf?.destroy();
        return;
      }
      url = URL.createObjectURL(blob);
      setContent({ ...ready, url });
    };
    load().catch(() => {
      if (isCurrent) setContent({ state: "failed" });
    });
    return () => {
      isCurrent = false;
      if (url) URL.revokeObjectURL(url);
      void pdf?.destroy();
    };
  }, [orders, documentId, contentType, attempt]);
  return content;
}

/** Draws a page as wide as its canvas is shown. @returns whether it is drawn. */
export function useRendered(canvas: RefObject<HTMLCanvasElement | null>, content: Ready, number: number, zoom: number): boolean {
  const [isDrawn, setIsDrawn] = useState(false);
  const pdf = content.kind === "pdf" ? content.pdf : null;
  const width = useWidth(canvas);
  useEffect(() => {
    const element = canvas.current;
    if (!pdf || !element || width === 0) return;
    let cancel: () => void = () => undefined;
    let isCurrent = true;
    const draw = async () => {
      const page = await pdf.getPage(Math.min(number, pdf.numPages));
      if (!isCurrent) return;
      const scale = (width * Math.min(devicePixelRatio, 2)) / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      element.width = viewport.width;
      element.height = viewport.height;
      const task = page.render({ canvas: element, viewport });
      cancel = () => { task.cancel(); };
      await task.promise;
      setIsDrawn(true);
    };
    draw().catch((error: unknown) => {
      if (isCurrent && !(error instanceof Error && error.name === "RenderingCancelledException")) console.error(error);
    });
    return () => {
      isCurrent = false;
      cancel();
    };
  }, [canvas, pdf, number, zoom, width]);
  return isDrawn;
}

function useWidth(canvas: RefObject<HTMLCanvasElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const holder = canvas.current?.parentElement;
    if (!holder) return;
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.round(entry?.contentRect.width ?? 0));
    });
    observer.observe(holder);
    return () => {
      observer.disconnect();
    };
  }, [canvas]);
  return width;
}
