/** Who is in which order, from snapshots and from what is told after them. */

import type { AnyPush, PresenceSnapshot } from "../protocol.js";

export interface PresentUser {
  userId: string;
  username: string;
  /** The field that they edit; null for somebody who looks. */
  field: string | null;
}

export type OrderPresence = readonly PresentUser[];

const NOBODY: OrderPresence = [];

export class PresenceView {
  readonly #orders = new Map<string, OrderPresence>();

  /** The same array as long as nothing changes. */
  of(orderId: string): OrderPresence {
    return this.#orders.get(orderId) ?? NOBODY;
  }

  get orders(): ReadonlyMap<string, OrderPresence> {
    return this.#orders;
  }

  /**
   * A reply told who is there.
   *
   * @param covers the orders that it tells of; those that it does not name have nobody in them.
   * @returns the orders that are not as they were.
   */
  replace(snapshot: PresenceSnapshot, covers: (orderId: string) => boolean): string[] {
    if (!snapshot.presence) return [];
    const told = new Map<string, PresentUser[]>();
    for (const { orderId, userId, username, field } of snapshot.presence) {
      told.set(orderId, [...(told.get(orderId) ?? []), { userId, username, field: field ?? null }]);
    }
    const gone = snapshot.presenceTruncated ? [] : [...this.#orders.keys()].filter(covers);
    const changed = new Set([...gone, ...told.keys()]);
    for (const orderId of changed) this.#set(orderId, told.get(orderId) ?? []);
    return [...changed];
  }

  /** @returns the order that is not as it was; undefined where the event is not about presence. */
  apply(push: AnyPush): string | undefined {
    const { orderId, userId, username, field } = push.data;
    if (typeof orderId !== "string" || typeof userId !== "string") return undefined;
    const others = this.of(orderId).filter((user) => user.userId !== userId);
    const name = typeof username === "string" ? username : userId;
    switch (push.event) {
      case "user:joined_order":
        this.#set(orderId, [...others, { userId, username: name, field: null }]);
        return orderId;
      case "user:editing":
        this.#set(orderId, [...others, { userId, username: name, field: typeof field === "string" ? field : null }]);
        return orderId;
      case "user:left_order":
        this.#set(orderId, others);
        return orderId;
      default:
        return undefined;
    }
  }

  /** Nothing is known any more. */
  clear(): string[] {
    const known = [...this.#orders.keys()];
    this.#orders.clear();
    return known;
  }

  #set(orderId: string, users: PresentUser[]): void {
    if (users.length === 0) this.#orders.delete(orderId);
    else this.#orders.set(orderId, users.sort((one, other) => (one.userId < other.userId ? -1 : 1)));
  }
}
