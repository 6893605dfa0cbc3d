import { useDesk, useEvent } from "@freightwire/react";
import { CircleCheck, CircleX, FileText, RotateCw, X } from "lucide-react";
import { Link } from "react-router";
import { useTexts } from "../i18n/index.js";
import { countsOf, type Batch, type Sent } from "./batches.js";
import { Stages } from "./stages.js";
import { useUploads } from "./store.js";

/** Batches that this page has sent, each document with its stage. */
export function UploadPanel() {
  const { batches, progress, read, unreadable } = useUploads();
  useEvent("order:ai_processing", ({ data }) => { progress(data); });
  useEvent("order:validation_complete", ({ data }) => { read(data); });
  useEvent("order:processing_failed", ({ data }) => { unreadable(data); });
  if (batches.length === 0) return null;
  return <div className="uploads">{batches.slice(-3).map((batch) => <BatchCard key={batch.key} batch={batch} />)}</div>;
}

function BatchCard({ batch }: { batch: Batch }) {
  const { t } = useTexts();
  const hide = useUploads((store) => store.hide);
  const { total, done, failed, progress } = countsOf(batch);
  return (
    <section className="batch" aria-label={t("documents.upload")} data-testid="batch">
      <header className="row">
        <h2 className="grow" role="status">{batch.isSending ? t("documents.uploading") : t("documents.progress", { done, total })}</h2>
        {failed > 0 && <span className="tag red">{t("documents.failedCount", { count: failed })}</span>}
        <button className="button quiet icon small" aria-label={t("documents.hide")} onClick={() => { hide(batch.key); }}><X aria-hidden /></button>
      </header>
      <div className="meter" role="progressbar" aria-label={t("documents.upload")} aria-valuenow={Math.round(progress * 100)} aria-valuemin={0} aria-valuemax={100}>
        <span style={{ width: `${String(progress * 100)}%` }} />
      </div>
      <ul>{batch.documents.map((sent, index) => <Row key={sent.documentId ?? `${sent.fileName}/${String(index)}`} sent={sent} />)}</ul>
    </section>
  );
}

function Outcome({ sent }: { sent: Sent }) {
  if (sent.stage === "done") return <span className="muted">{Math.round((sent.confidence ?? 0) * 100)} %</span>;
  return sent.stage === "failed" && sent.retryable ? <Retry documentId={sent.documentId ?? ""} /> : null;
}

const OUTCOMES: Record<string, { icon: typeof FileText; tone: "good" | "bad" }> = {
  done: { icon: CircleCheck, tone: "good" },
  failed: { icon: CircleX, tone: "bad" },
  refused: { icon: CircleX, tone: "bad" },
};

function Row({ sent }: { sent: Sent }) {
  const { t, say } = useTexts();
  const outcome = sent.stage === null ? undefined : OUTCOMES[sent.stage];
  const { icon: Icon, tone } = outcome ?? { icon: FileText, tone: undefined };
  return (
    <li className="sent" data-stage={sent.stage ?? "sending"}>
      <div className="row">
        <Icon aria-hidden className={tone} />
        <span className="grow truncate" title={sent.fileName}>{sent.fileName}</span>
        <Outcome sent={sent} />
        {sent.orderId && <Link to={`/orders/${sent.orderId}`}>{t("documents.order")}</Link>}
      </div>
      {sent.problem && tone === "bad" && <p className="bad">{say(sent.problem)}</p>}
      {sent.stage !== null && !outcome && <Stages sent={sent} />}
    </li>
  );
}

export function Retry({ documentId }: { documentId: string }) {
  const { t } = useTexts();
  const { orders } = useDesk();
  return (
    <button className="button small" onClick={() => { orders.retry(documentId).catch(() => undefined); }}>
      <RotateCw aria-hidden /> {t("documents.retry")}
    </button>
  );
}
