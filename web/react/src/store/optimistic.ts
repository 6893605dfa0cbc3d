/** Changes that this user made and that the server has not confirmed: shown at once, over what others change meanwhile. */

import { applyPatch, mergeOf, type Conflict, type Order, type OrderData, type OrderPatch, type OrderStatus } from "@freightwire/client";

export type OptimisticState =
  /** On its way, or waiting for the network. */
  | "pending"
  /** The server has it. */
  | "confirmed"
  /** Refused, and undone: see `reason`. */
  | "reverted";

export interface OptimisticUpdate {
  operationId: string;
  orderId: string;
  /** Merge patch of the order's data. */
  patch?: OrderPatch;
  /** What the order's status is expected to become. */
  status?: OrderStatus;
  /** The data and version that the user saw. */
  base?: { data: OrderData; version: number };
  state: OptimisticState;
  /** Milliseconds. */
  createdAt: number;
  /** When it was confirmed or reverted. */
  endedAt?: number;
  reason?: RevertReason;
}

export interface RevertReason {
  /** Stable: a problem's code, `superseded`, or what the application gave. */
  code: string;
  message: string;
  /** Fields that somebody else changed too. */
  conflicts?: Conflict[];
  /** Members of the problem, as the service sent it. */
  problem?: Readonly<Record<string, unknown>>;
}

/** The data after a patch that was made for `base`, over what is there now; others' values stay where both changed one. */
export function rebased(
  now: OrderData,
  update: Pick<OptimisticUpdate, "patch" | "base">,
): { data: OrderData; conflicts: Conflict[] } {
  const { patch, base } = update;
  if (!patch) return { data: now, conflicts: [] };
  if (!base) return { data: applyPatch(now, patch), conflicts: [] };
  const merged = mergeOf(base.data, now, applyPatch(base.data, patch));
  return { data: merged.data, conflicts: merged.conflicts };
}

/** The order as this user sees it: the server's copy with all that is pending over it. */
export function shown(order: Order, updates: readonly OptimisticUpdate[]): Order {
  return updates
    .filter((update) => update.state === "pending")
    .reduce((seen, update) => {
      const { data } = rebased(seen.data, update);
      const status = update.status ?? seen.status;
      return data === seen.data && status === seen.status ? seen : { ...seen, data, status };
    }, order);
}
