import type { Order, OrdersSchemas } from "@freightwire/client";
import { useDesk, useEvent } from "@freightwire/react";
import { CircleX, FileText, FileUp, LoaderCircle } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTexts } from "../i18n/index.js";
import { chooseFiles } from "../upload/choosing.js";
import { useSend } from "../upload/sending.js";
import { Stages } from "../upload/stages.js";
import { useUploads } from "../upload/store.js";
import { Retry } from "../upload/upload-panel.js";
import { Viewer } from "./viewer.js";

export type Summary = OrdersSchemas["schemas"]["DocumentSummary"];
export type Document = OrdersSchemas["schemas"]["DocumentOut"];

export function Documents({ order }: { order: Order }) {
  const { t } = useTexts();
  const send = useSend();
  const documents = order.documents ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const current = documents.find((one) => one.id === chosen) ?? documents[0];
  const choose = () => { chooseFiles((files) => void send(files, order.id)); };
  if (!current) {
    return (
      <div className="empty">
        <FileUp aria-hidden />
        <p><strong>{t("documents.none")}</strong></p>
        <p>{t("documents.drop")} <button className="link" onClick={choose}>{t("documents.choose")}</button></p>
        <p className="muted">{t("documents.kinds")}</p>
      </div>
    );
  }
  return (
    <div className="documents">
      <div className="doc-tabs" role="group" aria-label={t("order.documents")}>
        {documents.map((one) => (
          <button key={one.id} className="doc-tab" aria-pressed={one.id === current.id} onClick={() => { setChosen(one.id); }}>
            {one.state === "processing" ? <LoaderCircle className="spin" aria-hidden /> : one.state === "failed" ? <CircleX className="bad" aria-hidden /> : <FileText aria-hidden />}
            <span className="truncate">{one.kind ? t(`kind.${one.kind}`) : one.fileName}</span>
            {one.confidence != null && <span className="muted">{Math.round(one.confidence * 100)} %</span>}
          </button>
        ))}
        <button className="button quiet icon small" aria-label={t("board.upload")} onClick={choose}><FileUp aria-hidden /></button>
      </div>
      <OneDocument key={current.id} summary={current} order={order} />
    </div>
  );
}

function OneDocument({ summary, order }: { summary: Summary; order: Order }) {
  const { t, say } = useTexts();
  const document = useDocument(summary);
  const reading = useUploads((store) => store.reading[summary.id]);
  const error = summary.error as { message?: { ro: string; en: string }; retryable?: boolean } | null | undefined;
  return (
    <>
      {summary.state === "processing" && reading && <div className="doc-progress"><Stages sent={reading} /></div>}
      {summary.state === "failed" && (
        <div className="problem row doc-problem">
          <span className="grow">{error?.message ? say(error.message) : t("stage.failed")}</span>
          <Retry documentId={summary.id} />
        </div>
      )}
      <Viewer document={document ?? summary} order={order} />
    </>
  );
}

/** The document with what was read in it; read anew when its reading has ended. */
function useDocument(summary: Summary): Document | null {
  const { orders } = useDesk();
  const [document, setDocument] = useState<Document | null>(null);
  const { id, state, attempt } = summary;
  const load = useCallback(() => {
    orders.document(id).then(setDocument, () => undefined);
  }, [orders, id]);
  useEffect(load, [load, state, attempt]);
  useEvent("order:validation_complete", ({ data }) => {
    if (data.documentId === id) load();
  });
  return document;
}
