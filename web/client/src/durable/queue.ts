/** A durable queue: messages wait for this user at the broker until they are acknowledged. */

import { RecentIds } from "../continuity/recent.js";
import type { AnyPush, Opened } from "../protocol.js";
import { CommandRefused, LinkLost, type Link } from "../transports/link.js";

export interface QueueOptions {
  bindings: string[];
  /** Messages that may be unacknowledged at once. */
  prefetch?: number;
  /** Seconds until a message that is not acknowledged is given out again. */
  ackTimeout?: number;
}

/** What became of a message. `retry`: give it out again. `reject`: to the dead letters. */
export type Outcome = "ack" | "retry" | "reject";

/**
 * Deals with one message. Fulfilled with an `Outcome` that decides; with anything else the message is acknowledged. A
 * rejection gives it back, to come again.
 */
export type QueueHandler = (push: AnyPush) => Promise<unknown>;

/** `waiting`: not open, for want of a WebSocket; `refused`: see `problem`. */
export type QueueState = "waiting" | "open" | "refused" | "closed";

export interface QueueListener {
  changed(queue: DurableQueue): void;
  /** A handler rejected. */
  failed(error: unknown): void;
}

type Command = NonNullable<Link["command"]>;

export class DurableQueue {
  readonly name: string;
  readonly #options: QueueOptions;
  readonly #handler: QueueHandler;
  readonly #events: QueueListener;
  readonly #done = new RecentIds();
  #command: Command | null = null;
  #state: QueueState = "waiting";
  #pending: number | null = null;
  #problem: CommandRefused | null = null;

  constructor(name: string, options: QueueOptions, handler: QueueHandler, events: QueueListener) {
    this.name = name;
    this.#options = options;
    this.#handler = handler;
    this.#events = events;
  }

  get state(): QueueState {
    return this.#state;
  }

  /** Messages that waited when the queue was opened. */
  get pending(): number | null {
    return this.#pending;
  }

  get problem(): CommandRefused | null {
    return this.#problem;
  }

  /** A connection that takes commands, or none. What was not acknowledged over the last one comes again. */
  async use(command: Command | null): Promise<void> {
    if (this.#state === "closed") return;
    this.#command = command;
    if (!command) {
      this.#become("waiting");
      return;
    }
    try {
      const { body } = await command("open", { queue: this.name, ...this.#options });
      if (this.#command !== command) return;
      this.#pending = (body as unknown as Opened).pending;
      this.#problem = null;
      this.#become("open");
    } catch (error) {
      if (error instanceof LinkLost || this.#command !== command) return;
      if (!(error instanceof CommandRefused)) throw error;
      this.#problem = error;
      this.#become("refused");
    }
  }

  /** A message came from the queue. */
  async take(push: AnyPush): Promise<void> {
    const command = this.#command;
    const { tag, id } = push;
    if (!command || tag === undefined) return;
    // It came again because the acknowledgement was lost, not because it was not dealt with.
    const outcome = this.#done.has(id) ? "ack" : await this.#handle(push);
    if (outcome === "ack") this.#done.add(id);
    const answer =
      outcome === "ack"
        ? command("ack", { queue: this.name, tag })
        : command("nack", { queue: this.name, tag, requeue: outcome === "retry", reason: `client: ${outcome}` });
    // Refused, or the connection is gone: the broker gives the message out again, and `done` knows it.
    await answer.catch(ignoreRefusal);
  }

  /** The gateway closed the queue; it is opened again by whoever gave the connection. */
  interrupted(): void {
    this.#become("waiting");
  }

  /** No more messages; what is in the queue stays there, unless it is to be deleted with all in it. */
  async close({ remove = false } = {}): Promise<void> {
    const command = this.#command;
    this.#command = null;
    this.#become("closed");
    await command?.("close", { queue: this.name, delete: remove }).catch(ignoreRefusal);
  }

  async #handle(push: AnyPush): Promise<Outcome> {
    try {
      const outcome = await this.#handler(push);
      return outcome === "retry" || outcome === "reject" ? outcome : "ack";
    } catch (error) {
      this.#events.failed(error);
      return "retry";
    }
  }

  #become(state: QueueState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.changed(this);
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof LinkLost) && !(error instanceof CommandRefused)) throw error;
}
