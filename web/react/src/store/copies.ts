/** This page's copies of the server's orders, kept current by events and replies. */

import { applyEvent, RELOAD, type AnyPush, type Order } from "@freightwire/client";

interface Copy {
  /** What events have made of it. */
  base: Order;
  /** What a reply to a command showed, where its event has not come yet. */
  ahead: Order | undefined;
}

/** What an event did: `reload`: the order must be read again; `nothing`: it is known, or of no interest. */
export type Applied = "changed" | "nothing" | "reload";

export class ServerCopies {
  readonly #copies = new Map<string, Copy>();

  /** The newest that is known. */
  get(orderId: string): Order | undefined {
    const copy = this.#copies.get(orderId);
    return copy?.ahead ?? copy?.base;
  }

  /** What events have made of it. */
  base(orderId: string): Order | undefined {
    return this.#copies.get(orderId)?.base;
  }

  /** The version that events have brought; what a reply showed ahead of them does not count. */
  version(orderId: string): number {
    return this.#copies.get(orderId)?.base.version ?? 0;
  }

  has(orderId: string): boolean {
    return this.#copies.has(orderId);
  }

  ids(): IterableIterator<string> {
    return this.#copies.keys();
  }

  get size(): number {
    return this.#copies.size;
  }

  apply(orderId: string, push: AnyPush): Applied {
    const copy = this.#copies.get(orderId);
    const after = applyEvent(copy?.base, push);
    if (after === RELOAD) return "reload";
    if (after === undefined || after === copy?.base) return "nothing";
    this.#put(orderId, after, copy?.ahead);
    return "changed";
  }

  /** The order as it was read. An older one than is known is of no use; the same one may know more of it. */
  read(order: Order): void {
    const copy = this.#copies.get(order.id);
    if (copy && order.version < copy.base.version) return;
    const isSame = copy?.base.version === order.version;
    this.#put(order.id, isSame ? { ...copy.base, ...order } : order, copy?.ahead);
  }

  /** A reply to a command: shown at once, though the events that led to it are still to come. */
  replied(order: Order): void {
    const copy = this.#copies.get(order.id);
    if (!copy) this.#put(order.id, order, undefined);
    else if (order.version > (copy.ahead ?? copy.base).version) this.#put(order.id, copy.base, order);
  }

  /** The events that should have followed a reply do not come: take it as it is. */
  settle(orderId: string): Order | undefined {
    const ahead = this.#copies.get(orderId)?.ahead;
    if (ahead) this.#put(orderId, ahead, undefined);
    return ahead;
  }

  remove(orderId: string): void {
    this.#copies.delete(orderId);
  }

  #put(orderId: string, base: Order, ahead: Order | undefined): void {
    this.#copies.set(orderId, { base, ahead: ahead && ahead.version > base.version ? ahead : undefined });
  }
}
