/**
 * Events as they came, made into events as they happened: each once, and those of an order in the order of their versions.
 *
 * Versions of an order have no gaps. An event that is further ahead waits for those before it: under another routing key
 * they may come later. Those that do not come are missing, and the order must be loaded anew.
 */

import type { AnyPush } from "../protocol.js";
import { RecentIds } from "./recent.js";

/** Orders whose versions are remembered; beyond it those that were quiet for longest are forgotten. */
const ORDERS_LIMIT = 10_000;
/** Events of one order that wait; beyond it the oldest go, and loading the order brings what was in them. */
const WAITING_LIMIT = 200;

interface Sequence {
  version: number;
  waiting: Map<number, AnyPush>;
}

export interface Taken {
  /** What to pass on now, in order. */
  deliver: AnyPush[];
  /** The order whose events wait for one that has not come; undefined where none waits. */
  waits: string | undefined;
  isDuplicate: boolean;
}

export interface Hole {
  orderId: string;
  /** The last version without a hole before it. */
  have: number;
  /** The version that came instead of the next. */
  got: number;
}

export class Sequencer {
  readonly #orders = new Map<string, Sequence>();
  readonly #recent = new RecentIds();

  /** Take in an event as it came. */
  take(push: AnyPush): Taken {
    const orderId = orderOf(push);
    if (push.version === undefined || orderId === undefined) {
      const isNew = this.#recent.add(push.id);
      return { deliver: isNew ? [push] : [], waits: undefined, isDuplicate: !isNew };
    }
    const sequence = this.#touch(orderId);
    if (!sequence) {
      this.#begin(orderId, push.version);
      return { deliver: [push], waits: undefined, isDuplicate: false };
    }
    if (push.version <= sequence.version || sequence.waiting.has(push.version)) {
      return { deliver: [], waits: undefined, isDuplicate: true };
    }
    sequence.waiting.set(push.version, push);
    if (sequence.waiting.size > WAITING_LIMIT) sequence.waiting.delete(Math.min(...sequence.waiting.keys()));
    const deliver = release(sequence);
    return { deliver, waits: sequence.waiting.size > 0 ? orderId : undefined, isDuplicate: false };
  }

  /**
   * A copy of the order is at `version` now, by loading it.
   *
   * @returns the events that waited for this, and follow it without a hole.
   */
  known(orderId: string, version: number): AnyPush[] {
    const sequence = this.#touch(orderId) ?? this.#begin(orderId, version);
    sequence.version = Math.max(sequence.version, version);
    for (const waiting of [...sequence.waiting.keys()]) {
      if (waiting <= sequence.version) sequence.waiting.delete(waiting);
    }
    return release(sequence);
  }

  /** The order is of no interest any more. */
  forget(orderId: string): void {
    this.#orders.delete(orderId);
  }

  hole(orderId: string): Hole | undefined {
    const sequence = this.#orders.get(orderId);
    if (!sequence || sequence.waiting.size === 0) return undefined;
    return { orderId, have: sequence.version, got: Math.min(...sequence.waiting.keys()) };
  }

  version(orderId: string): number | undefined {
    return this.#orders.get(orderId)?.version;
  }

  get size(): number {
    return this.#orders.size;
  }

  #touch(orderId: string): Sequence | undefined {
    const sequence = this.#orders.get(orderId);
    if (sequence) {
      this.#orders.delete(orderId);
      this.#orders.set(orderId, sequence);
    }
    return sequence;
  }

  #begin(orderId: string, version: number): Sequence {
    const sequence: Sequence = { version, waiting: new Map() };
    this.#orders.set(orderId, sequence);
    if (this.#orders.size > ORDERS_LIMIT) {
      const { value } = this.#orders.keys().next();
      if (value !== undefined) this.#orders.delete(value);
    }
    return sequence;
  }
}

function release(sequence: Sequence): AnyPush[] {
  const released: AnyPush[] = [];
  for (;;) {
    const push = sequence.waiting.get(sequence.version + 1);
    if (!push) return released;
    sequence.version += 1;
    sequence.waiting.delete(sequence.version);
    released.push(push);
  }
}

function orderOf(push: AnyPush): string | undefined {
  const { orderId } = push.data;
  return typeof orderId === "string" ? orderId : undefined;
}
