/** How each kind of command is sent. */

import { diffOf, type OrderOut, type OrdersApi } from "@freightwire/client";
import { rebased } from "../store/optimistic.js";
import type { EditCommand } from "./command.js";
import type { Send } from "./queue.js";
import { RebaseConflict } from "./rejecting.js";

export function sender(api: OrdersApi): Send {
  return (command, previous) => {
    const { operationId } = command;
    const once = { operationId, idempotencyKey: operationId };
    switch (command.kind) {
      case "create":
        return api.create(command.data, once);
      case "transition":
        return api.transition(command.orderId, command.name, command.details, once);
      case "edit":
        return edit(api, command, previous);
    }
  };
}

/**
 * An edit goes as it was made, for the version that the user saw: the service merges it with what others changed. One that
 * was made on top of another edit of this page is first brought to what came of that one.
 */
async function edit(api: OrdersApi, command: EditCommand, previous: OrderOut | undefined): Promise<OrderOut> {
  const { operationId, orderId, patch, base, isChained } = command;
  if (!isChained) return api.edit(orderId, patch, { operationId, ifMatch: base.version });
  const now = previous ?? (await api.get(orderId));
  const { data, conflicts } = rebased(now.data, { patch, base });
  if (conflicts.length > 0) throw new RebaseConflict(conflicts);
  return api.edit(orderId, diffOf(now.data, data), { operationId, ifMatch: now.version });
}
