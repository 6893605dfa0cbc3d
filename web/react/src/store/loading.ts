/** Reads orders, one request for each at a time, and again where no answer came. */

import { ProblemError, type Clock, type OrderOut, type OrderQuery, type OrdersApi, type OrderSummary } from "@freightwire/client";

const PAUSES_MS = [500, 2_000, 5_000, 15_000];

export class Loader {
  readonly #orders = new Map<string, Promise<OrderOut | undefined>>();
  #isStopped = false;

  constructor(
    private readonly api: OrdersApi,
    private readonly clock: Clock,
  ) {}

  /** The order; undefined where there is none, or none for this user. */
  order(orderId: string): Promise<OrderOut | undefined> {
    const running = this.#orders.get(orderId);
    if (running) return running;
    const loading = this.#again(() => this.api.get(orderId))
      .catch((error: unknown) => {
        if (error instanceof ProblemError && error.status === 404) return undefined;
        throw error;
      })
      .finally(() => this.#orders.delete(orderId));
    this.#orders.set(orderId, loading);
    return loading;
  }

  /** All orders of a list, at most `limit`. */
  async list(query: OrderQuery, limit: number): Promise<OrderSummary[]> {
    const items = new Map<string, OrderSummary>();
    let cursor: string | undefined;
    do {
      const after = cursor === undefined ? {} : { cursor };
      const page = await this.#again(() => this.api.list({ limit: 200, ...query, ...after }));
      for (const order of page.items) items.set(order.id, order);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && items.size < limit);
    return [...items.values()].slice(0, limit);
  }

  stop(): void {
    this.#isStopped = true;
  }

  start(): void {
    this.#isStopped = false;
  }

  async #again<Result>(ask: () => Promise<Result>): Promise<Result> {
    for (const pause of PAUSES_MS) {
      try {
        return await ask();
      } catch (error) {
        if (this.#isStopped || (error instanceof ProblemError && !error.isTransient)) throw error;
      }
      await new Promise<void>((resolve) => {
        this.clock.setTimeout(resolve, pause);
      });
    }
    return ask();
  }
}
