/** Which orders a page keeps. */

import type { Order, OrderStatus } from "@freightwire/client";

export interface Scope {
  status: readonly OrderStatus[];
  /** A user's id, or `me`. */
  assignee?: string;
}

/** All states that an order leaves again. */
export const ACTIVE_STATUSES: readonly OrderStatus[] = [
  "draft",
  "needs_review",
  "confirmed",
  "offered",
  "assigned",
  "in_progress",
  "delivered",
  "documents_ok",
  "invoiced",
];

export function isInScope(scope: Scope, order: Pick<Order, "status" | "assignee">, me: string | undefined): boolean {
  if (!scope.status.includes(order.status)) return false;
  return scope.assignee === undefined || order.assignee === (scope.assignee === "me" ? me : scope.assignee);
}
