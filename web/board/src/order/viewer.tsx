import type { Order } from "@freightwire/client";
import { ChevronLeft, ChevronRight, Download, FileQuestion, ZoomIn, ZoomOut } from "lucide-react";
import { useRef, useState } from "react";
import { useTexts } from "../i18n/index.js";
import { goTo, useEditing } from "./editing.js";
import type { Document, Summary } from "./documents.js";
import { useMark, type Found } from "./mark.js";
import { stablePath } from "./model.js";
import { nameOf } from "./naming.js";
import { useContent, useRendered, type Content, type Ready } from "./rendering.js";
import { levelOf, percentOf } from "./sureness.js";
import { MailSheet, XmlSheet } from "./text-sheet.js";
import { useThresholds } from "./thresholds.js";

const ZOOMS = [1, 1.4, 1.9, 2.5];

/** A document's pages, with a box around each value that was read: lit together with its field. */
export function Viewer({ document, order }: { document: Summary | Document; order: Order }) {
  const content = useContent(document.id, document.contentType);
  const whole = "sha256" in document && "pages" in document ? document : null;
  const fields = whole?.fields ?? [];
  const [zoom, setZoom] = useState(0);
  const [page, setPage] = useShownPage(fields, order);
  const drawn = content.state === "ready" ? content.pages : 1;
  const pages = Math.max(drawn, whole?.pages?.length ?? 1);
  return (
    <div className="viewer">
      <Bar document={document} content={content} page={page} pages={pages} setPage={setPage} zoom={zoom} setZoom={setZoom} />
      <Sheet content={content} page={page} pages={pages} zoom={ZOOMS[zoom] ?? 1} fields={fields} order={order} fileName={document.fileName}>
        {whole && fields.filter((field) => field.page === page).map((field) => <Box key={field.path} field={field} document={whole} order={order} />)}
      </Sheet>
      {fields.length > 0 && <ReadFields fields={fields} order={order} isOpen={isUnshown(content)} />}
    </div>
  );
}

function isUnshown(content: Content): boolean {
  return content.state === "ready" && content.kind === "none";
}

/** The page that was turned to; entering a field turns to the page that it was read from. */
function useShownPage(fields: Found[], order: Order): [number, (page: number) => void] {
  const { active } = useEditing();
  const [turned, setTurned] = useState<{ page: number; active: string | null }>({ page: 1, active: null });
  const ofActive = fields.find((field) => active !== null && stablePath(order.data, field.path) === active)?.page;
  const page = ofActive && turned.active !== active ? ofActive : turned.page;
  return [page, (next) => { setTurned({ page: next, active }); }];
}

interface BarProps {
  document: Summary | Document;
  content: Content;
  page: number;
  pages: number;
  setPage: (page: number) => void;
  zoom: number;
  setZoom: (zoom: number) => void;
}

function Bar({ document, content, page, pages, setPage, zoom, setZoom }: BarProps) {
  const { t } = useTexts();
  return (
    <div className="viewer-bar">
      <span className="truncate grow" title={document.fileName}>{document.fileName}</span>
      {pages > 1 && (
        <>
          <button className="button quiet icon small" aria-label={t("documents.previous")} disabled={page <= 1} onClick={() => { setPage(page - 1); }}><ChevronLeft aria-hidden /></button>
          <span className="muted">{page} / {pages}</span>
          <button className="button quiet icon small" aria-label={t("documents.next")} disabled={page >= pages} onClick={() => { setPage(page + 1); }}><ChevronRight aria-hidden /></button>
        </>
      )}
      {content.state === "ready" && (content.kind === "pdf" || content.kind === "image") && (
        <>
          <button className="button quiet icon small" aria-label={t("documents.zoomOut")} disabled={zoom === 0} onClick={() => { setZoom(zoom - 1); }}><ZoomOut aria-hidden /></button>
          <button className="button quiet icon small" aria-label={t("documents.zoomIn")} disabled={zoom === ZOOMS.length - 1} onClick={() => { setZoom(zoom + 1); }}><ZoomIn aria-hidden /></button>
        </>
      )}
      {content.state === "ready" && (
        <a className="button quiet icon small" href={content.url} download={document.fileName} aria-label={t("documents.open")}><Download aria-hidden /></a>
      )}
    </div>
  );
}

interface SheetProps {
  content: Content;
  page: number;
  pages: number;
  zoom: number;
  fields: Found[];
  order: Order;
  fileName: string;
  /** What lies over the page. */
  children: React.ReactNode;
}

function Sheet({ content, pages, children, ...shown }: SheetProps) {
  const { t } = useTexts();
  return (
    <div className="viewer-scroll" tabIndex={0} role="region" aria-label={t("documents.page", { page: shown.page, pages })}>
      {content.state === "loading" && <p className="empty" aria-busy="true">{t("documents.loading")}</p>}
      {content.state === "failed" && <p className="empty">{t("documents.failed")}</p>}
      {content.state === "ready" && <Shown content={content} {...shown}>{children}</Shown>}
    </div>
  );
}

function Shown({ content, page, zoom, fields, order, fileName, children }: Omit<SheetProps, "pages" | "content"> & { content: Ready }) {
  const { t } = useTexts();
  switch (content.kind) {
    case "mail":
      return <MailSheet mail={content.mail} fields={fields} order={order} />;
    case "text":
      return <XmlSheet text={content.text} fields={fields} order={order} />;
    case "none":
      return (
        <div className="empty">
          <FileQuestion aria-hidden />
          <p>{t("documents.noView")}</p>
          <a className="button" href={content.url} download={fileName}><Download aria-hidden /> {t("documents.open")}</a>
        </div>
      );
    default:
      return <Page content={content} number={page} zoom={zoom}>{children}</Page>;
  }
}

function Page({ content, number, zoom, children }: { content: Ready; number: number; zoom: number; children: React.ReactNode }) {
  const { t } = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDrawn = useRendered(canvas, content, number, zoom);
  return (
    <div className="page" style={{ width: `${String(zoom * 100)}%` }} data-drawn={isDrawn || undefined} data-testid="page">
      {content.kind === "image" ? <img src={content.url} alt={t("documents.page", { page: 1, pages: 1 })} /> : <canvas ref={canvas} role="img" aria-label={t("documents.page", { page: number, pages: content.pages })} />}
      {children}
    </div>
  );
}

function Box({ field, document, order }: { field: Found; document: Document; order: Order }) {
  const { element, attributes, name, sureness } = useMark(field, order);
  const size = document.pages?.find((page) => page.number === field.page);
  if (!size || !field.box) return null;
  const { x0, y0, x1, y1 } = field.box;
  const percent = (value: number, of: number) => `${String((value / of) * 100)}%`;
  const text = `${name}: ${field.raw} (${sureness})`;
  return (
    <button
      ref={element} className="box" title={text} aria-label={text} {...attributes}
      style={{ left: percent(x0, size.width), top: percent(y0, size.height), width: percent(x1 - x0, size.width), height: percent(y1 - y0, size.height) }}
    />
  );
}

/** The same as words: for documents whose fields are not all in the order, and for whoever cannot see boxes. */
function ReadFields({ fields, order, isOpen }: { fields: Found[]; order: Order; isOpen: boolean }) {
  const { t } = useTexts();
  const thresholds = useThresholds();
  return (
    <details className="read-fields" open={isOpen || undefined}>
      <summary>{t("documents.fields", { count: fields.length })}</summary>
      <ul>
        {fields.map((field) => (
          <li key={field.path}>
            <button onClick={() => { goTo(stablePath(order.data, field.path)); }}>
              <span className="muted">{nameOf(field.path, order.data, t)}</span>
              <span className="truncate">{field.raw}</span>
              <span className="confidence" data-level={levelOf(thresholds, field.path, field.confidence)}>{percentOf(field.confidence)} %</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
