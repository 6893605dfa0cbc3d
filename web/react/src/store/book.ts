/** The orders of the page: the server's copies, this user's changes over them, and who may leave. */

import type { AnyPush, Order } from "@freightwire/client";
import { ServerCopies, type Applied } from "./copies.js";
import { shown, type OptimisticUpdate, type RevertReason } from "./optimistic.js";

/** How long the outcome of a change is kept for the user to see. */
const KEEP_CONFIRMED_MS = 10_000;
const KEEP_REVERTED_MS = 10 * 60_000;
const OUTCOMES_LIMIT = 100;

export class OrderBook {
  readonly copies = new ServerCopies();
  readonly #updates = new Map<string, OptimisticUpdate>();
  #told: Record<string, OptimisticUpdate> | null = null;
  readonly #dirty = new Set<string>();
  readonly #retained = new Map<string, number>();
  /** Since when an order is of no interest any more. */
  readonly #leaving = new Map<string, number>();

  constructor(
    private readonly belongs: (order: Order) => boolean,
    private readonly now: () => number,
    private readonly onChange: () => void,
  ) {}

  apply(orderId: string, push: AnyPush): Applied {
    const applied = this.copies.apply(orderId, push);
    if (applied === "changed") this.#changed(orderId);
    return applied;
  }

  read(order: Order): void {
    this.copies.read(order);
    this.#changed(order.id);
  }

  replied(order: Order): void {
    this.copies.replied(order);
    this.#changed(order.id);
  }

  settle(orderId: string): Order | undefined {
    const order = this.copies.settle(orderId);
    this.#changed(orderId);
    return order;
  }

  remove(orderId: string): void {
    this.copies.remove(orderId);
    this.#changed(orderId);
  }

  retain(orderId: string): () => void {
    this.#retained.set(orderId, (this.#retained.get(orderId) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#retained.get(orderId) ?? 1) - 1;
      if (left > 0) this.#retained.set(orderId, left);
      else this.#retained.delete(orderId);
    };
  }

  isRetained(orderId: string): boolean {
    return this.#retained.has(orderId);
  }

  add(update: OptimisticUpdate): void {
    this.#updates.set(update.operationId, update);
    this.#told = null;
    this.#changed(update.orderId);
  }

  update(operationId: string): OptimisticUpdate | undefined {
    return this.#updates.get(operationId);
  }

  /** A pending change was confirmed, or refused with a reason. What was decided once stays so. */
  end(operationId: string, reason?: RevertReason): void {
    const update = this.#updates.get(operationId);
    if (update?.state !== "pending") return;
    const ended = { ...update, endedAt: this.now() };
    this.#updates.set(
      operationId,
      reason ? { ...ended, state: "reverted", reason } : { ...ended, state: "confirmed" },
    );
    this.#told = null;
    this.#changed(update.orderId);
  }

  dismiss(operationId: string): void {
    const update = this.#updates.get(operationId);
    if (!update || update.state === "pending") return;
    this.#updates.delete(operationId);
    this.#told = null;
    this.#changed(update.orderId);
  }

  pendingOf(orderId: string): OptimisticUpdate[] {
    return [...this.#updates.values()].filter((update) => update.orderId === orderId && update.state === "pending");
  }

  /** The same object as long as none of them changes, so that who looks at them is not called for nothing. */
  get updates(): Record<string, OptimisticUpdate> {
    this.#told ??= Object.fromEntries(this.#updates);
    return this.#told;
  }

  /** The order as the user sees it. */
  shown(orderId: string): Order | undefined {
    const copy = this.copies.get(orderId);
    return copy && shown(copy, this.pendingOf(orderId));
  }

  /** What was published before, with what has changed since; the same object where nothing has. */
  publish(before: Record<string, Order>): Record<string, Order> {
    if (this.#dirty.size === 0) return before;
    const after = { ...before };
    for (const orderId of this.#dirty) {
      const order = this.shown(orderId);
      if (order) after[orderId] = order;
      else Reflect.deleteProperty(after, orderId);
    }
    this.#dirty.clear();
    return after;
  }

  /**
   * Let go of orders that have left the scope for a while, and of outcomes that nobody looks at.
   *
   * @returns the orders that went.
   */
  tidy(keepMs: number, limit: number): string[] {
    const now = this.now();
    this.#tidyUpdates(now);
    const gone: string[] = [];
    for (const orderId of this.copies.ids()) {
      const order = this.copies.get(orderId);
      const stays = !order || this.belongs(order) || this.isRetained(orderId) || this.pendingOf(orderId).length > 0;
      if (stays) this.#leaving.delete(orderId);
      else if (!this.#leaving.has(orderId)) this.#leaving.set(orderId, now);
      else if (now - (this.#leaving.get(orderId) ?? now) >= keepMs) gone.push(orderId);
    }
    const left = [...this.copies.ids()].filter((orderId) => !gone.includes(orderId) && !this.isRetained(orderId));
    // Beyond the limit the oldest go; ids are in the order of their making.
    gone.push(...left.sort().slice(0, Math.max(0, this.copies.size - gone.length - limit)));
    for (const orderId of gone) {
      this.#leaving.delete(orderId);
      this.remove(orderId);
    }
    return gone;
  }

  #tidyUpdates(now: number): void {
    const ended = [...this.#updates.values()].filter((update) => update.state !== "pending");
    const excess = ended.length - OUTCOMES_LIMIT;
    ended.forEach((update, index) => {
      const keepMs = update.state === "confirmed" ? KEEP_CONFIRMED_MS : KEEP_REVERTED_MS;
      if (index < excess || now - (update.endedAt ?? now) >= keepMs) this.dismiss(update.operationId);
    });
  }

  #changed(orderId: string): void {
    this.#dirty.add(orderId);
    this.onChange();
  }
}
