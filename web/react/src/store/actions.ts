/** What components may do. */

import { newId, type Clock, type Order, type OrderOut } from "@freightwire/client";
import type { QueuedCommand } from "../commands/command.js";
import type { CommandQueue } from "../commands/queue.js";
import type { OrderBook } from "./book.js";
import type { OptimisticUpdate } from "./optimistic.js";
import type { DeskActions, NewOptimisticUpdate } from "./state.js";
import type { Sync } from "./syncing.js";

interface Parts {
  book: OrderBook;
  sync: Sync;
  queue: CommandQueue;
  clock: Clock;
  /** Show it now, not at the next frame: what a user typed must not flicker. */
  flush: () => void;
}

export function actionsOf({ book, sync, queue, clock, flush }: Parts): DeskActions {
  const optimistic = (given: NewOptimisticUpdate): OptimisticUpdate => {
    const order = book.shown(given.orderId);
    const version = book.copies.get(given.orderId)?.version;
    return {
      state: "pending",
      createdAt: clock.now(),
      ...given,
      operationId: given.operationId ?? newId(),
      ...(order && version !== undefined ? { base: { data: order.data, version } } : {}),
    };
  };
  const common = (operationId: string, orderId: string) => ({
    operationId,
    orderId,
    createdAt: clock.now(),
    page: queue.page,
    attempts: 0,
  });
  const sent = (command: QueuedCommand): Promise<OrderOut> => {
    const answer = queue.add(command);
    flush();
    return answer;
  };

  return {
    async updateOrder(orderId, patch, seen) {
      if (!book.copies.has(orderId)) await sync.reload(orderId);
      const isChained = book.pendingOf(orderId).some((update) => update.patch);
      const update = { ...optimistic({ orderId, patch }), ...(seen ? { base: seen } : {}) };
      const { operationId, base } = update;
      if (!base) throw new Error(`there is no order ${orderId}`);
      book.add(update);
      return sent({ kind: "edit", ...common(operationId, orderId), patch, base, isChained });
    },

    transitionOrder(orderId, name, details = {}, expected) {
      const update = optimistic({ orderId, ...(expected ? { status: expected } : {}) });
      book.add(update);
      const expecting = expected ? { expected } : {};
      return sent({ kind: "transition", ...common(update.operationId, orderId), name, details, ...expecting });
    },

    createOrder(data) {
      const operationId = newId();
      return sent({ kind: "create", ...common(operationId, operationId), data });
    },

    addOptimisticUpdate(given) {
      const update = optimistic(given);
      book.add(update);
      flush();
      return update.operationId;
    },

    confirmOptimisticUpdate(operationId, order?: Order) {
      if (order) book.replied(order);
      book.end(operationId);
      flush();
    },

    revertOptimisticUpdate(operationId, reason) {
      book.end(operationId, reason);
      flush();
    },

    dismissOptimisticUpdate(operationId) {
      book.dismiss(operationId);
      flush();
    },

    async discardCommand(operationId) {
      await queue.discard(operationId);
      flush();
    },

    loadOrder: (orderId) => sync.reload(orderId),
    retainOrder: (orderId) => book.retain(orderId),
    reconcile: () => sync.reconcile(),
  };
}
