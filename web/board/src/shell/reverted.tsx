import { useDeskStore, useOptimisticUpdates } from "@freightwire/react";
import { useEffect, useRef } from "react";
import { useMatch } from "react-router";
import { useTexts } from "../i18n/index.js";
import { reasonText } from "../order/reasons.js";
import { useToasts } from "./toasts.js";

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
      const isConflict = (reason?.conflicts?.length ?? 0) > 0;
      if (isConflict && here === orderId) continue;
      show({
        key: operationId,
        tone: isConflict ? "amber" : "red",
        title: t("toast.reverted"),
        text: isConflict ? t("toast.conflict", { number }) : t("toast.refused", { number, reason: reasonText(reason, say) }),
        ...(here === orderId ? {} : { orderId, action: isConflict ? t("conflict.open") : t("documents.order") }),
      });
    }
  }, [reverted, orders, show, t, say, here]);
  return null;
}
