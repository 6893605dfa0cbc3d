import { useDeskStore } from "@freightwire/react";
import { FileUp } from "lucide-react";
import { useEffect, useState } from "react";
import { useMatch } from "react-router";
import { useTexts } from "../i18n/index.js";
import { useSend } from "./sending.js";

/** Files that are dragged over the page: to the order that is open, else each as a new order. */
export function DropZone() {
  const { t } = useTexts();
  const send = useSend();
  const orderId = useMatch("/orders/:orderId")?.params.orderId;
  const number = useDeskStore((store) => (orderId ? store.orders[orderId]?.number : undefined));
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setIsOver(true);
    };
    const over = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      void send([...(event.dataTransfer?.files ?? [])], orderId);
    };
    const listeners = { dragenter: enter, dragover: over, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener as EventListener);
    };
  }, [send, orderId]);
  if (!isOver) return null;
  return (
    <div className="drop" aria-hidden>
      <div><FileUp /><strong>{orderId ? t("documents.dropOrder", { number }) : t("documents.dropNew")}</strong><span>{t("documents.kinds")}</span></div>
    </div>
  );
}
