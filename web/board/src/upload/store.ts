import type { EventData, OrdersSchemas } from "@freightwire/client";
import { create } from "zustand";
import { waiting, withFailed, withProgress, withRead, type Batch, type Sent } from "./batches.js";

type Results = OrdersSchemas["schemas"]["UploadResults"];

interface UploadStore {
  batches: Batch[];
  begin(key: string, names: string[]): void;
  sent(key: string, results: Results): void;
  failed(key: string, problem: { ro: string; en: string }): void;
  hide(key: string): void;
  progress(data: EventData["order:ai_processing"]): void;
  read(data: EventData["order:validation_complete"]): void;
  unreadable(data: EventData["order:processing_failed"]): void;
  /** The last progress of documents that are being read, of whoever sent them. */
  reading: Record<string, Sent>;
}

const LAST = 200;

export const useUploads = create<UploadStore>((set) => {
  const each = (documentId: string, change: (sent: Sent) => Sent, fresh: Sent) => {
    set(({ batches, reading }) => ({
      batches: batches.map((batch) =>
        batch.documents.some((sent) => sent.documentId === documentId) ? { ...batch, documents: batch.documents.map(change) } : batch,
      ),
      reading: Object.fromEntries([...Object.entries(reading), [documentId, change(reading[documentId] ?? fresh)] as const].slice(-LAST)),
    }));
  };
  const of = (data: { documentId: string; orderId: string; fileName?: string }): Sent => ({
    ...waiting(data.fileName ?? ""),
    documentId: data.documentId,
    orderId: data.orderId,
  });
  const inBatch = (key: string, change: (batch: Batch) => Batch) => {
    set(({ batches }) => ({ batches: batches.map((batch) => (batch.key === key ? change(batch) : batch)) }));
  };
  return {
    batches: [],
    reading: {},
    begin(key, names) {
      set(({ batches }) => ({ batches: [...batches, { key, batchId: null, isSending: true, documents: names.map(waiting) }] }));
    },
    sent(key, { batchId, results }) {
      inBatch(key, (batch) => ({
        ...batch,
        batchId: batchId ?? null,
        isSending: false,
        documents: results.map((result) => accepted(result, useUploads.getState().reading)),
      }));
    },
    failed(key, problem) {
      inBatch(key, (batch) => ({
        ...batch,
        isSending: false,
        documents: batch.documents.map((sent) => ({ ...sent, stage: "refused" as const, problem })),
      }));
    },
    hide(key) {
      set(({ batches }) => ({ batches: batches.filter((batch) => batch.key !== key) }));
    },
    progress(data) {
      each(data.documentId, (sent) => withProgress(sent, data), of(data));
    },
    read(data) {
      each(data.documentId, (sent) => withRead(sent, data), of(data));
    },
    unreadable(data) {
      each(data.documentId, (sent) => withFailed(sent, data), of(data));
    },
  };
});

/** What became of one file; its first events may have come before the answer. */
function accepted({ fileName, documentId, orderId, problem }: Results["results"][number], reading: Record<string, Sent>): Sent {
  const known = documentId ? reading[documentId] : undefined;
  if (known && !problem) return { ...known, fileName };
  const sent = { ...waiting(fileName), documentId: documentId ?? null, orderId: orderId ?? null };
  if (!problem) return { ...sent, stage: "received" };
  const text = typeof problem["detail"] === "string" ? problem["detail"] : String(problem["title"] ?? problem["code"]);
  const { orderId: earlier } = problem;
  return { ...sent, stage: "refused", problem: { ro: text, en: text }, orderId: typeof earlier === "string" ? earlier : sent.orderId };
}
