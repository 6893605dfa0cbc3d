/**
 * A server that fits into a test: orders with versions, a log with positions, and links that behave as badly as they are
 * told to.
 */

import { diffOf, mergeOf, applyPatch, type AnyPush, type JsonObject, type Order, type OrderData } from "@freightwire/client";
import type { FakeClock } from "./clock.js";

type Listener = (push: AnyPush) => void;

export interface Edited {
  order: Order;
  conflicts: { field: string; base: unknown; theirs: unknown; mine: unknown }[];
}

/** The orders service, with its outbox: what it publishes comes out in the order of the log. */
export class FakeServer {
  readonly log: AnyPush[] = [];
  readonly #clock: FakeClock;
  readonly #orders = new Map<string, Order>();
  readonly #versions = new Map<string, Map<number, OrderData>>();
  readonly #listeners = new Set<Listener>();
  readonly #answers = new Map<string, Order>();
  /** Positions below this one are not kept any more. */
  kept = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  get cursor(): string {
    return `c${String(this.log.length)}`;
  }

  get orders(): Order[] {
    return [...this.#orders.values()];
  }

  order(orderId: string): Order | undefined {
    return this.#orders.get(orderId);
  }

  /** What a cursor missed; undefined where the log does not reach back that far. */
  since(cursor: string): AnyPush[] | undefined {
    const position = Number(cursor.slice(1));
    return position < this.kept || position > this.log.length ? undefined : this.log.slice(position);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  create(orderId: string, data: JsonObject = {}, operationId?: string): Order {
    const again = operationId === undefined ? undefined : this.#answers.get(operationId);
    if (again) return again;
    const number = `FW-${orderId}`;
    const common = { orderId, number, status: "draft", data, userId: "ana", ...operation(operationId) };
    const at = this.#time();
    const order = {
      id: orderId,
      number,
      status: "draft",
      version: 1,
      data,
      processing: 0,
      payment: "none",
      createdBy: "ana",
      createdAt: at,
      updatedAt: at,
      stops: {},
      sources: {},
      issues: [],
      documents: [],
    } as unknown as Order;
    this.#store(order, "order:created", common);
    if (operationId !== undefined) this.#answers.set(operationId, order);
    return order;
  }

  /** As PATCH of the orders service: merged with what came since `version`. */
  edit(orderId: string, patch: JsonObject, version?: number, more: JsonObject = {}): Edited {
    const order = this.#known(orderId);
    const base = this.#versions.get(orderId)?.get(version ?? order.version) ?? order.data;
    const merged = mergeOf(base, order.data, applyPatch(base, patch));
    if (merged.conflicts.length > 0) return { order, conflicts: merged.conflicts };
    const changes = diffOf(order.data, merged.data);
    if (Object.keys(changes).length === 0) return { order, conflicts: [] };
    const after = { ...order, data: merged.data as OrderData, version: order.version + 1, updatedAt: this.#time() };
    this.#store(after, "order:updated", { orderId, changes, userId: "ana", ...more });
    return { order: after, conflicts: [] };
  }

  move(orderId: string, status: Order["status"], more: JsonObject = {}): Order {
    const order = this.#known(orderId);
    const after = { ...order, status, version: order.version + 1, updatedAt: this.#time() };
    const told = { orderId, status, previousStatus: order.status, transition: "test", userId: "ana", ...more };
    this.#store(after, "order:status_changed", told);
    return after;
  }

  #known(orderId: string): Order {
    const order = this.#orders.get(orderId);
    if (!order) throw new Error(`no order ${orderId}`);
    return order;
  }

  #store(order: Order, event: string, data: JsonObject): void {
    this.#orders.set(order.id, order);
    const versions = this.#versions.get(order.id) ?? new Map<number, OrderData>();
    this.#versions.set(order.id, versions.set(order.version, order.data));
    const push: AnyPush = {
      event,
      id: `${order.id}/${String(order.version)}`,
      cursor: `c${String(this.log.length + 1)}`,
      key: `order.${order.id}.${event.slice(6)}`,
      version: order.version,
      time: order.updatedAt,
      data: { ...data, timestamp: order.updatedAt },
    };
    this.log.push(push);
    for (const listener of [...this.#listeners]) listener(push);
  }

  #time(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

function operation(operationId: string | undefined): JsonObject {
  return operationId === undefined ? {} : { operationId };
}
