/** The client: events that are delivered once and in order, over whatever connection there is. */

import { Connection, type Adopted } from "./connection/connection.js";
import type { ConnectionState } from "./connection/effects.js";
import { ALL_TRANSPORTS } from "./connection/ladder.js";
import { Sequencer, type Hole } from "./continuity/sequencer.js";
import { DurableQueue, type QueueHandler, type QueueOptions } from "./durable/queue.js";
import { Emitter } from "./emitter.js";
import { environmentOf, type Environment, type Timer } from "./environment.js";
import { Presence } from "./presence/presence.js";
import type { AnyPush, EventName, Push, PushNamed, Refreshed, ResumeFailure, TransportName, User } from "./protocol.js";
import { Subscriptions, type Refused, type Subscription } from "./subscriptions.js";
import { TokenSource, type TokenProvider } from "./token.js";
import { transportsOf } from "./transports/all.js";
import type { Transports } from "./transports/link.js";

/** How long an event waits for the one before it until the order has to be loaded. */
const GAP_MS = 500;

export interface ClientOptions {
  /** Where the gateway is: `https://desk.example.com`; its paths begin with `/v1`. */
  gatewayUrl: string;
  /** Where the orders service is, for plain polling; without it this last resort is left out. */
  ordersUrl?: string;
  token: TokenProvider;
  /** Name and version of the application, shown to operators. */
  name?: string;
  /** Bindings from the beginning; more by `subscribe`. */
  bindings?: string[];
  /** Where an earlier client stood, by `cursor`. */
  cursor?: string;
  /** 0–1000: pushes come in bunches, at most that often. */
  flushMs?: number;
  /** Which transports, the best first. */
  transports?: readonly TransportName[];
  /** In place of the page's own, for tests and outside of a page. */
  environment?: Partial<Environment>;
  /** In place of the real ones, for tests. */
  links?: Transports;
}

/** Why state that was built from events has to be loaded anew. */
export type ResyncReason = "start" | ResumeFailure | "broker" | "overrun" | (string & {});

export type ClientEvents = {
  /** Each event, of every name, in order. */
  event: Push;
  status: ConnectionState;
  /** Load state over REST now: at the first connection, and whenever there may be a hole. */
  resync: { reason: ResyncReason };
  /** Events of one order are missing: load it, then call `known`. */
  gap: Hole;
  /** A binding is not granted, or not any more. */
  refused: Refused;
  /** Who is in an order has changed. */
  presence: { orderId: string };
  /** Of a durable queue: what it is now. */
  queue: DurableQueue;
  /** A handler of a durable queue rejected: the message comes again. */
  error: unknown;
  /** The gateway said who the token is for. */
  user: User;
} & { [Name in EventName]: PushNamed<Name> };

export class FreightwireClient {
  readonly presence: Presence;
  readonly tokens: TokenSource;
  readonly environment: Environment;
  readonly #events = new Emitter<ClientEvents>();
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #sequencer = new Sequencer();
  readonly #queues = new Map<string, DurableQueue>();
  readonly #gaps = new Map<string, Timer>();
  #user: User | null = null;
  #lastEventAt: number | null = null;
  #duplicates = 0;

  constructor(options: ClientOptions) {
    const environment = (this.environment = environmentOf(options.environment));
    this.tokens = new TokenSource(options.token, environment.clock);
    const urls = { gatewayUrl: trimmed(options.gatewayUrl), ordersUrl: options.ordersUrl && trimmed(options.ordersUrl) };
    this.#connection = new Connection({
      environment,
      transports: options.links ?? transportsOf({ environment, ...urls }),
      order: options.transports ?? ALL_TRANSPORTS,
      tokens: this.tokens,
      request: () => ({
        bindings: this.#subscriptions.wanted,
        client: options.name ?? "@freightwire/client",
        flushMs: options.flushMs ?? 0,
      }),
      cursor: options.cursor,
    });
    this.#subscriptions = new Subscriptions(environment.clock, () => {
      this.#connection.replace();
    });
    this.presence = new Presence(environment, urls.gatewayUrl, this.tokens, (orderId) => {
      this.#events.emit("presence", { orderId });
    });
    if (options.bindings) this.#subscriptions.subscribe(options.bindings);
    this.#wire();
  }

  readonly on = this.#events.on.bind(this.#events);

  get status(): ConnectionState {
    return this.#connection.state;
  }

  /** Where this client stands; whoever holds it can resume. */
  get cursor(): string | undefined {
    return this.#connection.cursor;
  }

  get user(): User | null {
    return this.#user;
  }

  /** When the last event came (milliseconds); null before the first. */
  get lastEventAt(): number | null {
    return this.#lastEventAt;
  }

  /** Events that came again, and were dropped. */
  get duplicates(): number {
    return this.#duplicates;
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    for (const timer of this.#gaps.values()) this.environment.clock.clearTimeout(timer);
    this.#gaps.clear();
  }

  /** The person has signed in again: go on with the provider's token now, also where the last one was refused for good. */
  renewed(): void {
    this.tokens.forget();
    this.#connection.renewed();
  }

  subscribe(...bindings: string[]): Subscription {
    return this.#subscriptions.subscribe(bindings);
  }

  /** A copy of the order is at `version` now: what came before is dropped, what waited for it is delivered. */
  known(orderId: string, version: number): void {
    this.#deliver(this.#sequencer.known(orderId, version));
    if (this.#sequencer.hole(orderId)) this.#watch(orderId);
  }

  /** The version up to which the order's events have been delivered, or a copy is known; undefined where none is. */
  version(orderId: string): number | undefined {
    return this.#sequencer.version(orderId);
  }

  /** No copy of the order is kept any more. */
  forget(orderId: string): void {
    this.#sequencer.forget(orderId);
  }

  /** Open a durable queue; it stays open over reconnects until it is closed. */
  queue(name: string, options: QueueOptions, handler: QueueHandler): DurableQueue {
    if (this.#queues.has(name)) throw new Error(`the queue ${name} is open already`);
    const queue = new DurableQueue(name, options, handler, {
      changed: () => {
        if (queue.state === "closed") this.#queues.delete(name);
        this.#events.emit("queue", queue);
      },
      failed: (error) => {
        this.#events.emit("error", error);
      },
    });
    this.#queues.set(name, queue);
    void queue.use(this.#connection.command ?? null);
    return queue;
  }

  #wire(): void {
    const connection = this.#connection;
    connection.on("state", (state) => {
      this.#events.emit("status", state);
    });
    connection.on("adopted", (adopted) => {
      this.#adopted(adopted);
    });
    connection.on("lost", () => {
      this.tokens.stop();
      this.#subscriptions.lost();
      this.presence.lost();
      for (const queue of this.#queues.values()) void queue.use(null);
    });
    connection.on("push", (push) => {
      this.#take(push);
    });
    connection.on("reset", ({ reason }) => {
      this.#events.emit("resync", { reason });
    });
    connection.on("queueClosed", ({ queue }) => {
      this.#reopen(queue);
    });
    this.#subscriptions.on("refused", (refused) => {
      this.#events.emit("refused", refused);
    });
    this.#subscriptions.on("subscribed", (reply) => {
      this.presence.snapshot(reply, reply.bindings);
    });
  }

  #adopted(adopted: Adopted): void {
    const { command } = this.#connection;
    const { expiresIn, resumed, reason, user } = adopted;
    if (user) {
      this.#user = user;
      this.#events.emit("user", user);
    }
    this.#subscriptions.linked(command, adopted.bindings, adopted.refused);
    this.presence.linked(adopted.transport, command);
    this.presence.snapshot(adopted, adopted.bindings);
    if (expiresIn !== undefined) this.tokens.keepFresh(expiresIn, (token) => this.#refresh(token));
    for (const queue of this.#queues.values()) void queue.use(command ?? null);
    if (resumed !== true) this.#events.emit("resync", { reason: reason ?? "start" });
  }

  /** @returns how long the token is good for, in seconds. */
  async #refresh(token: string): Promise<number> {
    const { command } = this.#connection;
    if (!command) {
      // The next link is opened with the new token, and tells for how long.
      this.#connection.replace();
      return Infinity;
    }
    const { dropped, expiresIn } = (await command("refresh", { token })).body as unknown as Refreshed;
    this.#subscriptions.dropped(dropped.filter((one) => one.queue === undefined));
    return expiresIn;
  }

  #take(push: AnyPush): void {
    if (push.queue !== undefined) {
      void this.#queues.get(push.queue)?.take(push);
      return;
    }
    const taken = this.#sequencer.take(push);
    if (taken.isDuplicate) this.#duplicates += 1;
    this.#deliver(taken.deliver);
    if (taken.waits !== undefined) this.#watch(taken.waits);
  }

  #deliver(pushes: AnyPush[]): void {
    for (const push of pushes) {
      this.#lastEventAt = this.environment.clock.now();
      this.presence.apply(push);
      this.#events.emit("event", push as Push);
      this.#events.emit(push.event as EventName, push as never);
    }
  }

  #watch(orderId: string): void {
    if (this.#gaps.has(orderId)) return;
    const timer = this.environment.clock.setTimeout(() => {
      this.#gaps.delete(orderId);
      const hole = this.#sequencer.hole(orderId);
      if (hole) this.#events.emit("gap", hole);
    }, GAP_MS);
    this.#gaps.set(orderId, timer);
  }

  #reopen(name: string): void {
    const queue = this.#queues.get(name);
    if (!queue) return;
    queue.interrupted();
    this.environment.clock.setTimeout(() => {
      if (queue.state === "waiting" && this.#connection.command) void queue.use(this.#connection.command);
    }, 1000);
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, "");
}
