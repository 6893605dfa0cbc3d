/** Commands that are sent to the orders service, one after the other for each order. */

import type { OrderData, OrderPatch, TransitionDetails } from "@freightwire/client";
import type { RevertReason } from "../store/optimistic.js";

interface CommandBase {
  /** Also the idempotency key: the same command is done once, however often it is sent. */
  operationId: string;
  /** The order; of a new one, the operation's own id. */
  orderId: string;
  /** Milliseconds. */
  createdAt: number;
  /** The page that made it; another page takes it over only when that one is gone. */
  page: string;
  attempts: number;
}

export interface EditCommand extends CommandBase {
  kind: "edit";
  patch: OrderPatch;
  /** What the user saw. */
  base: { data: OrderData; version: number };
  /** Other edits of this page were pending in what the user saw. */
  isChained: boolean;
}

export interface TransitionCommand extends CommandBase {
  kind: "transition";
  name: string;
  details: TransitionDetails;
  expected?: string;
}

export interface CreateCommand extends CommandBase {
  kind: "create";
  data: Partial<OrderData>;
}

export type QueuedCommand = EditCommand | TransitionCommand | CreateCommand;
export type CommandKind = QueuedCommand["kind"];

/** The server refused a command; what was shown of it has been undone. */
export class CommandRejected extends Error {
  override readonly name = "CommandRejected";
  readonly operationId: string;
  readonly reason: RevertReason;

  constructor(operationId: string, reason: RevertReason) {
    super(reason.message);
    this.operationId = operationId;
    this.reason = reason;
  }
}
