import { useDeskStore, useOptimisticUpdates, type RevertReason } from "@freightwire/react";
import { useEffect, useRef } from "react";
import { useMatch } from "react-router";
import { useTexts } from "../i18n/index.js";
import { reasonText } from "../order/reasons.js";
import { useToasts } from "./toasts.js";

function isConflict(reason: RevertReason | undefined): boolean {
  return (reason?.conflicts?.length ?? 0) > 0;
}

/** Says once of each change that was undone why; conflicts are settled on the order's page. */
export function Reverted() {
  const { t, say } = useTexts();
  const { reverted } = useOptimisticUpdates();
  const orders = useDeskStore((store) => store.orders);
  const show = useToasts((store) => store.show);
  const told = useRef(new Set<string>());
  const here = useMatch("/orders/:orderId")?.params.orderId;
  useEffect(() => {
    for (const { operationId, orderId, reason } of reverted) {
      if (told.current.has(operationId)) continue;
      told.current.add(operationId);
      if (reason?.code === "discarded") continue;
      const number = orders[orderId]?.number ?? "";
      const isHere = here === orderId;
      const common = { key: operationId, title: t("toast.reverted") };
      if (!isConflict(reason)) {
        const text = t("toast.refused", { number, reason: reasonText(reason, say) });
        show({ ...common, tone: "red", text, ...(isHere ? {} : { orderId, action: t("documents.order") }) });
      } else if (!isHere) {
        show({ ...common, tone: "amber", text: t("toast.conflict", { number }), orderId, action: t("conflict.open") });
      }
    }
  }, [reverted, orders, show, t, say, here]);
  return null;
}
