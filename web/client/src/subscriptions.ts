/** Brings what the gateway has bound for this client to what the page wants. */

import { BindingSet } from "./bindings.js";
import { Emitter } from "./emitter.js";
import type { Clock } from "./environment.js";
import type { Subscribed } from "./protocol.js";
import { CommandRefused, LinkLost, type Link } from "./transports/link.js";

const BINDINGS_PER_COMMAND = 100;
const AGAIN_MS = 1_000;

export interface Subscription {
  readonly bindings: readonly string[];
  /** Fulfilled when the gateway has confirmed all bindings: what happens from then on is delivered. */
  readonly ready: Promise<void>;
  unsubscribe(): void;
}

export interface Refused {
  binding: string;
  /** `forbidden`, `bad_request` or `limit`. */
  reason: string;
}

interface SubscriptionEvents {
  refused: Refused;
  subscribed: Subscribed;
}

interface Wait {
  missing: Set<string>;
  resolve: () => void;
  reject: (error: Error) => void;
}

type Command = Link["command"];

export class Subscriptions {
  readonly #clock: Clock;
  readonly #replace: () => void;
  readonly #wanted = new BindingSet();
  readonly #active = new Set<string>();
  readonly #events = new Emitter<SubscriptionEvents>();
  readonly #waits = new Set<Wait>();
  #command: Command;
  #isLinked = false;
  #isBusy = false;

  /** @param replace opens another link in place of one that takes no commands. */
  constructor(clock: Clock, replace: () => void) {
    this.#clock = clock;
    this.#replace = replace;
  }

  readonly on = this.#events.on.bind(this.#events);

  get wanted(): string[] {
    return this.#wanted.all;
  }

  subscribe(bindings: readonly string[]): Subscription {
    this.#wanted.add(bindings);
    const wait = this.#wait(bindings);
    let isOver = false;
    this.#sync();
    return {
      bindings,
      ready: wait,
      unsubscribe: () => {
        if (isOver) return;
        isOver = true;
        this.#wanted.remove(bindings);
        this.#sync();
      },
    };
  }

  /** A link is in use, opened with these bindings. */
  linked(command: Command, bindings: readonly string[], refused: readonly Refused[]): void {
    this.#isLinked = true;
    this.#command = command;
    this.#active.clear();
    for (const binding of bindings) this.#active.add(binding);
    for (const one of refused) this.#refuse(one);
    this.#settle();
    this.#sync();
  }

  lost(): void {
    this.#isLinked = false;
    this.#command = undefined;
    this.#active.clear();
  }

  /** The gateway took bindings away. */
  dropped(refused: readonly Refused[]): void {
    for (const one of refused) this.#refuse(one);
  }

  #wait(bindings: readonly string[]): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      this.#waits.add({ missing: new Set(bindings), resolve, reject });
    });
    // Who does not look at `ready` hears of a refusal by the event.
    promise.catch(() => undefined);
    this.#settle();
    return promise;
  }

  #settle(): void {
    for (const wait of this.#waits) {
      if (![...wait.missing].every((binding) => this.#active.has(binding))) continue;
      this.#waits.delete(wait);
      wait.resolve();
    }
  }

  #refuse(refused: Refused): void {
    this.#active.delete(refused.binding);
    this.#wanted.refuse(refused.binding);
    for (const wait of this.#waits) {
      if (!wait.missing.has(refused.binding)) continue;
      this.#waits.delete(wait);
      wait.reject(new CommandRefused(refused.reason, `${refused.binding} is not granted`, false));
    }
    this.#events.emit("refused", refused);
  }

  #sync(): void {
    if (!this.#isLinked || this.#isBusy) return;
    if (!this.#command) {
      if (this.wanted.some((binding) => !this.#active.has(binding))) this.#replace();
      return;
    }
    this.#isBusy = true;
    this.#bring(this.#command).then(
      () => {
        this.#isBusy = false;
      },
      (error: unknown) => {
        this.#isBusy = false;
        if (error instanceof LinkLost) this.#sync();
        else {
          this.#clock.setTimeout(() => {
            this.#sync();
          }, AGAIN_MS);
        }
      },
    );
  }

  async #bring(command: NonNullable<Command>): Promise<void> {
    while (this.#command === command) {
      const missing = this.wanted.filter((binding) => !this.#active.has(binding));
      const extra = [...this.#active].filter((binding) => !this.#wanted.has(binding));
      if (missing.length > 0) await this.#add(command, missing.slice(0, BINDINGS_PER_COMMAND));
      else if (extra.length > 0) await this.#drop(command, extra.slice(0, BINDINGS_PER_COMMAND));
      else return;
    }
  }

  async #add(command: NonNullable<Command>, bindings: string[]): Promise<void> {
    try {
      const { body } = await command("subscribe", { bindings });
      if (this.#command !== command) return;
      for (const binding of bindings) this.#active.add(binding);
      this.#settle();
      this.#events.emit("subscribed", { ...(body as unknown as Subscribed), bindings });
    } catch (error) {
      if (!(error instanceof CommandRefused) || error.isRetryable) throw error;
      if (bindings.length > 1) for (const binding of bindings) await this.#add(command, [binding]);
      else for (const binding of bindings) this.#refuse({ binding, reason: error.code });
    }
  }

  async #drop(command: NonNullable<Command>, bindings: string[]): Promise<void> {
    try {
      await command("unsubscribe", { bindings });
    } catch (error) {
      if (!(error instanceof CommandRefused) || error.isRetryable) throw error;
    }
    for (const binding of bindings) this.#active.delete(binding);
  }
}
