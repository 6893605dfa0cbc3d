/**
 * The queue of commands: kept until the server has answered, sent in order for each order, again where no answer came.
 *
 * An order's commands go one at a time: each is made on top of the ones before it. Different orders do not wait for one
 * another.
 */

import { NetworkError, ProblemError, type Environment, type OrderOut, type Timer } from "@freightwire/client";
import { CommandRejected, type QueuedCommand } from "./command.js";
import type { Pages } from "./pages.js";
import { reasonOf } from "./rejecting.js";
import type { CommandStorage } from "./storage.js";

const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 30_000;

export interface QueueEvents {
  /** The storage does not work: commands wait only as long as this page lives. */
  unkept(error: unknown): void;
  /** The commands that wait have changed. */
  changed(): void;
  succeeded(command: QueuedCommand, order: OrderOut): void;
  rejected(command: QueuedCommand, rejection: CommandRejected): void;
}

interface Entry {
  command: QueuedCommand;
  resolve: (order: OrderOut) => void;
  reject: (error: Error) => void;
}

interface Lane {
  entries: Entry[];
  isSending: boolean;
  timer: Timer;
  failures: number;
}

/** Not the command is at fault: no answer came, the service cannot now, or the person must sign in again. */
function isToWait(error: unknown): error is NetworkError | ProblemError {
  return error instanceof NetworkError || (error instanceof ProblemError && (error.isTransient || error.status === 401));
}

/** What a command is made on top of: the last answer of its order, where it follows another command. */
export type Send = (command: QueuedCommand, previous: OrderOut | undefined) => Promise<OrderOut>;

export class CommandQueue {
  readonly #lanes = new Map<string, Lane>();
  readonly #previous = new Map<string, OrderOut>();

  constructor(
    private readonly environment: Environment,
    private readonly storage: CommandStorage,
    private readonly pages: Pages,
    private readonly send: Send,
    private readonly events: QueueEvents,
  ) {}

  /** This page's name, for the commands that it makes. */
  get page(): string {
    return this.pages.own;
  }

  get commands(): QueuedCommand[] {
    return [...this.#lanes.values()]
      .flatMap((lane) => lane.entries.map((entry) => entry.command))
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  /** Take over the commands that a page left behind that is gone. @returns them. */
  async restore(): Promise<QueuedCommand[]> {
    this.pages.open();
    const known = new Set(this.commands.map((command) => command.operationId));
    const restored: QueuedCommand[] = [];
    for (const command of (await this.#kept(this.storage.load())) ?? []) {
      if (known.has(command.operationId) || (await this.pages.isAlive(command.page))) continue;
      const own = { ...command, page: this.pages.own };
      await this.#kept(this.storage.put(own));
      this.#enter(own).catch(() => undefined);
      restored.push(own);
    }
    return restored;
  }

  /** Keep a command, and send it when its turn has come. @throws CommandRejected where the server refuses it. */
  async add(command: QueuedCommand): Promise<OrderOut> {
    const answer = this.#enter(command);
    answer.catch(() => undefined);
    this.events.changed();
    await this.#kept(this.storage.put(command));
    return answer;
  }

  /** Give up a command that is not being sent. @returns false where it is too late. */
  async discard(operationId: string): Promise<boolean> {
    for (const lane of this.#lanes.values()) {
      const index = lane.entries.findIndex((entry) => entry.command.operationId === operationId);
      const entry = lane.entries[index];
      if (!entry || (index === 0 && lane.isSending)) continue;
      lane.entries.splice(index, 1);
      this.#rejected(entry, { code: "discarded", message: "The change was given up." });
      await this.#kept(this.storage.remove(operationId));
      return true;
    }
    return false;
  }

  /**
   * An event has told that the command was carried out: where its answer was lost it is not sent again.
   *
   * @param read reads the order in place of the answer.
   */
  done(operationId: string, read: () => Promise<OrderOut>): void {
    for (const lane of this.#lanes.values()) {
      const [entry] = lane.entries;
      if (entry?.command.operationId === operationId && !lane.isSending) this.#run(lane, entry, read);
    }
  }

  /** The network is back: do not wait any longer. */
  wake(): void {
    for (const [id, lane] of this.#lanes) {
      lane.failures = 0;
      this.#next(id, lane);
    }
  }

  stop(): void {
    for (const lane of this.#lanes.values()) this.environment.clock.clearTimeout(lane.timer);
    this.pages.close();
  }

  async #kept<Result>(action: Promise<Result>): Promise<Result | undefined> {
    try {
      return await action;
    } catch (error) {
      this.events.unkept(error);
      return undefined;
    }
  }

  #enter(command: QueuedCommand): Promise<OrderOut> {
    return new Promise((resolve, reject) => {
      const lane = this.#lanes.get(command.orderId) ?? { entries: [], isSending: false, timer: undefined, failures: 0 };
      this.#lanes.set(command.orderId, lane);
      lane.entries.push({ command, resolve, reject });
      if (lane.entries.length === 1) this.#next(command.orderId, lane);
    });
  }

  #next(id: string, lane: Lane): void {
    const [entry] = lane.entries;
    this.environment.clock.clearTimeout(lane.timer);
    if (lane.isSending) return;
    if (!entry) {
      this.#lanes.delete(id);
      this.#previous.delete(id);
      return;
    }
    entry.command = { ...entry.command, attempts: entry.command.attempts + 1 };
    this.#run(lane, entry, () => this.send(entry.command, this.#previous.get(id)));
  }

  #run(lane: Lane, entry: Entry, act: () => Promise<OrderOut>): void {
    this.environment.clock.clearTimeout(lane.timer);
    lane.isSending = true;
    act().then(
      (order) => {
        lane.isSending = false;
        this.#succeeded(lane, entry, order);
      },
      (error: unknown) => {
        lane.isSending = false;
        this.#failed(lane, entry, error);
      },
    );
  }

  #succeeded(lane: Lane, entry: Entry, order: OrderOut): void {
    const { command } = entry;
    lane.entries.shift();
    lane.failures = 0;
    this.#previous.set(command.orderId, order);
    void this.#kept(this.storage.remove(command.operationId));
    entry.resolve(order);
    this.events.succeeded(command, order);
    this.events.changed();
    this.#next(command.orderId, lane);
  }

  #failed(lane: Lane, entry: Entry, error: unknown): void {
    const { orderId, operationId } = entry.command;
    if (isToWait(error)) {
      lane.failures += 1;
      const ceiling = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (lane.failures - 1));
      const asked = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0;
      const pause = Math.max(asked, ceiling * (0.5 + this.environment.random() / 2));
      lane.timer = this.environment.clock.setTimeout(() => {
        this.#next(orderId, lane);
      }, pause);
      this.events.changed();
      return;
    }
    lane.entries.shift();
    void this.#kept(this.storage.remove(operationId));
    this.#rejected(entry, reasonOf(error));
    this.#next(orderId, lane);
  }

  #rejected(entry: Entry, reason: CommandRejected["reason"]): void {
    const rejection = new CommandRejected(entry.command.operationId, reason);
    entry.reject(rejection);
    this.events.rejected(entry.command, rejection);
    this.events.changed();
  }
}
