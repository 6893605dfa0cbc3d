import type { Order, OrderStatus } from "@freightwire/client";
import { LoaderCircle, OctagonPause, TriangleAlert } from "lucide-react";
import { useTexts } from "../i18n/index.js";
import { Tip } from "../shell/tip.js";

const TONES: Record<OrderStatus, string> = {
  draft: "", needs_review: "amber", confirmed: "blue", offered: "violet", assigned: "violet", in_progress: "blue", delivered: "green",
  documents_ok: "green", invoiced: "green", closed: "", rejected: "red", cancelled: "red",
};

export function Status({ status }: { status: OrderStatus }) {
  const { t } = useTexts();
  return <span className={`status ${TONES[status]}`}><span className="dot" aria-hidden />{t(`status.${status}`)}</span>;
}

/** What lies over the status: being read, on hold, a problem. */
export function Overlays({ order }: { order: Order }) {
  const { t } = useTexts();
  const { processing, hold, problem } = order;
  return (
    <>
      {processing > 0 && (
        <Tip text={t("board.reading")}>
          <span className="overlay-icon reading" role="img" aria-label={t("board.reading")}><LoaderCircle aria-hidden /></span>
        </Tip>
      )}
      {hold && (
        <Tip text={t("order.holdReason", { reason: hold })}>
          <span className="overlay-icon amber" role="img" aria-label={t("board.hold")}><OctagonPause aria-hidden /></span>
        </Tip>
      )}
      {problem && (
        <Tip text={t("order.problemReason", { kind: t(`problem.${problem.kind}`), reason: problem.reason })}>
          <span className="overlay-icon red" role="img" aria-label={t("board.problem")}><TriangleAlert aria-hidden /></span>
        </Tip>
      )}
    </>
  );
}
