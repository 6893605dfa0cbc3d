/** The desk: the client, the services, and the store that they keep current. */

import type {
  FreightwireClient,
  NotificationsApi,
  Order,
  OrderOut,
  OrdersApi,
  OrderSummary,
  Push,
  Timer,
  Unsubscribe,
} from "@freightwire/client";
import { newId } from "@freightwire/client";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { CommandRejected, QueuedCommand } from "../commands/command.js";
import { BrowserPages } from "../commands/pages.js";
import { CommandQueue } from "../commands/queue.js";
import { conflictOf } from "../commands/rejecting.js";
import { sender } from "../commands/sending.js";
import { IndexedDbStorage, MemoryStorage, type CommandStorage } from "../commands/storage.js";
import { actionsOf } from "./actions.js";
import { Batch } from "./batching.js";
import { OrderBook } from "./book.js";
import { recent, updateOf, withUpdate } from "./feed.js";
import { Loader } from "./loading.js";
import { drifted } from "./reconciling.js";
import { ACTIVE_STATUSES, isInScope, type Scope } from "./scope.js";
import type { DeskState, DeskStore, Loading } from "./state.js";
import { SETTLE_MS, Sync } from "./syncing.js";

export interface DeskOptions {
  client: FreightwireClient;
  orders: OrdersApi;
  notifications?: NotificationsApi;
  /** Which orders the page keeps; by default all that have not ended. */
  scope?: Partial<Scope>;
  /** At most so many orders. */
  maxOrders?: number;
  /** Milliseconds between two comparisons with the server. */
  reconcileMs?: number;
  /** Milliseconds that an order stays after it left the scope. */
  keepEndedMs?: number;
  /**
   * Whose commands wait here for the network, for example `alpha/ana`: they are kept in IndexedDB under this name.
   * Without it they live as long as the page.
   */
  account?: string;
  /** In place of IndexedDB. */
  storage?: CommandStorage;
}

export interface Desk {
  readonly store: StoreApi<DeskStore>;
  readonly client: FreightwireClient;
  readonly orders: OrdersApi;
  readonly notifications: NotificationsApi | undefined;
  start(): void;
  stop(): void;
}

const DEFAULTS = { maxOrders: 5_000, reconcileMs: 5 * 60_000, keepEndedMs: 5 * 60_000 };
const TIDY_MS = 30_000;

export function createDesk(options: DeskOptions): Desk {
  return new Keeper(options);
}

class Keeper implements Desk {
  readonly store: StoreApi<DeskStore>;
  readonly client: FreightwireClient;
  readonly orders: OrdersApi;
  readonly notifications: NotificationsApi | undefined;
  readonly #options: DeskOptions & typeof DEFAULTS;
  readonly #scope: Scope;
  readonly #book: OrderBook;
  readonly #loader: Loader;
  readonly #sync: Sync;
  readonly #queue: CommandQueue;
  readonly #batch: Batch;
  #feed: DeskState["orderUpdates"] = [];
  #tidying: Timer = null;
  #stops: Unsubscribe[] = [];

  constructor(given: DeskOptions) {
    const options = (this.#options = { ...DEFAULTS, ...given });
    const { client, orders } = options;
    const { clock, random } = client.environment;
    this.client = client;
    this.orders = orders;
    this.notifications = options.notifications;
    this.#scope = { status: ACTIVE_STATUSES, ...options.scope };
    const belongs = (order: Pick<Order, "status" | "assignee">) => isInScope(this.#scope, order, client.user?.id);
    this.#batch = new Batch(clock, () => {
      this.#publish();
    });
    const touch = () => {
      this.#batch.touch();
    };
    this.#book = new OrderBook(belongs, () => clock.now(), touch);
    this.#loader = new Loader(orders, clock);
    this.#sync = new Sync({
      client,
      clock,
      random,
      belongs,
      loader: this.#loader,
      book: this.#book,
      reconcileMs: options.reconcileMs,
      list: () => this.#list(),
      onLoading: (loading) => {
        this.#loading(loading);
      },
      onDrift: (orderId, kind, fields) => {
        const { drift } = this.store.getState();
        this.store.setState({ drift: drifted(drift, orderId, kind, clock.now(), fields) });
      },
      onChecked: () => {
        const { drift } = this.store.getState();
        this.store.setState({ drift: { ...drift, checks: drift.checks + 1 }, freshAt: clock.now() });
      },
    });
    this.#queue = this.#makeQueue(touch);
    this.store = createStore<DeskStore>(() => ({
      isConnected: false,
      connectionStatus: client.status.status,
      connection: client.status,
      user: null,
      loading: "idle",
      freshAt: null,
      orders: {},
      orderUpdates: [],
      optimisticUpdates: {},
      commandQueue: [],
      storageProblem: null,
      drift: { checks: 0, found: 0, last: [] },
      ...actionsOf({ book: this.#book, sync: this.#sync, queue: this.#queue, clock, flush: () => { this.#batch.flush(); } }),
    }));
  }

  start(): void {
    if (this.#stops.length > 0) return;
    const { client } = this;
    const { network, clock } = client.environment;
    this.#loader.start();
    const subscription = client.subscribe("order.#", "user.me.#");
    this.#tidy();
    this.#stops = [
      client.on("status", () => { this.#status(); }),
      client.on("user", (user) => { this.store.setState({ user }); }),
      client.on("resync", () => { void this.#sync.load(); }),
      client.on("gap", ({ orderId }) => { void this.#sync.reload(orderId); }),
      client.on("event", (push) => { this.#event(push); }),
      network.listen((signal) => { if (signal !== "offline") this.#queue.wake(); }),
      () => { subscription.unsubscribe(); },
      () => { clock.clearTimeout(this.#tidying); },
    ];
    client.start();
    void this.#restore();
  }

  stop(): void {
    this.client.stop();
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#sync.stop();
    this.#loader.stop();
    this.#batch.stop();
    this.#queue.stop();
  }

  async #list(): Promise<OrderSummary[]> {
    const { status, assignee } = this.#scope;
    return this.#loader.list({ status, ...(assignee === undefined ? {} : { assignee }) }, this.#options.maxOrders);
  }

  #makeQueue(touch: () => void): CommandQueue {
    const { account, client, orders } = this.#options;
    const storage = this.#options.storage ?? storageFor(account);
    return new CommandQueue(client.environment, storage, new BrowserPages(newId(), account ?? ""), sender(orders), {
      changed: touch,
      unkept: (error) => {
        this.store.setState({ storageProblem: error instanceof Error ? error.message : String(error) });
      },
      succeeded: (command, order) => {
        this.#replied(command, order);
      },
      rejected: (command, rejection: CommandRejected) => {
        this.#book.end(command.operationId, rejection.reason);
      },
    });
  }

  #replied(command: QueuedCommand, order: OrderOut): void {
    this.#book.replied(order);
    this.#book.end(command.operationId);
    this.client.environment.clock.setTimeout(() => {
      if (this.#book.copies.version(order.id) >= order.version) return;
      const settled = this.#book.settle(order.id);
      if (settled) this.client.known(settled.id, settled.version);
    }, SETTLE_MS);
  }

  #event(push: Push): void {
    const operationId = (push.data as { operationId?: string | null }).operationId ?? undefined;
    const isOwn = operationId !== undefined && this.#book.update(operationId) !== undefined;
    if (push.event === "order:conflict") {
      const { fields } = push.data;
      const message = "Somebody else changed the same fields.";
      if (isOwn) this.#book.end(operationId, { code: "edit_conflict", message, conflicts: fields.map(conflictOf) });
      return;
    }
    this.#sync.take(push);
    if (isOwn) this.#confirmed(operationId, push);
    const update = updateOf(push, this.client.environment.clock.now(), isOwn);
    if (update) {
      this.#feed = withUpdate(this.#feed, update);
      this.#batch.touch();
    }
  }

  #confirmed(operationId: string, push: Push): void {
    const { orderId } = push.data as { orderId: string };
    this.#book.end(operationId);
    this.#queue.done(operationId, () => this.orders.get(orderId));
  }

  #status(): void {
    const connection = this.client.status;
    const isConnected = connection.transport !== null;
    const was = this.store.getState();
    const now = this.client.environment.clock.now();
    this.store.setState({
      connection,
      isConnected,
      connectionStatus: connection.status,
      // Until now it was live.
      ...(was.isConnected && !isConnected && was.loading === "ready" ? { freshAt: now } : {}),
    });
    if (isConnected && !was.isConnected) {
      this.#queue.wake();
      if (was.loading === "failed") void this.#sync.load();
    }
  }

  #loading(loading: Loading): void {
    this.#batch.flush();
    const freshAt = loading === "ready" ? { freshAt: this.client.environment.clock.now() } : {};
    this.store.setState({ loading, ...freshAt });
  }

  #publish(): void {
    const { orders, commandQueue } = this.store.getState();
    const { commands } = this.#queue;
    const isSame = commands.length === commandQueue.length && commands.every((command, index) => command === commandQueue[index]);
    this.store.setState({
      orders: this.#book.publish(orders),
      optimisticUpdates: this.#book.updates,
      orderUpdates: this.#feed,
      commandQueue: isSame ? commandQueue : commands,
    });
  }

  async #restore(): Promise<void> {
    for (const command of await this.#queue.restore()) {
      const { operationId, orderId, createdAt } = command;
      const seen = command.kind === "edit" ? { patch: command.patch, base: command.base } : {};
      if (command.kind !== "create") this.#book.add({ operationId, orderId, createdAt, state: "pending", ...seen });
    }
    this.#batch.touch();
  }

  #tidy(): void {
    const { clock } = this.client.environment;
    const { keepEndedMs, maxOrders } = this.#options;
    for (const orderId of this.#book.tidy(keepEndedMs, maxOrders)) this.client.forget(orderId);
    this.#feed = recent(this.#feed, clock.now());
    this.#batch.touch();
    this.#tidying = clock.setTimeout(() => {
      this.#tidy();
    }, TIDY_MS);
  }
}

function storageFor(account: string | undefined): CommandStorage {
  return account === undefined || typeof indexedDB === "undefined" ? new MemoryStorage() : new IndexedDbStorage(account);
}
