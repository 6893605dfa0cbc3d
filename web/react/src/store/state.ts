/** What the store holds: the state that components read, and the actions that they call. */

import type { ConnectionState, ConnectionStatus, EventName, Order, OrderOut, OrderPatch, OrderStatus, TransitionDetails, User } from "@freightwire/client";
import type { QueuedCommand } from "../commands/command.js";
import type { OptimisticUpdate, RevertReason } from "./optimistic.js";

/** Something that happened to an order, for "what is new" and for rows that show that they changed. */
export interface OrderUpdate {
  /** The event's id. */
  id: string;
  orderId: string;
  event: EventName;
  version: number | null;
  /** Milliseconds: when it came. */
  at: number;
  /** Who did it; null for the system. */
  userId: string | null;
  /** Paths of the data that changed, as far as the event says: `client.name`, `stops`. */
  fields: string[];
  /** This page asked for it. */
  isOwn: boolean;
}

export interface Drift {
  /** Comparisons with the server. */
  checks: number;
  /** Orders that were not as the server had them. 0, or there is a defect. */
  found: number;
  /** The last few, for developers. */
  last: { orderId: string; kind: "behind" | "different" | "missing"; fields: string[]; at: number }[];
}

export type Loading = "idle" | "loading" | "ready" | "failed";

export interface DeskState {
  /** Events arrive, over whatever transport. */
  isConnected: boolean;
  connectionStatus: ConnectionStatus;
  connection: ConnectionState;
  user: User | null;
  loading: Loading;
  /** When what is shown was last known to be true (milliseconds); null before the first load. */
  freshAt: number | null;
  /** By id, with pending changes over the server's copies. */
  orders: Record<string, Order>;
  /** The latest last; old ones leave. */
  orderUpdates: OrderUpdate[];
  /** By operation id: pending ones, and for a while those that were confirmed or reverted. */
  optimisticUpdates: Record<string, OptimisticUpdate>;
  /** Commands that wait for the network or for a reply, in the order in which they are sent. */
  commandQueue: readonly QueuedCommand[];
  /** Why commands that wait are lost with the page; null where they are kept. */
  storageProblem: string | null;
  drift: Drift;
}

export interface NewOptimisticUpdate {
  orderId: string;
  patch?: OrderPatch;
  status?: OrderStatus;
  operationId?: string;
}

export interface DeskActions {
  /**
   * Change an order's data: shown at once, sent now or when there is a network.
   *
   * @param seen what the user saw when they began, where that is not what is shown now: `patch` is then merged with what came
   *   meanwhile, and refused where both changed a field.
   * @returns the order as the server has it then.
   * @throws CommandRejected where the server refuses; the change has been undone.
   */
  updateOrder(orderId: string, patch: OrderPatch, seen?: { data: Order["data"]; version: number }): Promise<OrderOut>;
  /** Take a transition; `expected` is shown as the status until the server answers. */
  transitionOrder(orderId: string, name: string, details?: TransitionDetails, expected?: OrderStatus): Promise<OrderOut>;
  createOrder(data: Partial<Order["data"]>): Promise<OrderOut>;
  /** Show a change that the application itself sends. @returns the operation id, to be sent as `Operation-Id`. */
  addOptimisticUpdate(update: NewOptimisticUpdate): string;
  confirmOptimisticUpdate(operationId: string, order?: Order): void;
  revertOptimisticUpdate(operationId: string, reason: RevertReason): void;
  /** Forget a reverted update whose reason was read. */
  dismissOptimisticUpdate(operationId: string): void;
  /** Give up a queued command that was not sent yet. */
  discardCommand(operationId: string): Promise<void>;
  /** Read an order in full, and keep it while it is retained. */
  loadOrder(orderId: string): Promise<Order | undefined>;
  /** Keep an order although it has ended or left the scope, until the returned function is called. */
  retainOrder(orderId: string): () => void;
  /** Compare with the server now. */
  reconcile(): Promise<void>;
}

export type DeskStore = DeskState & DeskActions;
