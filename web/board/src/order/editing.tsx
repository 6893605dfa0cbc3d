/** What the fields of an order's page share. */

import type { Order, OrderData, OrderPresence, OrdersSchemas } from "@freightwire/client";
import { useOptimisticUpdates, usePresence } from "@freightwire/react";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { create } from "zustand";
import { patchFor, stablePath } from "./model.js";

export type Issue = OrdersSchemas["schemas"]["OpenIssue"];
/** What the user saw when they began to change something. */
export interface Seen {
  data: OrderData;
  version: number;
}

export interface Editing {
  order: Order;
  others: OrderPresence;
  issues: ReadonlyMap<string, Issue[]>;
  /** There are changes that the server has not confirmed. */
  isPending: boolean;
  /** The field that is looked at, here or on the document. */
  active: string | null;
  setActive: (path: string | null) => void;
  /** This user is in the field, or in none. */
  enter: (path: string | null) => void;
  commit: (path: string, value: unknown, seen: Seen) => void;
  /** A merge patch for what is shown now. */
  change: (patch: Record<string, unknown>) => void;
}

const EditingContext = createContext<Editing | null>(null);

export function EditingProvider({ order, children }: { order: Order; children: ReactNode }) {
  const { id, data, issues: open } = order;
  const { others, edit } = usePresence(id);
  const { pending, updateOrder } = useOptimisticUpdates(id);
  const [active, setActive] = useState<string | null>(null);
  const issues = useMemo(() => {
    const byPath = new Map<string, Issue[]>();
    for (const issue of open ?? []) {
      const path = stablePath(data, issue.field ?? "");
      byPath.set(path, [...(byPath.get(path) ?? []), issue]);
    }
    return byPath;
  }, [open, data]);
  const value: Editing = {
    order, others, issues, isPending: pending.length > 0, active, setActive, enter: edit,
    // What is refused is undone, and told by the page (shell/reverted.tsx, conflicts.tsx).
    commit: (path, next, seen) => {
      updateOrder(id, patchFor(seen.data, path, next), seen).catch(() => undefined);
    },
    change: (patch) => {
      updateOrder(id, patch).catch(() => undefined);
    },
  };
  return <EditingContext.Provider value={value}>{children}</EditingContext.Provider>;
}

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("a field belongs into an order's page");
  return editing;
}

export const ORDER_TABS = ["fields", "documents", "history"] as const;
export type OrderTab = (typeof ORDER_TABS)[number];

/** What a narrow screen shows of an order; a wide one has the fields and, beside them, the last of the others. */
export const useOrderTab = create<{ tab: OrderTab; aside: Exclude<OrderTab, "fields">; show: (tab: OrderTab) => void }>((set) => ({
  tab: "fields",
  aside: "documents",
  show: (tab) => { set(tab === "fields" ? { tab } : { tab, aside: tab }); },
}));

/** The element of a field, for whoever leads the user there. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll(".", "-")}`;
}

export function goTo(path: string): void {
  // On a narrow screen the fields may be behind the document.
  flushSync(() => { useOrderTab.getState().show("fields"); });
  const element = document.getElementById(fieldId(path));
  element?.scrollIntoView({ block: "center", behavior: "smooth" });
  element?.focus({ preventScroll: true });
}
