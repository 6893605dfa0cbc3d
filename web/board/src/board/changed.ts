/** Rows that have just changed show it, and in which columns. */

import { useDeskStore, type OrderUpdate } from "@freightwire/react";
import { useEffect, useMemo, useState } from "react";

export const FLASH_MS = 3_000;

export interface Change {
  /** Begins the animation anew when it is another. */
  key: string;
  columns: ReadonlySet<string>;
}

const COLUMNS: [RegExp, string[]][] = [
  [/^client/, ["client"]],
  [/^reference/, ["client"]],
  [/^stops/, ["route", "loading", "unloading"]],
  [/^(goods|totals)/, ["load"]],
  [/^vehicle/, ["vehicle"]],
  [/^carrier/, ["carrier"]],
  [/^sale/, ["sale", "margin"]],
  [/^purchase/, ["margin"]],
];

/** Which columns show a field of the order's data. */
export function columnsOf(update: Pick<OrderUpdate, "event" | "fields">): string[] {
  if (update.event === "order:status_changed") return ["status"];
  return update.fields.flatMap((field) => COLUMNS.find(([pattern]) => pattern.test(field))?.[1] ?? []);
}

/** The latest change of each order that is fresh; own changes are no news. */
export function fresh(updates: readonly OrderUpdate[], now: number): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const update of updates) {
    if (update.isOwn || now - update.at > FLASH_MS) continue;
    const columns = new Set([...(changes.get(update.orderId)?.columns ?? []), ...columnsOf(update)]);
    changes.set(update.orderId, { key: update.id, columns });
  }
  return changes;
}

export function useChanges(): Map<string, Change> {
  const updates = useDeskStore((store) => store.orderUpdates);
  const [now, setNow] = useState(0);
  // What came after the clock's last tick is fresh as well.
  const changes = useMemo(() => fresh(updates, now), [updates, now]);
  const newest = updates.at(-1)?.at ?? 0;
  useEffect(() => {
    // Looked at again when the last one has faded, and no sooner: a page on which nothing happens is not drawn anew.
    const timer = setTimeout(() => { setNow(Date.now()); }, Math.max(0, newest + FLASH_MS + 50 - Date.now()));
    return () => { clearTimeout(timer); };
  }, [newest]);
  return changes;
}
