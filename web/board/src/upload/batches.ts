/** Documents on their way, as they are told of: pure, so that every order of events can be tested. */

import type { EventData } from "@freightwire/client";

export type Stage = EventData["order:ai_processing"]["stage"];
export const STAGES: readonly Stage[] = ["received", "text", "classify", "extract", "validate", "done"];

export interface Sent {
  documentId: string | null;
  orderId: string | null;
  fileName: string;
  stage: Stage | "refused" | null;
  /** 0–1, of the work that is known. */
  progress: number;
  page: number | null;
  pages: number | null;
  kind: string | null;
  confidence: number | null;
  fieldsFound: number | null;
  /** Why it failed or was refused. */
  problem: { ro: string; en: string } | null;
  retryable: boolean;
}

export interface Batch {
  /** Of this page. */
  key: string;
  batchId: string | null;
  documents: Sent[];
  isSending: boolean;
}

export function waiting(fileName: string): Sent {
  return {
    documentId: null, orderId: null, fileName, stage: null, progress: 0, page: null, pages: null, kind: null, confidence: null, fieldsFound: null,
    problem: null, retryable: false,
  };
}

/** Progress never goes back, but for a document that is read again. */
export function withProgress(sent: Sent, data: EventData["order:ai_processing"]): Sent {
  if (sent.documentId !== data.documentId) return sent;
  const isAgain = sent.stage === "failed" && data.stage !== "failed";
  if (!isAgain && rank(data.stage) < rank(sent.stage)) return sent;
  return {
    ...sent,
    stage: data.stage,
    progress: Math.max(isAgain ? 0 : sent.progress, data.progress / 100),
    page: data.page ?? null,
    pages: data.pages ?? null,
    kind: data.kind ?? sent.kind,
    confidence: data.confidence ?? sent.confidence,
    fieldsFound: data.fieldsFound ?? sent.fieldsFound,
    problem: isAgain ? null : sent.problem,
  };
}

export function withRead(sent: Sent, data: EventData["order:validation_complete"]): Sent {
  if (sent.documentId !== data.documentId) return sent;
  return { ...sent, stage: "done", progress: 1, kind: data.kind, confidence: data.confidence, fieldsFound: data.fields.length, problem: null };
}

export function withFailed(sent: Sent, data: EventData["order:processing_failed"]): Sent {
  if (sent.documentId !== data.documentId) return sent;
  return { ...sent, stage: "failed", problem: data.message, retryable: data.retryable ?? false };
}

export interface Counts {
  total: number;
  done: number;
  failed: number;
  progress: number;
}

export function countsOf({ documents }: Batch): Counts {
  const done = documents.filter((sent) => sent.stage === "done").length;
  const failed = documents.filter((sent) => sent.stage === "failed" || sent.stage === "refused").length;
  const ended = (sent: Sent) => (sent.stage === "failed" || sent.stage === "refused" ? 1 : sent.progress);
  const progress = documents.length === 0 ? 0 : documents.reduce((sum, sent) => sum + ended(sent), 0) / documents.length;
  return { total: documents.length, done, failed, progress };
}

function rank(stage: Sent["stage"]): number {
  if (stage === null) return -1;
  return stage === "failed" || stage === "refused" ? STAGES.length : STAGES.indexOf(stage);
}
