import type { Conflict, Order } from "@freightwire/client";
import { useOptimisticUpdates, type OptimisticUpdate } from "@freightwire/react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { localeOf } from "../format.js";
import { useTexts } from "../i18n/index.js";
import { patchForAll } from "./model.js";
import { nameOf, valueText } from "./naming.js";

/** A change that was undone because somebody else had changed the same fields: the user decides, field by field. */
export function Conflicts({ order }: { order: Order }) {
  const { reverted } = useOptimisticUpdates(order.id);
  const update = reverted.find((one) => (one.reason?.conflicts?.length ?? 0) > 0);
  return update ? <ConflictDialog key={update.operationId} order={order} update={update} /> : null;
}

function ConflictDialog({ order, update }: { order: Order; update: OptimisticUpdate }) {
  const { t, language } = useTexts();
  const { updateOrder, dismissOptimisticUpdate } = useOptimisticUpdates(order.id);
  const conflicts = update.reason?.conflicts ?? [];
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const text = (field: string, value: unknown): string => {
    if (value === undefined || value === null || value === "") return t("conflict.nothing");
    if (Array.isArray(value)) return t("conflict.list", { count: value.length });
    return typeof value === "object" ? JSON.stringify(value) : valueText(field, value, t, localeOf(language));
  };
  const close = () => { dismissOptimisticUpdate(update.operationId); };
  const apply = () => {
    const chosen = conflicts.filter(({ field }) => mine.has(field)).map(({ field, mine: value }) => [field, value] as [string, unknown]);
    close();
    if (chosen.length > 0) updateOrder(order.id, patchForAll(order.data, chosen)).catch(() => undefined);
  };
  const choose = (field: string, isMine: boolean) => {
    setMine((before) => {
      const after = new Set(before);
      if (isMine) after.add(field);
      else after.delete(field);
      return after;
    });
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => { if (!isOpen) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog wide" data-testid="conflict">
          <Dialog.Title asChild><h2>{t("conflict.title")}</h2></Dialog.Title>
          <Dialog.Description className="lead">{t("conflict.lead")}</Dialog.Description>
          <table className="conflicts">
            <thead><tr><th scope="col">{t("conflict.field")}</th><th scope="col">{t("conflict.base")}</th><th scope="col">{t("conflict.theirs")}</th><th scope="col">{t("conflict.mine")}</th></tr></thead>
            <tbody>
              {conflicts.map((conflict: Conflict) => (
                <tr key={conflict.field}>
                  <th scope="row">{nameOf(conflict.field, order.data, t)}</th>
                  <td className="muted">{text(conflict.field, conflict.base)}</td>
                  {(["theirs", "mine"] as const).map((side) => (
                    <td key={side}>
                      <label className="choice">
                        <input type="radio" name={conflict.field} checked={mine.has(conflict.field) === (side === "mine")} onChange={() => { choose(conflict.field, side === "mine"); }} />
                        <span>{text(conflict.field, conflict[side])}</span>
                      </label>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <footer>
            <button className="button" onClick={close}>{t("conflict.keepTheirs")}</button>
            <button className="button primary" onClick={apply}>{t("conflict.apply")}</button>
          </footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
