import { newId } from "@freightwire/client";
import { useDesk } from "@freightwire/react";
import { useCallback } from "react";
import { useTexts } from "../i18n/index.js";
import { useToasts } from "../shell/toasts.js";
import { useUploads } from "./store.js";

/** Sends files: to an order, or each as a new one. What becomes of them is in the panel. */
export function useSend(): (files: File[], orderId?: string) => Promise<void> {
  const { orders } = useDesk();
  const { t } = useTexts();
  const show = useToasts((store) => store.show);
  return useCallback(
    async (files, orderId) => {
      if (files.length === 0) return;
      if (!navigator.onLine) {
        show({ key: "upload", tone: "amber", title: t("documents.offline") });
        return;
      }
      const key = newId();
      const { begin, sent, failed } = useUploads.getState();
      begin(key, files.map((file) => file.name));
      try {
        sent(key, await orders.upload(files, { idempotencyKey: key, ...(orderId === undefined ? {} : { orderId }) }));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        failed(key, { ro: text, en: text });
      }
    },
    [orders, show, t],
  );
}
