/** Keeps the book true to the server: by events, by reading what they cannot tell, and by comparing now and then. */

import type { AnyPush, Clock, FreightwireClient, Order, OrderSummary, Timer } from "@freightwire/client";
import type { OrderBook } from "./book.js";
import type { Loader } from "./loading.js";
import { differences } from "./reconciling.js";
import type { Drift, Loading } from "./state.js";

/** How long an event may be under way after the server has what it tells of. */
export const SETTLE_MS = 3_000;

export interface SyncOptions {
  client: FreightwireClient;
  clock: Clock;
  loader: Loader;
  book: OrderBook;
  list: () => Promise<OrderSummary[]>;
  belongs: (order: Pick<Order, "status" | "assignee">) => boolean;
  reconcileMs: number;
  random: () => number;
  onLoading: (loading: Loading) => void;
  onDrift: (orderId: string, kind: Drift["last"][number]["kind"], fields: string[]) => void;
  onChecked: () => void;
}

export class Sync {
  readonly #options: SyncOptions;
  #isLoading = false;
  #isLoadWanted = false;
  #hasLoaded = false;
  #timer: Timer = null;

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** An event about an order came, in its turn. */
  take(push: AnyPush): void {
    const { book, belongs } = this.#options;
    const { orderId } = push.data;
    if (typeof orderId !== "string" || push.version === undefined) return;
    const isHeld = book.copies.has(orderId);
    if (!isHeld && push.event !== "order:created") {
      // It may enter what this page keeps: an order that was reopened, or assigned.
      if (this.#mayEnter(push)) void this.reload(orderId);
      return;
    }
    const applied = book.apply(orderId, push);
    if (applied === "reload") void this.reload(orderId);
    const order = book.copies.get(orderId);
    if (!isHeld && order && !belongs(order) && !book.isRetained(orderId)) book.remove(orderId);
  }

  /** Load everything: there is nothing yet, or there may be a hole. */
  async load(): Promise<void> {
    this.#isLoadWanted = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#options.onLoading("loading");
    try {
      while (this.#isLoadWanted) {
        this.#isLoadWanted = false;
        await this.#compare(false);
      }
      this.#hasLoaded = true;
      this.#options.onLoading("ready");
    } catch {
      this.#options.onLoading("failed");
    } finally {
      this.#isLoading = false;
      this.#plan();
    }
  }

  /** Compare with the server, and count what should not differ. */
  async reconcile(): Promise<void> {
    if (this.#isLoading) return;
    if (!this.#hasLoaded) {
      await this.load();
      return;
    }
    await this.#compare(true);
    this.#options.onChecked();
  }

  /** Read an order anew; undefined where there is none for this user. */
  async reload(orderId: string): Promise<Order | undefined> {
    const { book, client, loader } = this.#options;
    for (;;) {
      const order = await loader.order(orderId);
      if (!order) {
        book.remove(orderId);
        client.forget(orderId);
        return undefined;
      }
      this.#adopt(order);
      // An event that came while the answer was under way may be newer than the answer.
      if ((client.version(orderId) ?? 0) <= order.version || book.copies.version(orderId) > order.version) return order;
    }
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #mayEnter(push: AnyPush): boolean {
    const { status, changes } = push.data;
    if (push.event === "order:status_changed") {
      const order = { status: status as Order["status"] };
      return this.#options.belongs(order) || this.#options.belongs({ ...order, assignee: null });
    }
    return typeof changes === "object" && changes !== null && "assignee" in changes;
  }

  #adopt(order: Order): void {
    this.#options.book.read(order);
    this.#options.client.known(order.id, order.version);
  }

  async #compare(isCounted: boolean): Promise<void> {
    const { book, clock } = this.#options;
    const startedAt = clock.now();
    const unlisted = new Set(book.copies.ids());
    const reads: Promise<unknown>[] = [];
    for (const order of await this.#options.list()) {
      unlisted.delete(order.id);
      const held = book.copies.version(order.id);
      if (held === 0) reads.push(this.#enter(order, isCounted && startedAt - Date.parse(order.createdAt) > SETTLE_MS));
      else if (held >= order.version) this.#check(order, isCounted);
      else if (isCounted) this.#checkLater(order);
      else reads.push(this.#catchUp(order));
    }
    // What the list does not show has ended, or is beyond this page.
    for (const orderId of unlisted) reads.push(this.reload(orderId));
    await Promise.all(reads);
  }

  async #enter(order: OrderSummary, isDrift: boolean): Promise<void> {
    if (isDrift) this.#options.onDrift(order.id, "missing", []);
    await this.#catchUp(order);
  }

  #check(order: OrderSummary, isCounted: boolean): void {
    const copy = this.#options.book.copies.base(order.id);
    const fields = copy ? differences(copy, order) : [];
    if (fields.length === 0) return;
    if (isCounted) this.#options.onDrift(order.id, "different", fields);
    this.#adopt(order);
  }

  async #catchUp(order: OrderSummary): Promise<void> {
    if (this.#options.book.isRetained(order.id)) await this.reload(order.id);
    else {
      this.#adopt(order);
      if ((this.#options.client.version(order.id) ?? 0) > order.version) await this.reload(order.id);
    }
  }

  /** The event may be under way still. */
  #checkLater(listed: OrderSummary): void {
    const { book, clock, onDrift } = this.#options;
    clock.setTimeout(() => {
      const held = book.copies.version(listed.id);
      if (held === 0 || held >= listed.version) return;
      onDrift(listed.id, "behind", []);
      void this.reload(listed.id);
    }, SETTLE_MS);
  }

  #plan(): void {
    const { clock, random, reconcileMs } = this.#options;
    this.stop();
    this.#timer = clock.setTimeout(
      () => {
        this.reconcile()
          .catch(() => undefined)
          .finally(() => {
            this.#plan();
          });
      },
      reconcileMs * (0.75 + random() / 2),
    );
  }
}
