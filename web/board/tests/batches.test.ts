import { describe, expect, test } from "vitest";
import { countsOf, waiting, withFailed, withProgress, withRead, type Sent, type Stage } from "../src/upload/batches.js";

const sent: Sent = { ...waiting("a.pdf"), documentId: "d", orderId: "o" };
const told = (stage: Stage, progress: number) => ({ documentId: "d", orderId: "o", fileName: "a.pdf", stage, progress, timestamp: "" });
const read = { documentId: "d", orderId: "o", kind: "transport_order" as const, confidence: 0.9, fields: [], issues: [], timestamp: "" };

describe("a document on its way", () => {
  test("never goes back, in whatever order its events come", () => {
    const later = withProgress(withProgress(sent, told("extract", 60)), told("text", 20));
    expect(later).toMatchObject({ stage: "extract", progress: 0.6 });
    expect(withProgress(withRead(sent, read), told("validate", 90))).toMatchObject({ stage: "done", progress: 1 });
  });

  test("begins anew when it is read again after a failure", () => {
    const failed = withFailed(withProgress(sent, told("text", 40)), { documentId: "d", orderId: "o", error: "x", message: { ro: "r", en: "e" }, retryable: true, timestamp: "" });
    expect(failed).toMatchObject({ stage: "failed", retryable: true, problem: { ro: "r", en: "e" } });
    expect(withProgress(failed, told("received", 5))).toMatchObject({ stage: "received", progress: 0.05, problem: null });
  });

  test("leaves others alone", () => {
    expect(withProgress(sent, { ...told("text", 10), documentId: "other" })).toBe(sent);
  });

  test("counts in its batch; what was refused has ended", () => {
    const documents = [withRead(sent, read), { ...waiting("b.pdf"), stage: "refused" as const }, withProgress(sent, told("text", 50))];
    expect(countsOf({ key: "k", batchId: null, isSending: false, documents })).toEqual({ total: 3, done: 1, failed: 1, progress: 2.5 / 3 });
  });
});
